"""An event while it is being read: its fields so far, and where in the file each of them stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sitlog.cli.slips import Place
from sitlog.cli.slog.tokens import Misread
from sitlog.domain.event import Event
from sitlog.domain.times.reading import Reading
from sitlog.domain.values import Kind


@dataclass(frozen=True, slots=True)
class Name:
    """A key that the file names, or introduces."""

    situation: str
    kind: Kind
    key: str
    place: Place
    introduces: bool = False


@dataclass(slots=True)
class Draft:
    """The fields of one event as far as they are read, by their names; `asked.at` is one within another."""

    situation: str
    reading: Reading
    opening: Place
    fields: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)

    def put(self, name: str, value: object, place: Place) -> None:
        """Keep the value of a field.

        Raises:
            Misread: it has one already.

        """
        if name in self.places:
            raise Misread(place, f"this is given twice: first in line {self.places[name].line}", "keep one of them")
        self.places[name] = place
        inner, _, rest = name.partition(".")
        if rest:
            self.fields.setdefault(inner, {})[rest] = value
        else:
            self.fields[name] = value

    def add(self, name: str, value: object, place: Place) -> None:
        """Keep one more value of a field that has several."""
        values = self.fields.setdefault(name, [])
        self.places.setdefault(name, place)
        self.places[f"{name}.{len(values)}"] = place
        values.append(value)

    def name(self, kind: Kind, key: str, place: Place, *, introduces: bool = False) -> None:
        """Note that a key is named here."""
        self.names.append(Name(self.situation, kind, key, place, introduces))

    def frame(self) -> None:
        """Note the claim that an attribution frames, which later lines may name."""
        if {"incident", "actor"} <= self.fields.keys():
            key = f"{self.fields['incident']}-by-{self.fields['actor']}"
            self.name(Kind.CLAIM, key, self.opening, introduces=True)

    def event(self, kind: type[Event], hint: Callable[[str], str]) -> tuple[Event | None, list[Misread]]:
        """Make the event, or tell what is wrong with its fields; *hint* says how to write one that is missing."""
        try:
            event = kind(**{"situation": self.situation} | self.fields)
        except ValidationError as error:
            return None, [self._misread(slip, hint) for slip in error.errors()]
        return event, []

    def _misread(self, slip: Mapping[str, Any], hint: Callable[[str], str]) -> Misread:
        path = [str(part) for part in slip["loc"]]
        match slip["type"]:
            case "missing":
                return Misread(self.opening, f"{path[-1].replace('_', '-')} is missing", hint(path[-1]))
            case "string_pattern_mismatch":
                told = f"'{_short(str(slip['input']))}' is not a key"
                return Misread(self._place(path), told, "write small letters, digits and hyphens: us-officials")
            case _:
                return Misread(self._place(path), slip["msg"].removeprefix("Value error, "))

    def _place(self, path: list[str]) -> Place:
        ends = range(len(path), 0, -1)
        return next((self.places[name] for end in ends if (name := ".".join(path[:end])) in self.places), self.opening)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SHOWN = 60
