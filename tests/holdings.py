"""A log in memory, as the rules of recording see one: looked through from its start for almost every question."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sitlog.domain.admission import Admission, Naming, admit
from sitlog.domain.effective import Changes, effective
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event, Named
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, Position, Statement
from sitlog.domain.values import Kind


class MemoryHoldings:
    """A log in memory; it takes in what admission accepts, and erases what is redacted."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._events: dict[Position, Event] = {}
        self._identities: dict[tuple[str, bytes], Position] = {}

    def admit(self, *events: Event, now: datetime, labels: dict[int, int] | None = None) -> Admission:
        """Record a batch, or raise RefusedBatch and leave the log as it was."""
        admission = admit(events, self, after=Position(len(self.entries)), now=now, naming=Naming(labels or {}))
        for accepted in admission.accepted:
            event = accepted.event
            self.entries.append(Entry(accepted.position, now, event.TOPIC, event.situation, event))
            self._events[accepted.position] = event
            self._identities[event.situation, accepted.identity] = accepted.position
            if isinstance(event, EntryRedacted):
                self.entries[event.entry - 1] = self.entries[event.entry - 1]._replace(event=None)
        return admission

    def introductions(self, situation: str, kind: Kind, key: str) -> Sequence[Position]:
        return [position for position, event in self._standing(situation) if (kind, key) in _keys(event.introductions)]

    def users(self, situation: str, kind: Kind, key: str) -> Sequence[Position]:
        return [position for position, event in self._standing(situation) if (kind, key) in set(_named(event))]

    def entry(self, position: Position) -> Entry | None:
        return self.entries[position - 1] if position <= len(self.entries) else None

    def changes(self, position: Position) -> Changes:
        every = Changes(self.entries)
        original = every.original(position)
        return Changes(each for each in self.entries if each.event and _changes(each.event, original, every))

    def statements(self, situation: str, source: str, claim: str) -> Iterator[Entry]:
        for each in effective(self.entries):
            match each.event:
                case Statement(situation=where, by=by) as event if (where, by) == (situation, source):
                    if getattr(event, "claim", None) == claim:
                        yield each
                case _:
                    pass

    def recorded_as(self, situation: str, identity: bytes) -> Position | None:
        return self._identities.get((situation, identity))

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        events = [each for each in self._events.values() if kind is Kind.SITUATION or each.situation == situation]
        return [key for event in events for what, key in _keys(event.introductions) if what is kind]

    def _standing(self, situation: str) -> Iterator[tuple[Position, Event]]:
        withdrawn = {each.entry for each in self._events.values() if isinstance(each, EntryWithdrawn)}
        for position, event in self._events.items():
            if event.situation == situation and position not in withdrawn:
                yield position, event


def _keys(names: Iterable[Named]) -> set[tuple[Kind, str]]:
    return {(each.kind, each.key) for each in names}


def _named(event: Event) -> Iterator[tuple[Kind, str]]:
    yield from _keys(event.references)
    yield from _keys(event.introductions)
    if isinstance(event, EntryCorrected):
        yield from _named(event.replacement)


def _changes(event: Event, original: Position, every: Changes) -> bool:
    return (
        isinstance(event, EntryCorrected | EntryWithdrawn | EntryRedacted) and every.original(event.entry) == original
    )
