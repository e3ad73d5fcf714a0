"""What the rules of recording ask of a log."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.values import Kind, Position


class Holdings(Protocol):
    """What the rules ask of a log; each question is answered without reading a whole situation."""

    def introductions(self, situation: str, kind: Kind, key: str) -> Iterable[Position]:
        """Give the entries, not withdrawn, that introduced *key*; in order."""

    def users(self, situation: str, kind: Kind, key: str) -> Iterable[Position]:
        """Give entries, not withdrawn, that name *key*; in order, and the first few are enough."""

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it was recorded."""

    def changes(self, position: Position) -> Changes:
        """Give what was done to an entry and, if it is a correction, to what it corrects; gathered anew each time."""

    def statements(self, situation: str, source: str, claim: str) -> Iterable[Entry]:
        """Give a source's statements on a claim, as they stand."""

    def recorded_as(self, situation: str, identity: bytes) -> Position | None:
        """Give the entry that holds the event of that identity."""

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        """Give the known keys of a kind, to suggest one of them."""
