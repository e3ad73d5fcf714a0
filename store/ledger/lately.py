"""What was appended lately, and where tags stand: remembered, so that deciding needs no look into the database."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple, TypeAlias

REMEMBERED = 500
"""How many entries back the log is remembered: about what reading them costs less than a query does."""

_TAGS = 100_000  # tags; a log may have many millions

Places: TypeAlias = list[tuple[int, str]]
"""Positions and types of entries, in order."""

Read: TypeAlias = Callable[[Collection[str]], Mapping[str, Places]]


class Trace(NamedTuple):
    """What a condition can ask of an entry."""

    position: int
    type: str
    tags: Sequence[str]


class Lately:
    """The end of a log up to a position, and of tags that were asked for all places up to there; for any threads.

    Entries never change, so that what is remembered stays true; it may only end before the log does.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._position: int | None = None
        self._traces: deque[Trace] = deque(maxlen=REMEMBERED)
        self._places: dict[str, Places] = {}
        self._learning: dict[str, Places] = {}

    @property
    def position(self) -> int | None:
        """Up to which position all is known; None at the beginning."""
        return self._position

    def since(self, after: int) -> list[Trace] | None:
        """The traces of the entries after a position, None if that is too long ago."""
        with self._lock:
            if self._position is None or self._position - len(self._traces) > after:
                return None
            return [trace for trace in self._traces if trace.position > after]

    def begin(self, position: int) -> None:
        """Forget all, and go on from a position."""
        with self._lock:
            self._position = position
            self._places, self._learning = {}, {}
            self._traces.clear()

    def add(self, traces: Sequence[Trace]) -> None:
        """Take in entries that follow each other; those that are known already are passed over."""
        with self._lock:
            known = 0 if self._position is None or not traces else self._position + 1 - traces[0].position
            if known < 0 or known >= len(traces):
                return
            self._position = traces[-1].position
            self._traces.extend(traces[known:])
            self._note(traces[known:])

    def places(self, tags: Collection[str], until: int, read: Read) -> dict[str, Places]:
        """The places of tags up to a position; what is not remembered is read, and then remembered."""
        with self._lock:
            at, known = self._position, self._places
            is_behind = at is None or until > at
            found = {} if is_behind else {tag: _up_to(until, known[tag]) for tag in tags if tag in known}
            missing = [tag for tag in tags if tag not in found]
            if not missing:
                return found
            new = {} if is_behind else {tag: Places() for tag in missing if tag not in self._learning}
            self._learning |= new
        return found | self._learned(missing, new, at or 0, until, read)

    def _learned(
        self, missing: list[str], new: dict[str, Places], at: int, until: int, read: Read
    ) -> dict[str, Places]:
        learned: Mapping[str, Places] = {}
        try:
            learned = read(missing)
        finally:
            with self._lock:
                if len(self._places) > _TAGS:
                    self._places = {}
                for tag, since in new.items():
                    # What was appended during the reading may or may not have been read: it was noted.
                    if self._learning.get(tag) is since:
                        del self._learning[tag]
                        if tag in learned:
                            self._places[tag] = _up_to(at, learned[tag]) + since
        return {tag: _up_to(until, places) for tag, places in learned.items()}

    def _note(self, traces: Iterable[Trace]) -> None:
        places, learning = self._places, self._learning
        for position, type_, tags in traces:
            for tag in tags:
                if tag in places:
                    places[tag].append((position, type_))
                elif tag in learning:
                    learning[tag].append((position, type_))


def _up_to(until: int, places: Places) -> Places:
    """Give the places up to a position, in a list of their own."""
    if places and places[-1][0] > until:
        return [place for place in places if place[0] <= until]
    return places[:]
