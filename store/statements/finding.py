"""Finding rows of the table as they stood: of a situation, of some things, or by an index; and what keys there are."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, bindparam, exists, literal_column, or_, select

from sitlog.domain.values import Kind
from sitlog.projections.lines import ASSERTING, Act
from sitlog.store import codec
from sitlog.store.ledger.heads import position_at
from sitlog.store.ledger.prepared import Prepared, is_one_of_many
from sitlog.store.ledger.tables import situations, tags, told
from sitlog.store.selection import Selection
from sitlog.store.statements.rows import Row


def stood() -> ColumnElement[bool]:
    """The condition that a row stood at the position that is given twice: as *at*, and as *still*."""
    return (told.c.since <= bindparam("at")) & or_(told.c.until.is_(None), told.c.until > bindparam("still"))


# Written out: with a parameter in its place, an index over just these rows would not be used.
STATEMENT = told.c.act < literal_column(str(int(Act.FRAMED)))
DISOWNING = told.c.act == literal_column(str(int(Act.DISOWNS)))
EXCLUDING = ((told.c.act == int(Act.FRAMED)) & told.c.aspect.is_not(None)) | (told.c.act == int(Act.CONFLICTED))
"""Of the rows from which it follows which claims exclude each other: actors may have acted together."""

HERE = told.c.situation == bindparam("situation")
_ALL = Prepared(select(told).where(HERE, stood()))
_OF_THINGS = Prepared(select(told).where(HERE, stood(), is_one_of_many(told.c.thing)))
_REPORTS = Prepared(select(told).where(HERE, stood(), told.c.act == int(Act.PUBLISHED), is_one_of_many(told.c.thing)))
_BY_SOURCES = Prepared(
    select(told).where(HERE, told.c.thing == bindparam("thing"), stood(), STATEMENT, is_one_of_many(told.c.source))
)
_OF_ASPECT = Prepared(
    select(told).where(told.c.about == bindparam("about"), told.c.aspect == bindparam("aspect"), stood())
)
_other = told.alias("other")
_DISOWNED = Prepared(
    select(told.c.thing)
    .distinct()
    .where(
        stood(),
        DISOWNING,
        told.c.source == bindparam("principal"),
        exists().where(
            _other.c.situation == told.c.situation,
            _other.c.thing == told.c.thing,
            or_(*(_other.c.act == int(act) for act in sorted(ASSERTING))),
            is_one_of_many(_other.c.source),
        ),
    )
)
_JUDGED = Prepared(select(told).where(HERE, stood(), told.c.act == literal_column(str(int(Act.CLAIM_JUDGED)))))
_KEYS = {
    kind: Prepared(
        select(tags.c.name)
        .distinct()
        .join(told, told.c.thing == tags.c.id)
        .where(HERE, stood(), condition)
        .order_by(tags.c.name)
    )
    for kind, condition in (
        (Kind.CLAIM, STATEMENT | (told.c.act == int(Act.FRAMED))),
        (Kind.REPORT, told.c.act == int(Act.PUBLISHED)),
    )
}
_NUMBERS = Prepared(select(tags.c.name, tags.c.id).where(is_one_of_many(tags.c.name)))
_NAMES = Prepared(select(tags.c.id, tags.c.name).where(is_one_of_many(tags.c.id)))
_SITUATION = Prepared(select(situations.c.id).where(situations.c.slug == bindparam("slug")))


class Held(Protocol):
    """A log, as far as what it holds is read."""

    def read(self) -> Selection:
        """Select from the whole log."""
        ...


class Found:
    """The rows of one situation, as they stood at one position, in one transaction."""

    def __init__(self, connection: Connection, situation: str, position: int) -> None:
        self.connection = connection
        self.situation = situation
        rows = _SITUATION.rows(connection, slug=situation)
        self._then = {"at": position, "still": position}
        self.where = {"situation": rows[0][0] if rows else -1, **self._then}

    def all(self) -> Iterator[Row]:
        """Every row."""
        return map(Row._make, _ALL.each_row(self.connection, **self.where))

    def of_things(self, things: Collection[int]) -> Iterator[Row]:
        """The rows of some things."""
        return map(Row._make, _OF_THINGS.rows_for(self.connection, things, **self.where))

    def keys(self, kind: Kind) -> Iterator[str]:
        """The keys of all claims that were worded or spoken of, or of all reports, in their order."""
        named = codec.naming(self.situation, kind, "")
        return (row[0].removeprefix(named) for row in _KEYS[kind].rows(self.connection, **self.where))

    def by_sources(self, thing: int, sources: Collection[int]) -> Iterator[Row]:
        """The statements of some sources on a claim."""
        return map(Row._make, _BY_SOURCES.rows_for(self.connection, sources, thing=thing, **self.where))

    def all_judged(self) -> list[Row]:
        """The rows of what analysts think of claims."""
        return list(map(Row._make, _JUDGED.rows(self.connection, **self.where)))

    def of_aspect(self, about: int, aspect: str) -> list[Row]:
        """The rows by which claims have a value of an aspect of an incident."""
        return list(map(Row._make, _OF_ASPECT.rows(self.connection, about=about, aspect=aspect, **self._then)))

    def disowned_by(self, principal: int, voices: Collection[int]) -> set[int]:
        """The claims of which a source denies to be the author, and for which one of some voices ever stood."""
        return {row[0] for row in _DISOWNED.rows_for(self.connection, voices, **self._then, principal=principal)}

    def reports(self, reports: Collection[int]) -> Iterator[Row]:
        """What was published of some reports."""
        return map(Row._make, _REPORTS.rows_for(self.connection, reports, **self.where))

    def numbers(self, names: Collection[str]) -> dict[str, int]:
        """The numbers of those of the tags that the log has."""
        return dict(_NUMBERS.rows_for(self.connection, names))

    def names(self, numbers: Collection[int]) -> dict[int, str]:
        """The tags of these numbers."""
        return dict(_NAMES.rows_for(self.connection, numbers))


def keys_of(log: Held, situation: str, recorded_at: datetime | int, kind: Kind) -> list[str]:
    """Give the keys of the claims or reports that the log knew at an instant (with a zone) or position, in order."""
    with log.read().ledger.database.one_state() as connection:
        return list(Found(connection, situation, position_at(connection, recorded_at)).keys(kind))
