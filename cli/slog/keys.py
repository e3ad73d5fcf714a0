"""The parts of a sentence that name something: a source, a claim, a revision, an entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.parts import Valued, field_of
from sitlog.cli.slog.tokens import Misread, Token, TokenKind
from sitlog.domain import values
from sitlog.domain.event import Event
from sitlog.domain.values import Kind

_REVISION = re.compile(r"(?:(.*)\.)?r([1-9]\d{0,6})", re.ASCII)
_KEY = TypeAdapter(values.Key)
_HANDLE = re.compile(r"e([1-9]\d{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key(Valued):
    """The key of something; *new* where the sentence introduces it."""

    kind: Kind = Kind.CLAIM
    new: bool = False

    @property
    def notation(self) -> str:
        """The kind of thing, in capitals."""
        return self.kind.upper()

    def take(self, cursor: Cursor, draft: Draft) -> str:
        """Read the key; whether there is such a thing is asked when the whole file is read."""
        token = cursor.take_kind(TokenKind.WORD, f"the key of a {self.kind}")
        if self.new and self.kind is Kind.SITUATION:
            draft.situation = token.text
        draft.name(self.kind, token.text, token.place, introduces=self.new)
        if self.new and self.kind is Kind.REPORT:
            draft.name(Kind.REVISION, f"{token.text}.r1", token.place, introduces=True)
        return token.text


@dataclass(frozen=True, slots=True)
class Declarer(Key):
    """Who declares a conflict: a source, or the recorder, who is in no list of sources."""

    @property
    def notation(self) -> str:
        """Both."""
        return "(recorder | SOURCE)"

    def take(self, cursor: Cursor, draft: Draft) -> str:
        """Read the word, or the key."""
        return cursor.take().text if cursor.word() == "recorder" else Key.take(self, cursor, draft)


@dataclass(frozen=True, slots=True)
class Doer(Key):
    """The actor for whom an incident is claimed; `itself` is whoever claims it."""

    @property
    def notation(self) -> str:
        """Both."""
        return "(itself | SOURCE)"

    def take(self, cursor: Cursor, draft: Draft) -> str:
        """Read the key, or take the speaker's."""
        if cursor.word() != "itself":
            return Key.take(self, cursor, draft)
        cursor.take()
        return str(draft.fields.get("by", ""))

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write `itself` where speaker and actor are one."""
        return ("itself",) if field_of(event, "by") == field_of(event, self.field) else Key.write(self, event, zone)


@dataclass(frozen=True, slots=True)
class Rivals:
    """The claims of a conflict: two, and any further one behind an `and`."""

    field: str

    @property
    def notation(self) -> str:
        """All of them."""
        return "CLAIM CLAIM {and CLAIM}"

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the claims."""
        claim = Key(self.field, many=True, kind=Kind.CLAIM)
        claim.read(cursor, draft)
        claim.read(cursor, draft)
        while cursor.word() == "and":
            cursor.take()
            claim.read(cursor, draft)

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # keys are the same in every zone
        """Write the claims."""
        first, *others = field_of(event, self.field)
        return [first, " and ".join(others)]


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a report, written as one word: `am.r2`."""

    @property
    def notation(self) -> str:
        """As it is written."""
        return "REPORT.rN"

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the report and its revision."""
        token = cursor.take_kind(TokenKind.WORD, "a revision, such as am.r2,")
        report, revision = revision_of(token, draft)
        draft.put("report", report, token.place)
        draft.put("revision", revision, token.place)

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # keys are the same in every zone
        """Write both as one."""
        return (f"{field_of(event, 'report')}.r{field_of(event, 'revision')}",)


@dataclass(frozen=True, slots=True)
class NewRevision(Valued):
    """The number of the revision that a report now has: `r2`."""

    @property
    def notation(self) -> str:
        """As it is written."""
        return "rN"

    def take(self, cursor: Cursor, draft: Draft) -> int:
        """Read the number."""
        token = cursor.take_kind(TokenKind.WORD, "the number of the revision, such as r2,")
        found = _REVISION.fullmatch(token.text)
        if not found or found[1] is not None:
            raise Misread(
                token.place, f"'{token.text[:60]}' is not the number of a revision", "write r2 for the second"
            )
        draft.name(Kind.REVISION, f"{draft.fields.get('report')}.r{found[2]}", token.place, introduces=True)
        return int(found[2])

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # a number is the same in every zone
        """Write the number."""
        return f"r{value}"


def revision_of(token: Token, draft: Draft) -> tuple[str, int]:
    """Read a report's key with a revision behind it, `am.r2`, and note both as named."""
    found = _REVISION.fullmatch(token.text)
    if not found or found[1] is None:
        report = token.text.partition(".")[0][:60] or "am"
        raise Misread(
            token.place, f"'{token.text[:60]}' is not a revision of a report", f"write its number: {report}.r1"
        )
    draft.name(Kind.REPORT, found[1], token.place)
    draft.name(Kind.REVISION, f"{found[1]}.r{found[2]}", token.place)
    return found[1], int(found[2])


@dataclass(frozen=True, slots=True)
class Entry(Valued):
    """The handle of an entry: `e15`."""

    @property
    def notation(self) -> str:
        """As it is written."""
        return "eN"

    def take(self, cursor: Cursor, draft: Draft) -> int:
        """Read the number."""
        token = cursor.take_kind(TokenKind.WORD, "an entry, such as e15,")
        found = _HANDLE.fullmatch(token.text)
        if not found:
            raise Misread(token.place, f"'{token.text[:60]}' is not an entry", "write its handle, such as e15")
        draft.name(Kind.ENTRY, found[1], token.place)
        return int(found[1])

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # a number is the same in every zone
        """Write the handle."""
        return f"e{value}"


def is_key(text: str) -> bool:
    """Tell whether something may be called so."""
    try:
        _KEY.validate_python(text)
    except ValidationError:
        return False
    return True


def label_of(text: str) -> int | None:
    """Read the label of a line, `e15:`, or None if it is none."""
    found = _HANDLE.fullmatch(text[:-1]) if text.endswith(":") else None
    return int(found[1]) if found else None
