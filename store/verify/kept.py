"""Kept views, every version of every row: made again from the entries and compared."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from functools import cache
from importlib import import_module
from itertools import takewhile
from pkgutil import iter_modules
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter

from sitlog import projections
from sitlog.domain.effective import Changes, applied
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected, EntryWithdrawn
from sitlog.projections.projection import REGISTRY, Projection
from sitlog.store.verify.findings import Check, Findings

_ROLES = {"serving", "building"}


class View(NamedTuple):
    """A view that is kept: of which projection, and the last entry that its rows take into account."""

    id: int
    name: str
    version: int
    scope: str
    role: str
    position: int


class Version(NamedTuple):
    """A row as it stood from one position on, and no more at another, if that is known; key and value in JSON."""

    key: str
    since: int
    until: int | None
    node: int
    value: str


def check_views(findings: Findings, check: Check, views: Sequence[View], last: int) -> dict[int, Projection[Any]]:
    """The projections of views, as far as they come with sitlog; of others it is said that nothing was compared."""
    for module in iter_modules(projections.__path__):
        import_module(f"{projections.__name__}.{module.name}")
    found = {}
    for view in views:
        projection = REGISTRY.get(view.name)
        if view.role not in _ROLES or view.position > last:
            check.fail(last, f"{view.name} is {view.role} up to e{view.position}, and the log ends with e{last}")
        if projection is None or projection.version != view.version:
            findings.unasked.append(f"the rows of {view.name}, version {view.version}, of which the code is not here")
            continue
        if view.scope != projection.scope:
            check.fail(last, f"{view.name} is kept for each {view.scope}, and is one for each {projection.scope}")
        found[view.id] = projection
    return found


def compare(check: Check, view: View, expected: Iterable[Version], held: Iterable[Version]) -> None:
    """Compare the versions of the rows of a view, in one situation or in the whole log."""
    made, kept = set(expected), set(held)
    check.count += len(made | kept)
    for version in sorted(made ^ kept, key=lambda each: (each.since, each.key)):
        there = "is not what the entries come to" if version in kept else "is missing, or is another"
        check.fail(version.since, f"a row of {view.name}, {version.key}, {there}")


def versions(projection: Projection[Any], entries: Iterable[Entry], until: int) -> Iterator[Version]:
    """Every version of every row that entries come to, up to a position."""
    standing = dict[str, tuple[int, str]]()
    for position, changed in _changes(projection, entries, until):
        for key, value in changed:
            since, before = standing.get(key, (0, None))
            if before == value:
                continue
            if before is not None:
                yield Version(key, since, position, _node(since, position - 1), before)
                del standing[key]
            if value is not None:
                standing[key] = position, value
    yield from (Version(key, since, None, 0, value) for key, (since, value) in standing.items())


def _changes(
    projection: Projection[Any], entries: Iterable[Entry], until: int
) -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """What each entry may have changed: keys and values in JSON, None for a row that is gone."""
    fold, seen, changes = _Fold(projection), list[Entry](), Changes()
    for entry in takewhile(lambda each: each.position <= until, entries):
        seen.append(entry)
        changes.add(entry)
        if isinstance(entry.event, EntryCorrected | EntryWithdrawn):
            first = changes.original(entry.event.entry)
            touched = fold.take_back(first)
            since = bisect_left(seen, first, key=lambda each: each.position)
            for standing in applied(changes, seen[since:]):
                touched |= fold.take(standing)
        else:
            touched = fold.take(entry)
        yield entry.position, fold.written(touched)


class _Fold:
    """The rows of a projection, with what each entry made of them, so that it can be taken back."""

    def __init__(self, projection: Projection[Any]) -> None:
        self._projection = projection
        self._rows = _Rows()
        self._keys, self._values = _adapters(projection)
        self._texts: dict[Any, bytes] = {}
        self._befores: list[tuple[int, Any, bytes | None]] = []

    def take(self, entry: Entry) -> set[Any]:
        """Fold an entry, as it stands, if it is of a kind that goes in; gives the keys of rows that it may change."""
        if not self._projection.takes(entry):
            return set()
        self._projection.fold(self._rows, entry)
        touched, self._rows.touched = self._rows.touched, set()
        for key in touched:
            self._befores.append((entry.position, key, self._texts.pop(key, None)))
            if key in self._rows.held:
                self._texts[key] = self._values.dump_json(self._rows.held[key])
        return touched

    def take_back(self, first: int) -> set[Any]:
        """Take back what the entries from a position on made of the rows; gives their keys."""
        touched = set()
        while self._befores and self._befores[-1][0] >= first:
            _, key, before = self._befores.pop()
            touched.add(key)
            self._rows.held.pop(key, None)
            self._texts.pop(key, None)
            if before is not None:
                self._rows.held[key] = self._values.validate_json(before)
                self._texts[key] = before
        return touched

    def written(self, keys: Iterable[Any]) -> list[tuple[str, str | None]]:
        """Rows, as they are now."""
        texts = ((key, self._texts.get(key)) for key in keys)
        return [(self._keys.dump_json(key).decode(), None if text is None else text.decode()) for key, text in texts]


class _Rows(MutableMapping[Any, Any]):
    """Rows, and the keys of those that a fold may have changed."""

    def __init__(self) -> None:
        self.held: dict[Any, Any] = {}
        self.touched: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self.touched.add(key)  # it may be changed in place by whoever gets it
        return self.held[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.touched.add(key)
        self.held[key] = value

    def __delitem__(self, key: Any) -> None:
        self.touched.add(key)
        del self.held[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.held))

    def __len__(self) -> int:
        return len(self.held)


@cache
def _adapters(projection: Projection[Any]) -> tuple[TypeAdapter[Any], ...]:
    """What writes the keys and the values of its rows: to make it takes longer than to write some thousands."""
    return tuple(TypeAdapter[Any](kind) for kind in get_args(projection.rows))


def _node(first: int, last: int) -> int:
    """The number in an interval with the most trailing zeros, under which it is filed."""
    level = 0
    while (last >> level + 1 << level + 1) >= first:
        level += 1
    return last >> level << level
