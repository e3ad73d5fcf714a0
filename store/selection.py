"""Some of a log's entries: said in a chain of words, read when they are looped over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from sitlog.domain.entry import Entry
from sitlog.store import codec
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope


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
        return replace(self, scope=replace(self.scope, situation=situation))

    def recorded_by(self, moment: datetime | int) -> Self:
        """Keep what the log held at an instant (with a zone), or when it had reached a position."""
        if isinstance(moment, int):
            return self.until(moment)
        return replace(self, scope=replace(self.scope, recorded_by=moment))

    def after(self, position: int) -> Self:
        """Keep what follows a position."""
        return replace(self, scope=replace(self.scope, after=position))

    def until(self, position: int) -> Self:
        """Keep what stands up to a position, itself included."""
        return replace(self, scope=replace(self.scope, until=position))

    def only(self, *topics: str) -> Self:
        """Keep some types of event, by their topics."""
        return replace(self, scope=replace(self.scope, types=topics))

    def backwards(self) -> Self:
        """Give the newest entry first."""
        return replace(self, reverse=True)

    def first(self, number: int) -> Self:
        """Give no more than *number* entries, from the end at which reading begins."""
        return replace(self, limit=number)

    def __iter__(self) -> Iterator[Entry]:
        """Read the entries."""
        return map(codec.entry, self.ledger.read_stored(self.scope, limit=self.limit, reverse=self.reverse))
