"""What a database holds beside entry and payload to find them by: compared with what the entries say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from json import loads

from sitlog.domain.event import Event
from sitlog.domain.identity import identity
from sitlog.store.verify.database import Row, Tables
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.records import Form, tags


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


@dataclass(slots=True)
class Index:
    """The columns of the rows seen so far."""

    findings: Findings
    names: Names
    columns: Check = field(init=False)

    def __post_init__(self) -> None:
        """Begin the check."""
        self.columns = self.findings.check("columns", "that entries are found by say what the entries say")

    def situation(self, row: Row) -> str | None:
        """The situation that a row is kept under."""
        return self.names.situations.get(row.situation, (None,))[0]

    def take(self, row: Row, form: Form, event: Event | None) -> None:
        """Compare one more row with its entry and event."""
        self.columns.count += 1
        self.names.used["types"].add(row.type)
        self.names.used["situations"].add(row.situation)
        slug, opaque = self.names.situations.get(row.situation, (None, None))
        for column, here, said in (
            ("recorded_at", row.recorded_at, form.recorded_at),
            ("type", self.names.types.get(row.type), (form.type, form.schema)),
            ("situation", opaque, form.situation),
        ):
            if here != said:
                self.columns.fail(row.position, f"the column {column} says {here}, the entry {said}")
        self._tags(row, slug, event)
        if event is not None and row.identity != identity(event):
            self.columns.fail(row.position, "the column identity is not that of the event")

    def _tags(self, row: Row, slug: str | None, event: Event | None) -> None:
        numbers = _numbers(row.tags)
        if numbers is None:
            self.columns.fail(row.position, "the column tags is not a list of tags")
            return
        self.names.used["tags"].update(numbers)
        held = [f"situation:{slug}" if number == 0 else self.names.tags.get(number) for number in numbers]
        if event is not None and held != tags(event):
            self.columns.fail(row.position, "the column tags is not what the event is to be found by")

    def settle(self, tables: Tables) -> None:
        """Compare the index by tags with the entries, and look for names and numbers that nothing uses."""
        check = self.findings.check("tag index", "leads to the entries with the tag")
        held = groupby(tables.tagged(), key=lambda pair: pair[0])
        for position, expected, found in _joined(_expected(tables.entries()), held):
            check.count += 1
            if expected != found:
                check.fail(position, "the index by tags does not agree with the tags of the entry")
        rows: dict[str, Mapping[int, object]] = {
            "types": self.names.types,
            "situations": self.names.situations,
            "tags": self.names.tags,
        }
        for table, held_rows in rows.items():
            for number in sorted(held_rows.keys() - self.names.used[table]):
                check.fail(None, f"row {number} of {table} is one that no entry uses")


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[int, ...] | None:
    try:
        numbers = loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(numbers) if isinstance(numbers, list) and all(type(each) is int for each in numbers) else None


def _expected(rows: Iterator[Row]) -> Iterator[tuple[int, set[int]]]:
    return ((row.position, {*(_numbers(row.tags) or ())} - {0}) for row in rows)


def _joined(
    expected: Iterator[tuple[int, set[int]]], found: "groupby[int, tuple[int, int]]"
) -> Iterator[tuple[int, set[int], set[int]]]:
    """Both sides by position, in one pass over each; an empty set where a side has nothing."""
    none: tuple[int, set[int]] = (2**63, set())
    sets = ((position, {tag for _, tag in pairs}) for position, pairs in found)
    left, right = next(expected, none), next(sets, none)
    while left is not none or right is not none:
        position = min(left[0], right[0])
        yield position, left[1] if left[0] == position else set(), right[1] if right[0] == position else set()
        if left[0] == position:
            left = next(expected, none)
        if right[0] == position:
            right = next(sets, none)
