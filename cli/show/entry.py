"""One entry in full: every field, in words, and what later entries did to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sitlog.cli.show.entries import DONE, cited
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, spaced
from sitlog.cli.show.sentences import kind, sign, value_words
from sitlog.cli.show.signs import words
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked
from sitlog.domain.claimvalue import ActorValue, DateValue, NumberValue, PlaceValue
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected
from sitlog.domain.values import Evidence
from sitlog.domain.when import When, rfc3339

_APART = {"recorded_by", "replacement"}  # told elsewhere, or in parts
_NONE = "(nothing)"
_LABEL_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class EntryText:
    """Lays out an entry; *names* tells what people call the keys it names, *calendar* says times in full."""

    entry: Entry
    calendar: Calendar
    names: Mapping[str, str]
    changes: Iterable[Entry] = ()
    corrected: Event | None = None

    def lines(self, across: int) -> Iterator[Line]:
        """Give it on so many columns."""
        yield from self._heading().lines(across)
        yield ()
        if self.entry.event is None:
            yield line("  What it held was redacted.")
        for label, value in self._fields():
            yield from _field(label, value, across)
        for each in self.changes:
            yield from self._change(each, across)

    def _heading(self) -> Row:
        by = self.entry.event.recorded_by if self.entry.event else None
        recorded = f"recorded {self.calendar.placed(self.entry.recorded_at)}{f' by {by}' if by else ''}"
        signed = [each for each in (sign(self.entry),) if each.text.strip()]
        named = [Piece(f"e{self.entry.position}", Ink.TITLE)], signed, [Piece(kind(self.entry), Ink.TITLE)]
        return Row(left=spaced(*named, by=1), right=[said(recorded)])

    def _fields(self) -> Iterator[tuple[str, list[str]]]:
        event = self.entry.event
        if event is None:
            return
        keys = {each.field for each in (*event.references, *event.introductions)}
        for name, value in _given(event).items():
            yield words(name), self._named(value) if name in keys else self._told(value)
        if isinstance(event, EntryCorrected):
            yield from self._correction(event)

    def _correction(self, event: EntryCorrected) -> Iterator[tuple[str, list[str]]]:
        before = _given(self.corrected) if self.corrected else {}
        after = _given(event.replacement)
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                yield f"{words(name)} was", self._told(before[name]) if name in before else [_NONE]
                yield f"{words(name)} now", self._told(after[name]) if name in after else [_NONE]

    def _told(self, value: Any) -> list[str]:
        match value:
            case When():
                return list(self._time(value))
            case DateValue():
                return list(self._time(value.when))
            case tuple():
                return [text for each in value for text in self._told(each)]
            case _:
                return _plainly(value)

    def _time(self, when: When) -> Iterator[str]:
        if when.earliest is not None and when.earliest == when.latest:
            yield self.calendar.placed(when.earliest)
        else:
            yield f"{self.calendar.when(when)} ({self.calendar.name})"
            yield f"{_bound(when.earliest)} to {_bound(when.latest)}, by the {words(when.precision.value)}"
        if when.words:
            yield f"“{when.words}”"

    def _named(self, value: Any) -> list[str]:
        if isinstance(value, int):
            return [f"e{value}"]
        keys = value if isinstance(value, tuple) else (value,)
        return [f"{key}  {self.names[key]}" if key in self.names else str(key) for key in keys]

    def _change(self, change: Entry, across: int) -> Iterator[Line]:
        by = change.event.recorded_by if change.event else None
        why = getattr(change.event, "reason", None) or getattr(change.event, "basis", None)
        told = [f"e{change.position}, {self.calendar.at(change.recorded_at)}{f' by {by}' if by else ''}"]
        yield from _field(f"{DONE[change.type]} by", told + ([why] if why else []), across)


def _plainly(value: Any) -> list[str]:
    match value:
        case Evidence():
            return [cited(value) + (f" “{value.words}”" if value.words else "")]
        case StrEnum():
            return [words(value.value)]
        case NumberValue() | PlaceValue() | ActorValue():
            return [value_words(value)]
        case Asked():
            return [f"public by {rfc3339(value.at)}, log of {rfc3339(value.recorded_at)} at e{value.position}"]
        case _:
            return str(value).splitlines()


def _given(event: Event) -> dict[str, Any]:
    fields = {name: getattr(event, name) for name in type(event).model_fields if name not in _APART}
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def _bound(instant: datetime | None) -> str:
    return rfc3339(instant) if instant else "open"


def _field(label: str, value: Iterable[str], across: int) -> Iterator[Line]:
    lead = f"  {label:<{_LABEL_COLUMNS}}  "
    for number, text in enumerate(value):
        shown = Piece(lead if number == 0 else " " * len(lead), Ink.FAINT)
        yield from Row(lead=[shown], left=[said(text)]).lines(across)
