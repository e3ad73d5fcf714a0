"""Rows of the table: lines of entries with names as numbers, from one position on, up to another."""

from collections.abc import Mapping
from typing import NamedTuple

from sitlog.domain.entry import Entry
from sitlog.domain.values import Kind
from sitlog.projections.lines import Act, Line
from sitlog.store import codec
from sitlog.store.ledger.instants import micros

NOTHING = 0
"""Stands in `told.thing` for what was redacted: of what it was, nothing is told."""


class Row(NamedTuple):
    """A row, in the order of the table's columns; instants in microseconds since 1970-01-01 UTC."""

    situation: int
    thing: int
    said_latest: int
    said_earliest: int
    recorded_at: int
    position: int
    since: int
    until: int | None
    act: int
    source: int | None
    about: int | None
    aspect: str | None
    rest: str

    @property
    def key(self) -> tuple[int, ...]:
        """What tells it from every other row."""
        return self[:7]

    @property
    def is_statement(self) -> bool:
        """Whether it is of a statement."""
        return self.act < Act.FRAMED

    @property
    def told(self) -> tuple[object, ...]:
        """What it tells, whenever that stands."""
        return (*self[:6], *self[8:])


def withdraws(row: Row) -> bool:
    """Tell whether by it a report is withdrawn."""
    return row.act == Act.PUBLISHED and '"kind":"withdrawal"' in row.rest  # in a text, quotation marks are escaped


class Place(NamedTuple):
    """Where an entry stands: the number of its situation, its position, and when it was recorded."""

    situation: int
    position: int
    recorded_at: int


def tags_of(line: Line, situation: str) -> list[str]:
    """Give the tags whose numbers a row of the line needs: of the thing, of who speaks, of what it is about."""
    tags = [codec.naming(situation, line.kind, line.key)]
    if line.source is not None:
        tags.append(codec.naming(situation, Kind.SOURCE, line.source))
    if line.about is not None:
        tags.append(codec.naming(situation, Kind.INCIDENT, line.about))
    return tags


def row_of(line: Line, situation: str, place: Place, numbers: Mapping[str, int], *, since: int) -> Row:
    """Make the row of a line that stands since a position; *numbers* are those of its tags."""
    kind, key, act, latest, earliest, source, about, aspect, rest = line
    said_latest = micros(latest)
    return Row(
        place.situation,
        numbers[codec.naming(situation, kind, key)],
        said_latest,
        said_latest if earliest is latest else micros(earliest),
        place.recorded_at,
        place.position,
        since,
        None,
        int(act),
        None if source is None else numbers[codec.naming(situation, Kind.SOURCE, source)],
        None if about is None else numbers[codec.naming(situation, Kind.INCIDENT, about)],
        aspect,
        rest,
    )


def place_of(entry: Entry, situation: int) -> Place:
    """Tell where an entry of the situation of that number stands."""
    return Place(situation, entry.position, micros(entry.recorded_at))
