"""Finding rows of the table as they stood: of a situation, of some things, or by an index; and what keys there are."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from typing import Protocol

from sitlog.domain.values import Kind
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.heads import position_at
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.selection import Selection
from sitlog.store.statements.rows import NOTHING, Row

# Acts are written out as numbers: with a parameter in its place, an index over just some of them would not be used.
STOOD = "since <= :at AND (until IS NULL OR until > :at)"
"""The condition that a row stood at a position."""
HERE = f"situation = :situation AND {STOOD}"
"""The condition that it is of a situation, and stood."""
STATEMENT = f"act < {Act.FRAMED:d}"
EXCLUDING = f"(act = {Act.FRAMED:d} AND aspect IS NOT NULL OR act = {Act.CONFLICTED:d})"
"""Of the rows from which it follows which claims exclude each other: actors may have acted together."""
ALL = f"SELECT * FROM told WHERE {HERE}"

_ALL = Prepared(ALL)
_OF_THINGS = Prepared(f"{ALL} AND thing IN :many")
_REPORTS = Prepared(f"{ALL} AND act = {Act.PUBLISHED:d} AND thing IN :many")
_OF_ASPECT = Prepared(
    f"""
    {ALL} AND thing IN (SELECT valued.thing FROM told AS valued WHERE valued.about = :about AND valued.aspect = :aspect)
        AND (act = {Act.FRAMED:d} OR {STATEMENT} AND source IN :many)
    """
)
_DISOWNED = Prepared(
    f"""
    {ALL} AND {STATEMENT} AND source IN :many AND thing IN (
        SELECT disowning.thing FROM told AS disowning
        WHERE disowning.source = :principal AND disowning.act = {Act.DISOWNS:d}
    )
    """
)
_JUDGED = Prepared(f"{ALL} AND act = {Act.CLAIM_JUDGED:d}")


@cache
def _of_acts(acts: Collection[Act]) -> Prepared:
    numbers = ", ".join(map(str, sorted(map(int, acts))))
    return Prepared(f"{ALL} AND act IN ({numbers}) ORDER BY thing, said_latest, said_earliest, recorded_at, position")


def _keys(those: str) -> Prepared:
    return Prepared(
        f"SELECT DISTINCT name FROM tags JOIN told ON thing = tags.id WHERE {HERE} AND ({those}) ORDER BY name"
    )


_WORDED = _keys(f"act = {Act.FRAMED:d}")
_KEYS = {
    Kind.CLAIM: _keys(f"{STATEMENT} OR act = {Act.FRAMED:d}"),
    Kind.REPORT: _keys(f"act = {Act.PUBLISHED:d}"),
}


class Held(Protocol):
    """A log, as far as what it holds is read."""

    def read(self) -> Selection:
        """Select from the whole log."""
        ...


class Found:
    """The rows of one situation, as they stood at one position, in one transaction."""

    def __init__(self, connection: Connection, names: Names, situation: str, position: int) -> None:
        self.connection = connection
        self.situation = situation
        self._names = names
        number = names.situations.numbers(connection, [situation]).get(situation, -1)
        self.where = {"situation": number, "at": position}

    def all(self) -> Iterator[Row]:
        """Every row."""
        return map(Row._make, _ALL.each_row(self.connection, **self.where))

    def of_acts(self, acts: Collection[Act]) -> Iterator[Row]:
        """The rows by which some acts are told, thing by thing; of each how it is framed comes before what was said."""
        return map(Row._make, _of_acts(frozenset(acts)).each_row(self.connection, **self.where))

    def of_things(self, things: Collection[int]) -> Iterator[Row]:
        """The rows of some things."""
        return map(Row._make, _OF_THINGS.rows_for(self.connection, things, **self.where))

    def keys(self, kind: Kind) -> Iterator[str]:
        """The keys of all claims that were worded or spoken of, or of all reports, in their order."""
        return self._keys_by(_KEYS[kind], kind)

    def worded(self) -> Iterator[str]:
        """The keys of all claims that were worded, but those that attributions frame."""
        return self._keys_by(_WORDED, Kind.CLAIM)

    def _keys_by(self, asked: Prepared, kind: Kind) -> Iterator[str]:
        named = codec.naming(self.situation, kind, "")
        return (row[0].removeprefix(named) for row in asked.rows(self.connection, **self.where))

    def all_judged(self) -> list[Row]:
        """The rows of what analysts think of claims."""
        return list(map(Row._make, _JUDGED.rows(self.connection, **self.where)))

    def of_aspect(self, about: int, aspect: str, sources: Collection[int]) -> Iterator[Row]:
        """How claims are framed with a value of an aspect of an incident, once or now, and what sources say of them."""
        where = {**self.where, "about": about, "aspect": aspect}
        # Nobody has that number: how claims are framed is to be found also where no source is given.
        return map(Row._make, _OF_ASPECT.rows_for(self.connection, sources or {NOTHING}, **where))

    def disowned_by(self, principal: int, voices: Collection[int]) -> Iterator[Row]:
        """What some sources say of the claims of which one ever denied to be the author."""
        return map(Row._make, _DISOWNED.rows_for(self.connection, voices, **self.where, principal=principal))

    def reports(self, reports: Collection[int]) -> Iterator[Row]:
        """What was published of some reports."""
        return map(Row._make, _REPORTS.rows_for(self.connection, reports, **self.where))

    def numbers(self, names: Collection[str]) -> dict[str, int]:
        """The numbers of those of the tags that the log has."""
        return self._names.tags.numbers(self.connection, names)

    def names(self, numbers: Collection[int]) -> dict[int, str]:
        """The tags of these numbers."""
        return self._names.tags.labels(self.connection, numbers)


def keys_of(log: Held, situation: str, recorded_at: datetime | int, kind: Kind) -> list[str]:
    """Give the keys of the claims or reports that the log knew at an instant (with a zone) or position, in order."""
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        return list(Found(connection, ledger.names, situation, position_at(connection, recorded_at)).keys(kind))
