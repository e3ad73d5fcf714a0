"""JSON read strictly, and the places of its parts in the text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

_DEEPEST = 100  # brackets within brackets; no event needs ten
_LONGEST_INTEGER = 18  # digits


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where something stands in a text: offset of its first character, and how many there are."""

    offset: int
    length: int


class NotJson(Exception):
    """A text that is not JSON (RFC 8259), or not such as keeps its meaning everywhere: where, and what to write."""

    def __init__(self, stretch: Stretch, message: str, hint: str) -> None:
        super().__init__(message)
        self.stretch = stretch
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Member:
    """A value within a JSON text: its path, its name, and where it stands; of a list or object its bracket does."""

    path: Path
    name: Stretch | None
    value: Stretch

    def shown(self, text: str) -> Stretch:
        """Give what to point at: the value, but for a list or object its name."""
        return self.name if self.name and text[self.value.offset] in "{[" else self.value


def read(text: str) -> Any:
    """Read a JSON text.

    Names are unique within an object, numbers are integers (a fraction would lose its value on the way to other
    programs, and is written as a string), brackets do not nest without end.

    Raises:
        NotJson: it is not so.

    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _explained(text, error) from error
    except RecursionError as error:
        message = f"brackets nest more than {_DEEPEST} deep from here"
        raise NotJson(_too_deep(text), message, "no event does: see its form with sitlog schema") from error
    except _Unsuitable as error:
        raise error.at(text) from error


def members(text: str) -> Iterator[Member]:
    """Give all values within a JSON text, in the order in which they stand."""
    open_: list[_Container] = []
    for token in _TOKEN.finditer(text):
        stretch, inner = Stretch(token.start(), len(token[0])), open_[-1] if open_ else None
        match token[0]:
            case "}" | "]":
                open_.pop()
            case ",":
                if inner:
                    inner.advance()
            case ":":
                pass
            case name if inner and inner.awaits_name:
                inner.label, inner.name = json.loads(name), stretch
            case value:
                yield Member(tuple(each.label for each in open_), inner.name if inner else None, stretch)
                if value in {"{", "["}:
                    open_.append(_Container(None if value == "{" else 0))


def place_of(text: str, path: Path) -> Stretch:
    """Give the place of the value at *path*, or of the innermost that holds it, in a JSON text."""
    found = {member.path: member for member in members(text)}
    return next(found[path[:end]].shown(text) for end in range(len(path), -1, -1) if path[:end] in found)


@dataclass(slots=True)
class _Container:
    """An object or list that is open; *label* is the name or number of its next value, None if not yet read."""

    label: Any
    name: Stretch | None = field(default=None)

    @property
    def awaits_name(self) -> bool:
        return self.label is None

    def advance(self) -> None:
        self.label = self.label + 1 if isinstance(self.label, int) else None


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


class _Unsuitable(Exception):
    """Something that JSON has and that we do not take."""

    def __init__(self, part: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.part, self.message, self.hint = part, message, hint

    def at(self, text: str) -> NotJson:
        """Tell where it stands."""
        place = next(
            (each.value for each in members(text) if text.startswith(self.part, each.value.offset)), Stretch(0, 1)
        )
        return NotJson(place, self.message, self.hint)


class _Repeated(_Unsuitable):
    def at(self, text: str) -> NotJson:
        seen: set[Path] = set()
        for member in members(text):
            if member.path in seen:
                return NotJson(member.name or member.value, self.message, self.hint)
            seen.add(member.path)
        return super().at(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _Repeated("", "this name stands here a second time", "keep one of the two")
    return fields


def _integer(text: str) -> int:
    digits = len(text.removeprefix("-"))
    if digits > _LONGEST_INTEGER:
        raise _Unsuitable(text, f"a number of {digits} digits is more than any field takes", "check it")
    return int(text)


def _fraction(text: str) -> int:
    raise _Unsuitable(text, "a number with a fraction or an exponent", 'write it in quotes, such as "2.5"')


def _no_number(text: str) -> int:
    raise _Unsuitable(text, f"{text} is no value of JSON", "write null, or leave the field out")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_no_number
)

_EXPLAINED = {
    "Expecting value": ("a value is missing here", 'a text stands in double quotes: "..."'),
    "Expecting property name": ("a name in double quotes is missing here", 'write "name": value'),
    "Illegal trailing comma": ("the comma promises more than there is", "delete it"),
    "Expecting ',' delimiter": ("a comma is missing before this", "values are parted by commas"),
    "Expecting ':' delimiter": ("a colon is missing before this", 'write "name": value'),
    "Extra data": ("the line goes on after its event", "write one event a line"),
    "Unterminated string": ("the quote is not closed", 'close it with "; write a new line in it as \\n'),
    "Invalid control character": ("a control character may not stand in a text as it is", "write a tab as \\t"),
    "Invalid \\": ("this begins no escape", 'write a backslash as \\\\, a quote as \\", a new line as \\n'),
}


def _explained(text: str, error: json.JSONDecodeError) -> NotJson:
    if error.pos >= len(text.rstrip()) and not error.msg.startswith("Unterminated"):
        at = Stretch(len(text.rstrip()), 1)
        return NotJson(at, "the line ends before its event does", "was it cut off? write the whole event on one line")
    found = next((told for start, told in _EXPLAINED.items() if error.msg.startswith(start)), None)
    message, hint = found or ("this is not JSON", "write one JSON object a line")
    return NotJson(Stretch(error.pos, 1), message, hint)


def _too_deep(text: str) -> Stretch:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth > _DEEPEST:
            return Stretch(token.start(), 1)
    return Stretch(0, 1)
