"""What a database holds beside entry and payload to find them by: compared with what the entries say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json import loads

from sitlog.domain.identity import identity
from sitlog.store.verify.database import Rows, Tables
from sitlog.store.verify.events import Told
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.records import Circumstances, identity_written
from sitlog.store.verify.tagged import Tagged
from sitlog.store.verify.tags import tags

Numbers = tuple[int, ...]
"""Numbers of tags."""


@dataclass(slots=True)
class Names:
    """The tables of names, and which of their rows entries were seen to use."""

    types: dict[int, tuple[str, int]]
    situations: dict[int, tuple[str, str]]
    tags: dict[int, str]
    used: dict[str, set[int]] = field(default_factory=lambda: {"types": set(), "situations": {0}, "tags": {0}})

    @classmethod
    def of(cls, tables: Tables) -> "Names":
        """Read them."""
        return cls(tables.types(), tables.situations(), tables.tags())

    @property
    def slugs(self) -> dict[int, str]:
        """The names of the situations, by their numbers."""
        return {number: names[0] for number, names in self.situations.items()}

    def check_used(self, check: Check) -> None:
        """Look for names that no entry uses."""
        rows: dict[str, Mapping[int, object]] = {"types": self.types, "situations": self.situations, "tags": self.tags}
        for table, held in rows.items():
            for number in sorted(held.keys() - self.used[table]):
                check.fail(None, f"row {number} of {table} is one that no entry uses")


class Index:
    """The columns of the rows seen so far, and the index by tags."""

    def __init__(self, findings: Findings, tables: Tables) -> None:
        """Begin the checks."""
        self.names = Names.of(tables)
        self._slugs: dict[int, str] = self.names.slugs
        self.numbers: Mapping[str, int] = {name: number for number, name in self.names.tags.items() if number}
        self._columns = findings.check("columns", "that entries are found by say what the entries say")
        self._tagged = Tagged(findings, tables.tagged())

    def situations(self, rows: Rows) -> list[str | None]:
        """The situations that rows are kept under."""
        return list(map(self._slugs.get, rows.situations))

    def take(
        self,
        rows: Rows,
        situations: Sequence[str | None],
        circumstances: Sequence[Circumstances | None],
        told: Sequence[Told | None],
    ) -> None:
        """Compare more rows with their entries and events."""
        expected = list(map(self._expected, situations, told))
        listed = list(map(_listed, rows.tags, expected))
        self._note_used(rows, listed)
        self._tagged.take(rows.positions, list(map(_indexed, listed)))
        for position, row, numbers, wanted, situation, identity_, said, event in zip(
            rows.positions,
            zip(rows.recorded_at, rows.situations, rows.types, strict=True),
            listed,
            expected,
            situations,
            rows.identities,
            circumstances,
            told,
            strict=True,
        ):
            if said is not None:
                self._columns.count += 1
                self._compare(position, row, said)
                if numbers is None:
                    self._columns.fail(position, "the column tags is not a list of tags")
                elif event is not None and numbers is not wanted:
                    self._compare_tags(position, numbers, situation, event)
                if event is not None and not _is_of(identity_, said, event):
                    self._columns.fail(position, "the column identity is not that of the event")

    def _expected(self, situation: str | None, told: Told | None) -> Numbers | None:
        """The numbers of the tags that an event is to be found by, 0 for that of its situation; None if unknown."""
        if told is None or told.event.situation != situation:
            return None
        numbers = (0, *[self.numbers.get(name, 0) for name in tags(told.event)[1:]])
        return None if 0 in numbers[1:] else numbers

    def _note_used(self, rows: Rows, listed: Sequence[Numbers | None]) -> None:
        used = self.names.used
        used["types"].update(rows.types)
        used["situations"].update(rows.situations)
        used["tags"].update(*filter(None, listed))

    def settle(self) -> None:
        """See what is left over, once all rows are seen."""
        self._tagged.settle()
        self.names.check_used(self._columns)

    def _compare(self, position: int, row: tuple[int, int, int], said: Circumstances) -> None:
        recorded_at, situation, type_ = row
        named = self.names.types.get(type_)
        opaque = self.names.situations.get(situation, _NONE)[1]
        if recorded_at == said.recorded_at and named == (said.type, said.schema) and opaque == said.situation:
            return
        for column, here, there in (
            ("recorded_at", recorded_at, said.recorded_at),
            ("type", named, (said.type, said.schema)),
            ("situation", opaque, said.situation),
        ):
            if here != there:
                self._columns.fail(position, f"the column {column} says {here}, the entry {there}")

    def _compare_tags(self, position: int, numbers: Numbers, situation: str | None, told: Told) -> None:
        mark, names = f"situation:{situation}", self.names.tags
        if tags(told.event) != [names.get(number) if number else mark for number in numbers]:
            self._columns.fail(position, "the column tags is not what the event is to be found by")


_NONE = (None, None)


def _is_of(identity_: bytes | None, said: Circumstances, told: Told) -> bool:
    if told.event.external_id is None and identity_ == identity_written(said, told.payload):
        return True
    return identity_ == identity(told.event)


def _listed(text: str, expected: Numbers | None) -> Numbers | None:
    """The numbers of the tags in a text: mostly those that are expected; None if it is not a list of them."""
    if expected is not None and text == f"[{','.join(map(str, expected))}]":
        return expected
    return _numbers(text)


@lru_cache(maxsize=4096)
def _numbers(text: str) -> Numbers | None:
    try:
        numbers = loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(numbers) if isinstance(numbers, list) and all(type(each) is int for each in numbers) else None


def _indexed(numbers: Numbers | None) -> list[int]:
    """The tags that the index has an entry under, which is not that of its situation."""
    return sorted({*(numbers or ())} - {0})
