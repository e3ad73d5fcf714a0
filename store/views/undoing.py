"""What entries changed in the rows of a view, for as far back as is held: so that a fold can be taken back."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from sitlog.store.views.rows import Change, Kept

HELD = 10_000
"""So many changes of rows are held of one view."""


@dataclass(slots=True)
class Before:
    """How a row of a mapping stood before the entry at a position, None if it did not."""

    at: int
    mapping: int
    key: str
    kept: Kept | None


@dataclass(slots=True)
class TakenBack:
    """A mapping without what the entries from a position on changed in it, which are to be folded again."""

    mapping: int
    first: int
    rows: dict[str, Kept | None]
    """By key, those rows that stood otherwise before *first*, or (None) did not."""
    others: list[Before]
    again: deque[Before] = field(default_factory=lambda: deque(maxlen=HELD))

    def note(self, changes: Iterable[Change], position: int) -> None:
        """Take up what the entry at a position, folded again, changed."""
        self.again.extend(Before(position, self.mapping, change.key, change.before) for change in changes)


class Undo:
    """What entries changed, in the order in which they stand in the log once its corrections are applied.

    That is not when rows came to stand: a correction changes the story from the place of the entry that it corrects.
    """

    def __init__(self, since: int) -> None:
        """Begin with what the entry at the position *since* will change."""
        self._since = since
        self._since_of: dict[int, int] = {}
        self._befores: deque[Before] = deque()
        self._unseen: dict[int, dict[str, Before]] = {}

    def since(self, mapping: int) -> int:
        """Tell from which position on it is held what entries changed in a mapping."""
        return self._since_of.get(mapping, self._since)

    def note(self, mapping: int, changes: Iterable[Change], position: int) -> None:
        """Take up what the last entry changed in a mapping."""
        for key, before, _, unseen in changes:
            one = Before(position, mapping, key, before)
            if unseen:
                self._unseen.setdefault(mapping, {})[key] = one
            self._befores.append(one)
        self._forget()

    def saw(self, mapping: int, stood: Iterable[Kept]) -> None:
        """Take it as known how the rows of a mapping *stood* that were changed without a look; others did not."""
        unseen = self._unseen.pop(mapping, {})
        for kept in stood:
            unseen[kept.key].kept = kept

    def take_back(self, mapping: int, first: int) -> TakenBack:
        """Give up what the entries from the position *first* on changed in a mapping; all, if that is not held."""
        taken = TakenBack(mapping, first, {}, [])
        while self._befores and self._befores[-1].at >= first:
            one = self._befores.pop()
            if one.mapping == mapping:
                taken.rows[one.key] = one.kept
            else:
                taken.others.append(one)
        return taken

    def put(self, taken: TakenBack) -> None:
        """Hold what the entries changed when they were folded again."""
        self._befores.extend(sorted((*taken.others[::-1], *taken.again), key=lambda one: one.at))
        if len(taken.again) == HELD:
            self._since_of[taken.mapping] = taken.again[0].at + 1
        elif taken.first < self.since(taken.mapping):
            self._since_of[taken.mapping] = taken.first
        self._forget()

    def _forget(self) -> None:
        """Let the oldest go, if these are too many."""
        while len(self._befores) > HELD:
            gone = self._befores.popleft()
            self._since = max(self._since, gone.at + 1)
            if gone.mapping in self._since_of:
                self._since_of[gone.mapping] = gone.at + 1
