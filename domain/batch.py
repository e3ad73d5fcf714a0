"""A log as it would be with the events of a batch in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sitlog.domain.effective import Changes, effective
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, Statement
from sitlog.domain.holdings import Holdings
from sitlog.domain.values import Kind, Position

_Name = tuple[str, Kind, str]


class Batch:
    """Holdings with more events on top, at the positions that follow."""

    def __init__(self, held: Holdings, *, after: Position, now: datetime) -> None:
        """Begin on top of *held*, whose last position is *after*; *now* stands in for the recorded time."""
        self._held = held
        self._after = after
        self._now = now
        self._entries: list[Entry] = []
        self._introduced: dict[_Name, list[Position]] = defaultdict(list)
        self._used: dict[_Name, list[Position]] = defaultdict(list)
        self._identities: dict[tuple[str, bytes], Position] = {}
        self._changing: list[Entry] = []
        self._stated: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        self._withdrawn: set[Position] = set()

    def add(self, event: Event, identity: bytes) -> Position:
        """Take *event* in and give the position it would have."""
        entry = Entry(Position(self._after + len(self._entries) + 1), self._now, event.TOPIC, event.situation, event)
        self._entries.append(entry)
        self._identities[event.situation, identity] = entry.position
        for named in event.introductions():
            self._introduced[event.situation, named.kind, named.key].append(entry.position)
        for named in event.references():
            self._used[event.situation, named.kind, named.key].append(entry.position)
        match event:
            case EntryCorrected() | EntryRedacted():
                self._changing.append(entry)
            case EntryWithdrawn(entry=target):
                self._changing.append(entry)
                self._withdrawn.add(target)
            case Statement():
                self._stated[event.situation, event.by, getattr(event, "claim", "")].append(entry)
            case _:
                pass
        return entry.position

    def introductions(self, situation: str, kind: Kind, key: str) -> Sequence[Position]:
        """Give the entries, not withdrawn, that introduced *key*; in order."""
        here = self._introduced.get((situation, kind, key), ())
        return self._standing([*self._held.introductions(situation, kind, key), *here])

    def users(self, situation: str, kind: Kind, key: str) -> Sequence[Position]:
        """Give entries, not withdrawn, that name *key*; in order."""
        here = self._used.get((situation, kind, key), ())
        return self._standing([*self._held.users(situation, kind, key), *here])

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it was, or would be, recorded."""
        if position <= self._after:
            return self._held.entry(position)
        index = position - self._after - 1
        return self._entries[index] if index < len(self._entries) else None

    def changes(self, position: Position) -> Changes:
        """Give what was done to an entry and, where that is a correction, to the entry it corrects."""
        entry = self.entry(position)
        if position > self._after and entry is not None and isinstance(entry.event, EntryCorrected):
            return self.changes(entry.event.entry)
        gathered = self._held.changes(position) if position <= self._after else Changes()
        for changing in self._changing:
            gathered.add(changing)
        return gathered

    def statements(self, situation: str, source: str, claim: str) -> Iterable[Entry]:
        """Give a source's statements on a claim, as they stand."""
        here = self._stated.get((situation, source, claim), ())
        return effective([*self._held.statements(situation, source, claim), *here, *self._changing])

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

    def _standing(self, positions: list[Position]) -> list[Position]:
        return [each for each in positions if each not in self._withdrawn] if self._withdrawn else positions
