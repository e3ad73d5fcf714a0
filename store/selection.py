"""Some of a log's entries: said in a chain of words, read when they are looped over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from typing import Self

from sitlog.domain.effective import CHANGING, Changes, applied, effective
from sitlog.domain.entry import Entry
from sitlog.domain.values import Kind
from sitlog.store import codec
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.reading import Stored

_AT_ONCE = 1000  # positions


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries of a log, in the order of their positions; every method gives another selection, this one stays.

    Looping reads from one state of the log, in flat memory.
    """

    ledger: Ledger
    scope: Scope
    limit: int | None = None
    reverse: bool = False

    def of(self, situation: str) -> Self:
        """Keep the entries of one situation."""
        return replace(self, scope=self.scope._replace(situation=situation))

    def recorded_by(self, moment: datetime | int) -> Self:
        """Keep what the log held at an instant (with a zone), or when it had reached a position."""
        if isinstance(moment, int):
            return self.until(moment)
        return replace(self, scope=self.scope._replace(recorded_by=moment))

    def after(self, position: int) -> Self:
        """Keep what follows a position."""
        return replace(self, scope=self.scope._replace(after=position))

    def until(self, position: int) -> Self:
        """Keep what stands up to a position, itself included."""
        return replace(self, scope=self.scope._replace(until=position))

    def only(self, *topics: str) -> Self:
        """Keep some types of event, by their topics."""
        return replace(self, scope=self.scope._replace(types=topics))

    def naming(self, situation: str, kind: Kind, key: str) -> Self:
        """Keep the entries of a situation that name or introduce a thing, also in what they correct another to."""
        return replace(self, scope=self.scope._replace(tags=(*self.scope.tags, codec.naming(situation, kind, key))))

    def at(self, positions: Iterable[int]) -> Self:
        """Keep the entries at some positions; many are read in parts, each from a state of its own."""
        return replace(self, scope=self.scope._replace(positions=tuple(sorted(set(positions)))))

    def backwards(self) -> Self:
        """Give the newest entry first."""
        return replace(self, reverse=True)

    def first(self, number: int) -> Self:
        """Give no more than *number* entries, from the end at which reading begins."""
        return replace(self, limit=number)

    def count(self) -> int:
        """Count the entries, without reading them; a limit does not count."""
        return self.ledger.count(self.scope)

    def __iter__(self) -> Iterator[Entry]:
        """Read the entries."""
        parts = chain.from_iterable(map(self._read, self._parts()))
        return parts if self.limit is None else islice(parts, self.limit)

    def stored(self) -> Iterator[Stored]:
        """Read the entries as the log holds them: their events as they were written."""
        parts = (self.ledger.read_stored(each, limit=self.limit, reverse=self.reverse) for each in self._parts())
        return islice(chain.from_iterable(parts), self.limit)

    def standing(self) -> Iterator[Entry]:
        """Read the entries as they stand once the corrections and withdrawals among them are applied, in flat memory.

        What is recorded meanwhile is not among them.
        """
        if self.limit is not None or self.reverse or self.scope.positions is not None:
            return effective(list(self))
        end = self.ledger.head().position
        these = self if self.scope.until is not None and self.scope.until <= end else self.until(end)
        changing = CHANGING.intersection(self.scope.types) if self.scope.types else CHANGING
        return applied(Changes(these.only(*changing) if changing else ()), these)

    def _read(self, scope: Scope) -> Iterator[Entry]:
        return self.ledger.read_as(codec.made, scope, limit=self.limit, reverse=self.reverse)

    def _parts(self) -> list[Scope]:
        if self.scope.positions is None:
            return [self.scope]
        wanted = self.scope.positions[::-1] if self.reverse else self.scope.positions
        runs = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        return [self.scope._replace(positions=each) for each in runs]
