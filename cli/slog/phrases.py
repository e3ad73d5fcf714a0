"""The parts of a sentence that have a form of their own: whose voice it is, what a denial denies, what is claimed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.keys import Key
from sitlog.cli.slog.parts import Valued, field_of
from sitlog.cli.slog.spans import Time
from sitlog.cli.slog.text import quoted
from sitlog.cli.slog.tokens import Misread, TokenKind
from sitlog.cli.slog.words import chosen, hyphened
from sitlog.domain.claimvalue import ActorValue, ClaimValue, DateValue, NumberValue, PlaceValue
from sitlog.domain.event import Event
from sitlog.domain.values import DenialScope, Identification, Independence, Kind, SourceKind

_COUNT = re.compile(r"x([1-9]\d{0,6})", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Voice:
    """The kind of a source, how far it is identified, and how many it is: `group unnamed x2`."""

    @property
    def notation(self) -> str:
        """Its two words and the count."""
        return "SOURCE-KIND IDENTIFICATION [xN]"

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the words."""
        kind = cursor.take_kind(TokenKind.WORD, f"the kind of source, one of {', '.join(VOICES)},")
        draft.put("kind", chosen(kind.text, VOICES, kind.place), kind.place)
        how = cursor.take_kind(TokenKind.WORD, f"how it is identified, one of {', '.join(IDENTIFIED)},")
        draft.put("identification", _identified(how.text, draft.fields["kind"], how.place), how.place)
        if (word := cursor.word()) and (found := _COUNT.fullmatch(word)):
            draft.put("count", int(found[1]), cursor.take().place)

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # the same in every zone
        """Write the words."""
        kind, how, count = (field_of(event, name) for name in ("kind", "identification", "count"))
        told = "unnamed" if _UNNAMED.get(kind) is how else hyphened(how)
        return [kind.value, told, *([f"x{count}"] if count else [])]


VOICES = {each.value: each for each in SourceKind} | {"individual": SourceKind.PERSON}
IDENTIFIED = {"unnamed": None} | {hyphened(each): each for each in Identification}
_UNNAMED = {SourceKind.PERSON: Identification.UNNAMED_INDIVIDUAL, SourceKind.GROUP: Identification.UNNAMED_GROUP}


def _identified(text: str, kind: SourceKind, place: Any) -> Identification:
    how = chosen(text, IDENTIFIED, place) or _UNNAMED.get(kind)
    if how is None:
        raise Misread(place, f"'{kind} unnamed' may be one or several", "write unnamed-individual or unnamed-group")
    return how


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a claim a denial denies, if not its truth: `denies responsibility for CLAIM`."""

    @property
    def notation(self) -> str:
        """The scopes with the words that join them to a claim."""
        return f"[{' | '.join(f'{hyphened(scope)} {joint}' for scope, joint in _JOINTS.items())}]"

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the scope if there is one; a scope's word alone is the key of a claim."""
        if cursor.word(1) in _JOINTS.values() and cursor.word(2) is not None:
            token = cursor.take()
            draft.put(
                "scope", chosen(token.text, {hyphened(each): each for each in DenialScope}, token.place), token.place
            )
            cursor.take()

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # the same in every zone
        """Write the scope, unless it is the truth."""
        scope = field_of(event, "scope")
        return [hyphened(scope), _JOINTS[scope]] if scope in _JOINTS else []


_JOINTS = {
    DenialScope.AUTHORSHIP: "of",
    DenialScope.RESPONSIBILITY: "for",
    DenialScope.INVOLVEMENT: "in",
    DenialScope.KNOWLEDGE: "of",
    DenialScope.CHARACTERISATION: "of",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Whether who corroborates knows it from elsewhere; unknown where nothing is written."""

    @property
    def notation(self) -> str:
        """The two ways."""
        return "[independently | same origin]"

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the words, if there are any."""
        told = next((told for told in _ORIGINS if tuple(map(cursor.word, range(len(told)))) == told), ())
        place = cursor.here()
        for _ in told:
            place = place.to(cursor.take().place)
        draft.put("independence", _ORIGINS.get(told, Independence.UNKNOWN), place)

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # the same in every zone
        """Write the words."""
        return next((told for told, each in _ORIGINS.items() if each is field_of(event, "independence")), ())


_ORIGINS = {("independently",): Independence.INDEPENDENT, ("same", "origin"): Independence.SAME_ORIGIN}


@dataclass(frozen=True, slots=True)
class Worth(Valued):
    """What a structured claim claims: a number with bounds, a date, a place, an actor."""

    @property
    def notation(self) -> str:
        """Its four forms."""
        number = "(exactly N | at-least N [at-most N] | at-most N)"
        return f'({number} ["UNIT"] | date WHEN | place "PLACE" | actor SOURCE)'

    def take(self, cursor: Cursor, draft: Draft) -> dict[str, Any]:
        """Read one of the forms."""
        token = cursor.take_kind(TokenKind.WORD, f"one of {', '.join(_FORMS)}")
        match chosen(token.text, _FORMS, token.place):
            case "number":
                return _number(cursor, token.text)
            case "date":
                return {"type": "date", "when": Time("value").take(cursor, draft)}
            case "place":
                return {"type": "place", "place": cursor.take_kind(TokenKind.STRING, "the place in quotes").text}
            case _:
                return {"type": "actor", "actor": Key("value", kind=Kind.SOURCE).take(cursor, draft)}

    def told(self, value: ClaimValue, zone: str) -> str:
        """Write the form."""
        match value:
            case NumberValue():
                return _bounds(value)
            case DateValue():
                return f"date {Time('value').told(value.when, zone)}"
            case PlaceValue():
                return f"place {quoted(value.place)}"
            case ActorValue():
                return f"actor {value.actor}"


_BOUNDS = {"exactly": ("at_least", "at_most"), "at-least": ("at_least",), "at-most": ("at_most",)}
_FORMS = dict.fromkeys(_BOUNDS, "number") | {word: word for word in ("date", "place", "actor")}


def _number(cursor: Cursor, first: str) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "number"} | dict.fromkeys(_BOUNDS[first], _digits(cursor))
    if first == "at-least" and cursor.word() == "at-most":
        cursor.take()
        value["at_most"] = _digits(cursor)
    if cursor.begins(TokenKind.STRING):
        value["unit"] = cursor.take().text
    return value


def _digits(cursor: Cursor) -> Decimal:
    token = cursor.take_kind(TokenKind.WORD, "a number")
    if not _NUMBER.fullmatch(token.text):
        raise Misread(
            token.place, f"'{token.text[:60]}' is not a number", "write digits and a point, such as 170 or 2.5"
        )
    return Decimal(token.text)


def _bounds(value: NumberValue) -> str:
    least, most = (None if bound is None else format(bound, "f") for bound in (value.at_least, value.at_most))
    if value.at_least == value.at_most:
        told = f"exactly {least}"
    else:
        told = " ".join(
            f"{word} {bound}" for word, bound in (("at-least", least), ("at-most", most)) if bound is not None
        )
    return f"{told} {quoted(value.unit)}" if value.unit is not None else told
