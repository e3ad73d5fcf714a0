"""What a situation that grows needs of the entries that it has taken in already."""

from typing import Protocol

from sitlog.domain.entry import Entry
from sitlog.domain.values import Position


class Past(Protocol):
    """Where entries are kept as they are taken in, to come back to those that others change: a dictionary, or less."""

    def __setitem__(self, position: Position, entry: Entry) -> None:
        """Keep an entry."""

    def __contains__(self, position: object) -> bool:
        """Whether there is an entry at a position."""
        ...

    def get(self, position: Position) -> Entry | None:
        """Give the entry at a position, as it was recorded."""
        ...
