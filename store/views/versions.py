"""The versions of rows that come of folding: those that begin, to be stored, and those that end."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sitlog.store.views.intervals import node_of
from sitlog.store.views.rows import Change, Kept
from sitlog.store.views.tables import OPEN


class Begun(NamedTuple):
    """A version of a row, as it is stored: from one position on, and up to another if that is known."""

    view: int
    situation: int
    key: str
    since: int
    until: int | None
    node: int
    value: str


class Ended(NamedTuple):
    """A version of a row, stored already, that stands no more at a position."""

    until: int
    node: int
    view: int
    situation: int
    key: str
    since: int


class Versions:
    """What came of folding into a view since it was last written."""

    def __init__(self, view: int) -> None:
        """Begin with nothing, for the view of a number."""
        self.ended: list[Ended] = []
        self.unseen: dict[int, dict[str, int]] = {}
        """By mapping and key: the rows set without a look at how they stood, with the place of their first version."""
        self._view = view
        self._begun: list[Begun | None] = []
        self._open: dict[tuple[int, str], int] = {}

    @property
    def begun(self) -> list[Begun]:
        """The versions to be stored."""
        return [one for one in self._begun if one is not None]

    def keys(self, situation: int) -> set[str]:
        """Give the keys of the rows of a mapping that are others now than they are stored."""
        ended = {one.key for one in self.ended if one.situation == situation}
        return ended.union(one.key for one in self.begun if one.situation == situation)

    def note(self, situation: int, changes: Iterable[Change], position: int) -> None:
        """Let versions of the rows of a mapping end and begin at a position."""
        for key, before, value, unseen in changes:
            if before is not None:
                self._end(situation, before, position)
            if unseen:
                self.unseen.setdefault(situation, {})[key] = len(self._begun)
            if value is not None:
                self._open[situation, key] = len(self._begun)
                self._begun.append(Begun(self._view, situation, key, position, None, OPEN, value))

    def follow(self, situation: int, stood: Iterable[Kept]) -> Iterator[Kept]:
        """Let what was set unseen in a mapping follow on how it *stood*; gives what stands on unchanged."""
        for kept in stood:
            place = self.unseen[situation][kept.key]
            first = self._begun[place]
            if first is None:
                continue
            if kept.value != first.value:
                self._end_stored(situation, kept, first.since)
                continue
            self._begun[place] = None  # it was set to what it was
            if first.until is not None:
                self._end_stored(situation, kept, first.until)
            else:
                del self._open[situation, kept.key]
                yield kept

    def _end(self, situation: int, before: Kept, position: int) -> None:
        place = self._open.pop((situation, before.key), None)
        begun = None if place is None else self._begun[place]
        if place is None or begun is None:
            self._end_stored(situation, before, position)
        else:
            node = node_of(before.since, position - 1)
            self._begun[place] = Begun(*begun[:4], position, node, begun.value)

    def _end_stored(self, situation: int, kept: Kept, position: int) -> None:
        node = node_of(kept.since, position - 1)
        self.ended.append(Ended(position, node, self._view, situation, kept.key, kept.since))
