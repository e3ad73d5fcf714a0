"""The parts of a sentence that say something: texts, words of a list, numbers, instants."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from sitlog.cli.slips import Place
from sitlog.cli.slog.blocks import read_block
from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.parts import Valued, capitals, field_of
from sitlog.cli.slog.text import block, quoted
from sitlog.cli.slog.tokens import Misread, TokenKind
from sitlog.domain.event import Event
from sitlog.domain.nearest import nearest

_BARE = re.compile(r"[A-Za-z0-9][\w./:?&=%+~-]*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Text(Valued):
    """A text in quotes; *optional* where the sentence may end without one."""

    optional: bool = False

    @property
    def notation(self) -> str:
        """The name of the field, in quotes."""
        return f'["{capitals(self.field)}"]' if self.optional else f'"{capitals(self.field)}"'

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read it if it is there."""
        if not self.optional or cursor.begins(TokenKind.STRING):
            Valued.read(self, cursor, draft)

    def take(self, cursor: Cursor, draft: Draft) -> str:  # noqa: ARG002  # a text rests on nothing else
        """Read the text."""
        return cursor.take_kind(TokenKind.STRING, f"the {self.field} in quotes").text

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # a text is the same in every zone
        """Write the text in quotes."""
        return quoted(value)


@dataclass(frozen=True, slots=True)
class Words(Valued):
    """The text of an attribute: in quotes, bare if it is one word, or as a block below.

    *bare* ones usually are one word. *prose* needs no quotes where it has a line for itself. *long* ones are written
    as blocks.
    """

    bare: bool = False
    prose: bool = False
    long: bool = False

    @property
    def notation(self) -> str:
        """The name of the field, in quotes unless it is usually a word."""
        return capitals(self.field) if self.bare else f'"{capitals(self.field)}"'

    def take(self, cursor: Cursor, draft: Draft) -> str:  # noqa: ARG002  # a text rests on nothing else
        """Read the text."""
        token = cursor.peek()
        if token is None and cursor.below:
            below, cursor.below = cursor.below, ()
            return read_block(below)
        if token is None or (token.kind is TokenKind.CITE and not self.prose):
            raise cursor.missing(f"the {capitals(self.field).lower()}, in quotes,")
        if self.prose and token.kind is not TokenKind.STRING and cursor.attribute and cursor.index == 1:
            return cursor.rest_of_line()
        return cursor.take().text

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # a text is the same in every zone
        """Write the text on one line."""
        return value if self.bare and _BARE.fullmatch(value) else quoted(value)

    def written_below(self, event: Event) -> Sequence[str]:
        """Write the lines of the text as a block, if that is how it should be."""
        value = field_of(event, self.field)
        return block(value) if value and (self.long or "\n" in value) else ()


@dataclass(frozen=True, slots=True)
class Choice(Valued):
    """One word of a list; *default* is meant where the attribute is missing, and is not written."""

    words: type[Enum] = Enum
    default: Enum | None = None

    @property
    def notation(self) -> str:
        """All the words."""
        return f"({' | '.join(hyphened(each) for each in self.words)})"

    def take(self, cursor: Cursor, draft: Draft) -> Enum:  # noqa: ARG002  # a word of a list rests on nothing else
        """Read the word."""
        token = cursor.take_kind(TokenKind.WORD, f"one of {self.notation}")
        return chosen(token.text, {hyphened(each): each for each in self.words}, token.place)

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write the word, if it is not the one that is meant anyway."""
        told = Valued.write(self, event, zone)
        return () if self.default is not None and told == [hyphened(self.default)] else told

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # a word is the same in every zone
        """Write the word."""
        return hyphened(value)


_Meaning = TypeVar("_Meaning")


def hyphened(word: Enum) -> str:
    """Write a word of a list as one word."""
    return str(word.value).replace("_", "-")


def chosen(text: str, words: dict[str, _Meaning], place: Place) -> _Meaning:
    """Give what a word of a list means."""
    if text not in words:
        like = nearest(text[:60], words)
        hint = f"did you mean {like}?" if like else f"write {', '.join(words)}"
        raise Misread(
            place, f"'{text[:60]}' is none of {', '.join(words)}" if like else f"'{text[:60]}' is not known here", hint
        )
    return words[text]


@dataclass(frozen=True, slots=True)
class Flag(Valued):
    """A word that is there or not."""

    @property
    def notation(self) -> str:
        """Nothing beyond the word itself."""
        return ""

    def take(self, cursor: Cursor, draft: Draft) -> bool:  # noqa: ARG002  # it says yes by being there
        """Read nothing."""
        return True

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # yes is yes in every zone
        """Write nothing behind the word, which is there if the field is true."""
        return [""] if field_of(event, self.field) else []


@dataclass(frozen=True, slots=True)
class Whole(Valued):
    """A whole number."""

    def take(self, cursor: Cursor, draft: Draft) -> int:  # noqa: ARG002  # a number rests on nothing else
        """Read the number."""
        token = cursor.take_kind(TokenKind.WORD, "a whole number")
        if not _WHOLE.fullmatch(token.text):
            raise Misread(token.place, f"'{token.text[:60]}' is not a whole number", "write digits alone, such as 2")
        return int(token.text)


@dataclass(frozen=True, slots=True)
class Digest(Valued):
    """A SHA-256."""

    def take(self, cursor: Cursor, draft: Draft) -> str:  # noqa: ARG002  # a digest rests on nothing else
        """Read its 64 digits."""
        token = cursor.take_kind(TokenKind.WORD, "a SHA-256")
        if not _SHA256.fullmatch(token.text):
            raise Misread(
                token.place,
                f"'{token.text[:60]}' is not a SHA-256",
                "write its 64 hexadecimal digits, in small letters",
            )
        return token.text
