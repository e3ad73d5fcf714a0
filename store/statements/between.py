"""Rows of the table that stood at either of two positions: which claims they are of, and what became of these."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from json import loads
from typing import NamedTuple

from sitlog.domain.values import Kind, ReportId
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.statements.finding import STATEMENT, Found

_EITHER = "since <= :last AND (until IS NULL OR until > :first)"
_HERE = f"situation = :situation AND {_EITHER}"
_NOT_BOTH = "(since > :first OR until <= :last)"

# Only a key can stand so, without a stroke before its quotation marks.
_REPORT = re.compile(r'"report":"([^"]*)"')

_THINGS = f"SELECT DISTINCT thing FROM told WHERE {_HERE}"
_SAID = Prepared(
    f"""
    SELECT thing, source, act, said_latest, said_earliest, position, since, until
    FROM told WHERE {_HERE} AND {STATEMENT}
    ORDER BY thing, said_latest, said_earliest, recorded_at, position
    """
)
_REWORDED = Prepared(f"{_THINGS} AND {_NOT_BOTH} AND act IN ({Act.FRAMED:d}, {Act.CONFLICTED:d})")
_CITING = Prepared(f"SELECT thing, rest FROM told WHERE {_HERE} AND {STATEMENT} AND rest LIKE :evidence")
_SPOKEN_OF = Prepared(f"{_THINGS} AND {STATEMENT} AND source IN :many")
_VOICES = Prepared(f"SELECT DISTINCT thing, source, act FROM told WHERE {_HERE} AND {STATEMENT} AND thing IN :many")
_DENIED = Prepared(f"{_THINGS} AND act = {Act.DISOWNS:d}")
_CONFLICTS = Prepared(f"SELECT rest FROM told WHERE {_HERE} AND act = {Act.CONFLICTED:d} AND thing IN :many")
_ASPECTS = Prepared(f"SELECT DISTINCT about, aspect FROM told WHERE {_HERE} AND aspect IS NOT NULL AND thing IN :many")
_OF_ASPECT = Prepared(f"SELECT DISTINCT thing FROM told WHERE about = :about AND aspect = :aspect AND {_EITHER}")


class Said(NamedTuple):
    """When a statement was said, and from which entry to which it stands."""

    claim: int
    source: int
    act: int
    latest: int
    earliest: int
    position: int
    since: int
    until: int | None


class Voices(NamedTuple):
    """Those who spoke of a claim, by their numbers, and those of them who denied to be its author."""

    spoke: set[int]
    denied: set[int]


class Between:
    """The rows of one situation that stood at either of two positions, in one transaction; claims by their numbers."""

    def __init__(self, connection: Connection, names: Names, situation: str, positions: Collection[int]) -> None:
        self._found = Found(connection, names, situation, max(positions))
        self._then = {"first": min(positions), "last": max(positions)}
        self._where = {"situation": self._found.where["situation"], **self._then}

    def said(self) -> Iterator[Said]:
        """Every statement; of a claim, in the order in which they were said."""
        return map(Said._make, _SAID.each_row(self._found.connection, **self._where))

    def reworded(self) -> set[int]:
        """The claims whose wording did not stand at both, or a conflict with others."""
        return _only(_REWORDED.rows(self._found.connection, **self._where))

    def citing(self, reports: AbstractSet[ReportId]) -> set[int]:
        """The claims on which statements rest on any of some reports."""
        if not reports:
            return set()
        cited = _CITING.each_row(self._found.connection, **self._where, evidence='%"evidence":[%')
        return {claim for claim, rest in cited if not reports.isdisjoint(_REPORT.findall(rest))}

    def spoken_of_by(self, voices: Collection[int]) -> set[int]:
        """The claims on which some voices spoke, these by their numbers."""
        return _only(_SPOKEN_OF.rows_for(self._found.connection, voices, **self._where))

    def voices_on(self, claims: Collection[int]) -> Mapping[int, Voices]:
        """Those who spoke of some claims, by the claims."""
        found: dict[int, Voices] = defaultdict(lambda: Voices(set(), set()))
        for claim, source, act in _VOICES.rows_for(self._found.connection, claims, **self._where):
            found[claim].spoke.add(source)
            if act == Act.DISOWNS:
                found[claim].denied.add(source)
        return found

    def denied(self) -> set[int]:
        """The claims of which somebody denies to be the author."""
        return _only(_DENIED.rows(self._found.connection, **self._where))

    def beside(self, claims: Collection[int]) -> set[int]:
        """Some claims with those declared to be in conflict with them, and those about the same aspect."""
        connection = self._found.connection
        conflicts = {rest for (rest,) in _CONFLICTS.rows_for(connection, claims, **self._where)}
        against = self.numbers(Kind.CLAIM, {claim for rest in conflicts for claim in loads(rest)["claims"]})
        aspects = set(_ASPECTS.rows_for(connection, claims, **self._where))
        alike = (_OF_ASPECT.rows(connection, about=about, aspect=aspect, **self._then) for about, aspect in aspects)
        return {*claims, *against, *(claim for rows in alike for (claim,) in rows)}

    def numbers(self, kind: Kind, keys: Iterable[str]) -> list[int]:
        """The numbers of things that the log has."""
        return list(self._found.numbers([codec.naming(self._found.situation, kind, each) for each in keys]).values())

    def keys(self, kind: Kind, numbers: Collection[int]) -> dict[int, str]:
        """The keys of things of a kind."""
        named = codec.naming(self._found.situation, kind, "")
        return {number: tag.removeprefix(named) for number, tag in self._found.names(numbers).items()}


def _only(rows: Iterable[AnyRow]) -> set[int]:
    return {row[0] for row in rows}
