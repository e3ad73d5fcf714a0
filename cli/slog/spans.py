"""The times in a sentence."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sitlog.cli.slips import Place
from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.parts import Valued
from sitlog.cli.slog.text import quoted
from sitlog.cli.slog.tokens import Misread, Token, TokenKind
from sitlog.domain.claimvalue import DateValue
from sitlog.domain.errors import BadTime
from sitlog.domain.event import Event
from sitlog.domain.times.grammar import read_instant, read_when, write_when
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.typed import Slip
from sitlog.domain.times.zones import name_of, read_zone
from sitlog.domain.when import When, rfc3339

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Time(Valued):
    """A time as a span: every word up to the next attribute, quote or cite."""

    @property
    def notation(self) -> str:
        """A time, whatever the field is called."""
        return "WHEN"

    def take(self, cursor: Cursor, draft: Draft) -> When:
        """Read the words as a time."""
        run = time_run(cursor)
        if not run:
            raise cursor.missing("a time")
        return read_time(cursor.text, run, draft.reading)

    def told(self, value: Any, zone: str) -> str:
        """Write the time for readers in *zone*."""
        return write_when(value, zone)


@dataclass(frozen=True, slots=True)
class Moment(Valued):
    """One instant."""

    @property
    def notation(self) -> str:
        """An instant, whatever the field is called."""
        return "INSTANT"

    def take(self, cursor: Cursor, draft: Draft) -> datetime:
        """Read the words as an instant."""
        run = time_run(cursor)
        if not run:
            raise cursor.missing("an instant")
        return _read(read_instant, cursor.text, run, draft.reading)

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # the answer that it belongs to tells it in UTC
        """Write the instant in UTC."""
        return rfc3339(value)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The source's own words for the time of the event: "late on Sunday"."""

    notation: str = '"TIME-WORDS"'

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the words, to be joined to the time when that is read."""
        token = cursor.take_kind(TokenKind.STRING, "the source's words for the time, in quotes,")
        draft.put(_WORDS, token.text, token.place)

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # words are the same in every zone
        """Write the words."""
        when = time_told(event)
        return [quoted(when.words)] if when is not None and when.words is not None else []


@dataclass(frozen=True, slots=True)
class TimeZone:
    """The zone of the event's time where it is not one that times are read in: none, or a name that has no clocks."""

    notation: str = '(none | "ZONE")'

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the zone, to be joined to the time when that is read."""
        token = cursor.peek()
        if token is None or (token.kind is not TokenKind.STRING and token.text != "none"):
            raise cursor.missing("'none', or a zone in quotes,")
        cursor.take()
        draft.put(_ZONE, None if token.kind is TokenKind.WORD else token.text, token.place)

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write the zone, if the time does not read back with it."""
        when = time_told(event)
        if when is None or _reads_back(when, zone):
            return []
        return ["none" if when.zone is None else quoted(when.zone)]


_WORDS, _ZONE = "time-words", "time-zone"


def time_told(event: Event) -> When | None:
    """Give the one time that an event tells of, if it has one."""
    values = [value for _, value in event]
    values += [value.when for value in values if isinstance(value, DateValue)]
    return next((value for value in values if isinstance(value, When)), None)


def join_time(draft: Draft) -> None:
    """Join the source's words, and its zone, to the time that was read; raise Misread if there was none."""
    more = {key: draft.fields.pop(name) for name, key in ((_WORDS, "words"), (_ZONE, "zone")) if name in draft.fields}
    if not more:
        return
    holders = [draft.fields, *(each for each in draft.fields.values() if isinstance(each, dict))]
    times = [(holder, name) for holder in holders for name, value in holder.items() if isinstance(value, When)]
    for holder, name in times:
        holder[name] = replace(holder[name], **more)


def _reads_back(when: When, zone: str) -> bool:
    if when.zone in {zone, "UTC"}:
        return True
    try:
        return when.zone is not None and name_of(read_zone(when.zone)) == when.zone
    except BadTime:
        return False


def time_run(cursor: Cursor) -> Sequence[Token]:
    """Read the words of a time: all up to the next attribute, quote or cite."""
    run = []
    while (word := cursor.word()) is not None and word not in cursor.stops:
        run.append(cursor.take())
    return run


def read_time(text: str, run: Sequence[Token], reading: Reading) -> When:
    """Read a run of words in the line *text* as a time; raise Misread at the part of it that is not one."""
    return _read(read_when, text, run, reading)


def _read(read: Callable[[str, Reading], _Read], text: str, run: Sequence[Token], reading: Reading) -> _Read:
    whole = run[0].place.to(run[-1].place)
    start = whole.column - 1
    try:
        return read(text[start : start + whole.length], reading)
    except Slip as slip:
        place = Place(whole.line, whole.column + slip.offset, slip.length)
        if place == whole:
            place = _from_where_it_is_none(text, run, reading)
        raise Misread(place, slip.message, slip.hint) from slip
    except BadTime as bad:
        raise Misread(whole, bad.message, bad.hint) from bad


def _from_where_it_is_none(text: str, run: Sequence[Token], reading: Reading) -> Place:
    """Give the place of what stands behind the longest part that is a time, or of all if there is none."""
    for count in range(len(run) - 1, 0, -1):
        end = run[count - 1].place.column + run[count - 1].place.length - 1
        with suppress(BadTime):
            read_when(text[run[0].place.column - 1 : end], reading)
            return run[count].place.to(run[-1].place)
    return run[0].place.to(run[-1].place)
