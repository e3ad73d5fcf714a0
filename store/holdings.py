"""What a log holds, as far as the rules of recording ask: looked up by tags, remembered while a batch is decided."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sitlog.domain.effective import Changes, effective
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryWithdrawn, Statement
from sitlog.domain.identity import identity
from sitlog.domain.values import Kind, Position
from sitlog.store import codec
from sitlog.store.ledger.conditions import Condition, Tagged
from sitlog.store.ledger.lately import Places
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.reading import Stored

_A_FEW = 8
_MANY = 100


class LogHoldings:
    """The holdings of a log up to position *after*."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        after: int,
        hopeful: bool = False,
        doubled: Mapping[tuple[str, bytes], Position] | None = None,
    ) -> None:
        """Look at *ledger* as it stood at position *after*; *hopeful* takes all events for new, unasked.

        *doubled* are entries that have an identity once more.
        """
        self.after = Position(after)
        self._ledger = ledger
        self._hopeful = hopeful
        self._doubled = doubled or {}
        self._tagged: dict[str, Places] = {}
        self._entries: dict[int, Entry | None] = {}
        self._identities: dict[tuple[str, bytes], Position | None] = {}
        self._asked: set[tuple[str, ...]] = set()

    def expect(self, events: Sequence[Event]) -> None:
        """Look up at once what deciding on *events* will need."""
        names = {
            (event.situation, kind, key)
            for event in events
            for kind, key, _, _ in event.references + event.introductions
            if kind is not Kind.ENTRY
        }
        introducing = [codec.introducing(*name) for name in names]
        found = self._look_up(introducing)
        self._look_up([codec.of_entry(places[0][0]) for tag in introducing if (places := found[tag])])
        if not self._hopeful:
            self._look_for(events)

    def _look_for(self, events: Sequence[Event]) -> None:
        for situation in {event.situation for event in events}:
            marks = {identity(event) for event in events if event.situation == situation}
            held = self._ledger.positions_of(situation, marks)
            self._identities |= {(situation, mark): self._seen(held.get(mark)) for mark in marks}
            self._read_at_once(set(held.values()))

    def _read_at_once(self, positions: Collection[int]) -> None:
        missing = sorted(each for each in positions if each <= self.after and each not in self._entries)
        for start in range(0, len(missing), _MANY):
            for stored in self._ledger.read_stored(Scope(positions=tuple(missing[start : start + _MANY]))):
                self._entries[stored.position] = codec.entry(stored)

    def condition(self, *, at_these_positions: bool) -> Condition:
        """Give the condition under which the answers given so far, and the positions if they matter, still hold."""
        # Of very many tags it is cheaper to decide again than to ask whether one of them came up.
        asked = () if at_these_positions or len(self._asked) > _MANY else self._asked
        return Condition([Tagged(tags) for tags in asked], self.after)

    def introductions(self, situation: str, kind: Kind, key: str) -> Iterator[Position]:
        """Give the entries, not withdrawn, that introduced *key*; in order, each looked up when it is asked for."""
        tag = codec.introducing(situation, kind, key)
        yield from self._standing(self._places(tag))
        self._asked.add((tag,))  # others matter only to who looks at all

    def users(self, situation: str, kind: Kind, key: str) -> Sequence[Position]:
        """Give a few entries, not withdrawn, that name *key*; in order."""
        users: list[Position] = []
        for stored in self._with_tags(situation, codec.naming(situation, kind, key)):
            users += self._standing([(stored.position, stored.type)])
            if len(users) == _A_FEW:
                break
        return users

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it was recorded."""
        if position > self.after:
            return None
        if position not in self._entries:
            stored = next(self._ledger.read_stored(Scope(after=position - 1, until=position)), None)
            self._entries[position] = None if stored is None else codec.entry(stored)
        return self._entries[position]

    def changes(self, position: Position) -> Changes:
        """Give what was done to an entry and, if it is a correction, to what it corrects; gathered anew each time."""
        gathered = Changes()
        for each in sorted(self._changing({self._first(position)})):
            entry = self.entry(each)
            if entry is not None:
                gathered.add(entry)
        return gathered

    def statements(self, situation: str, source: str, claim: str) -> Iterable[Entry]:
        """Give a source's statements on a claim, as they stand."""
        tags = (codec.naming(situation, Kind.SOURCE, source), codec.naming(situation, Kind.CLAIM, claim))
        naming = set[Position]()
        for stored in self._with_tags(situation, *tags):
            naming.add(Position(stored.position))
            self._entries[stored.position] = codec.entry(stored)
        originals = {self._first(each) for each in naming}
        involved = originals | self._changing(originals)
        self._read_at_once(involved)
        held = [entry for position in sorted(involved) if (entry := self.entry(position)) is not None]
        return [each for each in effective(held) if _is_statement(each, source, claim)]

    def recorded_as(self, situation: str, identity: bytes) -> Position | None:
        """Give the entry that holds the event of that identity."""
        if self._hopeful:
            return None
        if (situation, identity) in self._doubled:
            return self._doubled[situation, identity]
        if (situation, identity) not in self._identities:
            held = self._ledger.positions_of(situation, [identity])
            self._identities[situation, identity] = self._seen(held.get(identity))
        return self._identities[situation, identity]

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        """Give the known keys of a kind."""
        beginning = codec.introducing(situation, kind, "")
        return [tag.removeprefix(beginning) for tag in self._ledger.tag_names(beginning)]

    def _seen(self, position: int | None) -> Position | None:
        return None if position is None or position > self.after else Position(position)

    def _look_up(self, tags: Collection[str]) -> dict[str, Places]:
        missing = [tag for tag in tags if tag not in self._tagged]
        if missing:
            self._tagged |= self._ledger.tagged(missing, until=self.after)
        return self._tagged

    def _places(self, tag: str) -> Places:
        found = self._tagged.get(tag)
        return self._look_up([tag])[tag] if found is None else found

    def _with_tags(self, situation: str, *tags: str) -> Iterator[Stored]:
        self._asked.add(tags)
        return self._ledger.read_stored(Scope(situation=situation, tags=tags, until=self.after))

    def _standing(self, found: Iterable[tuple[int, str]]) -> Iterator[Position]:
        for position, _ in found:
            tag = codec.of_entry(position)
            self._asked.add((tag,))
            changed = self._places(tag)
            if not changed or all(topic != EntryWithdrawn.TOPIC for _, topic in changed):
                yield Position(position)

    def _first(self, position: Position) -> Position:
        entry = self.entry(position)
        while entry is not None and isinstance(entry.event, EntryCorrected):
            position = entry.event.entry
            entry = self.entry(position)
        return position

    def _changing(self, positions: Collection[Position]) -> set[Position]:
        """Give the entries that change entries, and those that change these."""
        found: set[Position] = set()
        ahead = set(positions)
        while ahead:
            tags = [codec.of_entry(each) for each in ahead]
            self._asked.update((tag,) for tag in tags)
            looked = self._look_up(tags)
            ahead = {Position(changing) for tag in tags for changing, _ in looked[tag]} - found
            found |= ahead
        return found


def _is_statement(entry: Entry, source: str, claim: str) -> bool:
    event = entry.event
    return isinstance(event, Statement) and event.by == source and getattr(event, "claim", None) == claim
