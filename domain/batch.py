"""A log as it would be with the events of a batch in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, Statement
from sitlog.domain.holdings import Holdings
from sitlog.domain.values import Kind, Position

_Name = tuple[str, Kind, str]
_Voice = tuple[str, str, str]


class Batch:
    """Holdings with more events on top, at the positions that follow."""

    def __init__(self, held: Holdings, *, after: Position, now: datetime) -> None:
        """Begin on top of *held*, whose last position is *after*; *now* stands in for the recorded time."""
        self.vouched: set[_Name] = set()
        """Names that were found to stand, until something changes; for the rules to keep."""
        self._held = held
        self._after = after
        self._now = now
        self._events: list[Event] = []
        self._introduced: dict[_Name, list[Position]] = defaultdict(list)
        self._identities: dict[tuple[str, bytes], Position] = {}
        self._changing: dict[Position, list[Entry]] = defaultdict(list)
        self._withdrawn: set[Position] = set()
        self._mentions = _Mentions()

    def add(self, event: Event, identity: bytes) -> Position:
        """Take *event* in and give the position it would have."""
        self._events.append(event)
        position = Position(self._after + len(self._events))
        self._identities[event.situation, identity] = position
        for named in event.introductions:
            self._introduced[event.situation, named.kind, named.key].append(position)
        if isinstance(event, EntryCorrected | EntryRedacted | EntryWithdrawn):
            self._changing[event.entry].append(self._entry(position))
            self.vouched.clear()
            if isinstance(event, EntryWithdrawn):
                self._withdrawn.add(event.entry)
        return position

    def introductions(self, situation: str, kind: Kind, key: str) -> Iterator[Position]:
        """Give the entries, not withdrawn, that introduced *key*; in order."""
        held, here = self._held.introductions(situation, kind, key), self._introduced.get((situation, kind, key))
        return self._standing(chain(held, here or ())) if here or self._withdrawn else iter(held)

    def users(self, situation: str, kind: Kind, key: str) -> Iterator[Position]:
        """Give entries, not withdrawn, that name *key*; in order."""
        here = self._seen().used.get((situation, kind, key), ())
        return self._standing(chain(self._held.users(situation, kind, key), here))

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it was, or would be, recorded."""
        if position <= self._after:
            return self._held.entry(position)
        return self._entry(position) if position <= self._after + len(self._events) else None

    def changes(self, position: Position) -> Changes:
        """Give what was done to an entry and, where that is a correction, to the entry it corrects."""
        first = self._first(position)
        gathered = self._held.changes(first) if first <= self._after else Changes()
        ahead = [first, *(each.position for each in gathered.corrections.get(first, ()))]
        found: list[Entry] = []
        while ahead:
            changing = self._changing.get(ahead.pop(), ())
            found += changing
            ahead += (each.position for each in changing)
        for each in sorted(found, key=lambda each: each.position):
            gathered.add(each)
        return gathered

    def _first(self, position: Position) -> Position:
        while position > self._after:
            entry = self.entry(position)
            if entry is None or not isinstance(entry.event, EntryCorrected):
                return position
            position = entry.event.entry
        return self._held.changes(position).original(position)

    def statements(self, situation: str, source: str, claim: str) -> Iterator[Entry]:
        """Give a source's statements on a claim, as they stand."""
        voice = situation, source, claim
        held = self._held.statements(*voice)
        positions = {self._first(each) for each in self._seen().stated.get(voice, ())}
        if self._changing:
            positions |= {each.position for each in held}
        else:
            yield from held
        for position in sorted(positions):
            entry = self.entry(position)
            standing = entry and self.changes(position).applied_to(entry)
            if standing and isinstance(standing.event, Statement) and _voice(standing.event) == voice:
                yield standing

    def recorded_as(self, situation: str, identity: bytes) -> Position | None:
        """Give the entry that holds, or would hold, the event of that identity."""
        return self._identities.get((situation, identity)) or self._held.recorded_as(situation, identity)

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        """Give the known keys of a kind."""
        here = [
            key
            for where, what, key in self._introduced
            if what is kind and (where == situation or kind is Kind.SITUATION)
        ]
        return [*self._held.names(situation, kind), *here]

    def _entry(self, position: Position) -> Entry:
        event = self._events[position - self._after - 1]
        return Entry(position, self._now, event.TOPIC, event.situation, event)

    def _seen(self) -> "_Mentions":
        """Find who is mentioned where; most batches never ask."""
        self._mentions.read_on(self._events, self._after)
        return self._mentions

    def _standing(self, positions: Iterable[Position]) -> Iterator[Position]:
        return (each for each in positions if each not in self._withdrawn)


class _Mentions:
    """Which events of a batch name a thing, and which are statements of a source on a claim."""

    def __init__(self) -> None:
        self.used: dict[_Name, list[Position]] = defaultdict(list)
        self.stated: dict[_Voice, list[Position]] = defaultdict(list)
        self._read = 0

    def read_on(self, events: Sequence[Event], after: int) -> None:
        """Take in the events that came since."""
        for event in events[self._read :]:
            self._read += 1
            if not isinstance(event, EntryRedacted | EntryWithdrawn):
                position = Position(after + self._read)
                self._take_in(event.replacement if isinstance(event, EntryCorrected) else event, position)

    def _take_in(self, event: Event, position: Position) -> None:
        for named in event.references:
            self.used[event.situation, named.kind, named.key].append(position)
        if isinstance(event, Statement):
            self.stated[_voice(event)].append(position)


def _voice(statement: Statement) -> _Voice:
    return statement.situation, statement.by, getattr(statement, "claim", "")
