"""How closely the entries of a database are looked at, while all of them are hashed: at everything, or no more."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

from sitlog.domain.entry import Entry
from sitlog.domain.event import CATALOGUE
from sitlog.domain.events import EntryRedacted
from sitlog.store.verify.answers import claims, compare
from sitlog.store.verify.database import Rows, Tables
from sitlog.store.verify.events import Contents, Told, entry_of
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.index import Index
from sitlog.store.verify.records import Circumstances
from sitlog.store.verify.rows import check_rows, entries_of, read_again
from sitlog.store.verify.told import Statements, Teller, Values
from sitlog.store.verify.walk import Walk

Said = Sequence[Circumstances | None]
"""What entries say of themselves; None of those that cannot be read."""

_ASKED_FOR = 250
"""Positions that are asked for in one statement: a database takes no more than so many values."""


class Look(Protocol):
    """A way to look at entries beyond their hashes."""

    def read(self) -> Iterator[Rows]:
        """Read all rows, with the columns that this looks at."""
        ...

    def take(self, rows: Rows, said: Said) -> None:
        """Look at more rows."""

    def settle(self, walk: Walk) -> None:
        """Look at what needs all rows, once they were seen."""


class Hashes:
    """No more than what redactions say, which tell why payloads are gone."""

    def __init__(self, findings: Findings, tables: Tables, contents: Contents) -> None:
        """Read the names that this needs."""
        self._findings, self._tables, self._contents = findings, tables, contents
        self._slugs: dict[str | None, str] = {opaque: slug for slug, opaque in tables.situations().values()}

    def read(self) -> Iterator[Rows]:
        """Read what is hashed."""
        return self._tables.hashed()

    def take(self, rows: Rows, said: Said) -> None:
        """Read the payloads of redactions, and note those that are gone."""
        types = [None if one is None else one.type for one in said]
        if EntryRedacted.TOPIC not in types and None not in rows.disclosures:
            return
        for position, one, disclosure in zip(rows.positions, said, rows.disclosures, strict=True):
            if one is not None and (disclosure is None or one.type == EntryRedacted.TOPIC):
                self._contents.take([position], [one], [self._slugs.get(one.situation)], [disclosure])

    def settle(self, walk: Walk) -> None:  # noqa: ARG002  # it needs none of it
        """Say what was not looked at."""
        self._findings.unasked.append(
            "what payloads say, and what is kept beside them to find and answer by: leave out --hashes-only"
        )


class Everything:
    """What payloads say, all columns, the index by tags, the table of statements, answers and kept views."""

    def __init__(self, findings: Findings, tables: Tables, contents: Contents) -> None:
        """Begin the checks."""
        self._findings, self._tables, self._contents = findings, tables, contents
        self._index = Index(findings, tables)
        self._statements = Statements(findings, tables.statements(), self._index.numbers, self._again)

    def read(self) -> Iterator[Rows]:
        """Read everything."""
        return self._tables.entries()

    def take(self, rows: Rows, said: Said) -> None:
        """Compare rows with what their payloads say."""
        situations = self._index.situations(rows)
        told = self._contents.take(rows.positions, said, situations, rows.disclosures)
        self._index.take(rows, situations, said, told)
        self._statements.take(list(_tellers(rows, said, situations, told)), rows.positions[-1])

    def settle(self, walk: Walk) -> None:
        """Compare what is left, and make answers and kept views again."""
        self._index.settle()
        self._statements.settle()
        self._check_answers(walk)
        check_rows(self._tables, self._findings, self._index.names.slugs, walk.last)

    def _again(self, positions: Sequence[int]) -> tuple[Sequence[Teller], Sequence[Values]]:
        tellers, held, contents = list[Teller](), list[Values](), Contents(Findings(""))
        for start in range(0, len(positions), _ASKED_FOR):
            asked = positions[start : start + _ASKED_FOR]
            for rows in self._tables.entries_at(asked):
                said, situations = read_again(rows), self._index.situations(rows)
                told = contents.take(rows.positions, said, situations, rows.disclosures)
                tellers += _tellers(rows, said, situations, told)
            held += chain.from_iterable(self._tables.statements_at(asked))
        return tellers, held

    def _check_answers(self, walk: Walk) -> None:
        slugs, told = self._index.names.slugs, dict[str | None, list[Entry]]()
        for briefing in self._contents.briefings:
            told.setdefault(briefing.situation, []).append(briefing)
        for number, slug in slugs.items():
            if slug in told:
                compare(self._findings, slug, entries_of(self._tables, slugs, number), claims(told[slug]), walk.roots)


def _tellers(rows: Rows, said: Said, situations: Sequence[str | None], told: Sequence[Told | None]) -> Iterator[Teller]:
    for position, number, one, situation, event, disclosure in zip(
        rows.positions, rows.situations, said, situations, told, rows.disclosures, strict=True
    ):
        if one is not None and (event is not None or disclosure is None):
            is_newest = event is not None and one.schema == CATALOGUE[one.type].VERSION
            written = event.payload.decode() if event is not None and is_newest else None
            entry = entry_of(position, one, situation, event)
            yield Teller(entry, number, one.recorded_at, written, disclosure is None)
