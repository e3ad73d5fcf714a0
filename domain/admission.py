"""Which events of a batch are recorded, and in which order: what others rest on first, what the log has not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol, TypeVar

from sitlog.domain.batch import Batch
from sitlog.domain.errors import DuplicateKey, Refused, RefusedBatch, UnknownReference
from sitlog.domain.event import Event
from sitlog.domain.events import SourceRegistered
from sitlog.domain.holdings import Holdings
from sitlog.domain.identity import content, identity
from sitlog.domain.rules import check
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import Kind, Position


@unchanging
class Accepted:
    """An event that will be recorded: its place in the batch as given, its identity, its position."""

    index: int
    event: Event
    identity: bytes
    position: Position


@unchanging
class Admission:
    """What becomes of a batch: the accepted events in recording order; for each other one the entry that holds it.

    *is_tied* tells that some of them name others by their positions, and so are right at these positions only.
    With *refusals*, by place, nothing of the batch may be recorded; what is refused is among the accepted all the same.
    """

    accepted: tuple[Accepted, ...]
    skipped: Mapping[int, Position]
    is_tied: bool = False
    refusals: tuple[tuple[int, Refused], ...] = ()

    @property
    def positions(self) -> tuple[Position, ...]:
        """The entries that hold the events, or would, in the order in which these were given."""
        settled = {each.index: each.position for each in self.accepted} | dict(self.skipped)
        return tuple([settled[index] for index in range(len(settled))])


@unchanging
class Naming:
    """What entry numbers that a batch uses stand for: *labels* gives places in it, *earlier* entries of the log.

    Other numbers are positions, up to the *last* that its author can know of: None for all that there are.
    """

    labels: Mapping[int, int] = field(default_factory=dict)
    earlier: Mapping[int, int] = field(default_factory=dict)
    last: int | None = None


def admit(
    events: Sequence[Event], held: Holdings, *, after: Position, now: datetime, naming: Naming | None = None
) -> Admission:
    """Decide on a batch that would follow position *after* of the log *held*.

    Raises RefusedBatch with every refusal; then nothing of the batch may be recorded.
    """
    admission = weigh(events, held, after=after, now=now, naming=naming)
    if admission.refusals:
        raise RefusedBatch(admission.refusals, admission.positions, after=after)
    return admission


def weigh(
    events: Sequence[Event], held: Holdings, *, after: Position, now: datetime, naming: Naming | None = None
) -> Admission:
    """Decide likewise, and give the refusals with the rest."""
    naming = naming or Naming()
    batch = Batch(held, after=after, now=now)
    accepted, skipped, refusals = [], {}, []
    settled: dict[int, Position] = {}
    for index in in_order(events, naming.labels, batch):
        event = _resolved(events[index], naming, settled)
        mark = identity(event)
        known = batch.recorded_as(event.situation, mark)
        try:
            _must_not_guess(events[index], naming, after)
            if known is not None:
                _must_be_the_same(event, known, batch)
                skipped[index] = settled[index] = known
                continue
            check(event, batch)
        except Refused as refusal:
            # With its traceback it would hold all of this, and this it, until Python looks for cycles.
            refusals.append((index, refusal.with_traceback(None)))
        # A refused event is taken in too: those that rest on it shall not be blamed for it.
        settled[index] = batch.add(event, mark)
        accepted.append(Accepted(index, event, mark, settled[index]))
    is_tied = any(names_entry(each.event) > after for each in accepted)
    told = sorted(_told(events, refusals), key=lambda refusal: refusal[0]) if refusals else ()
    return Admission(tuple(accepted), skipped, is_tied, tuple(told))


def _told(events: Sequence[Event], refusals: Sequence[tuple[int, Refused]]) -> Sequence[tuple[int, Refused]]:
    """Leave out where a source was missing only because it comes later: in a circle, refused where that closes."""
    coming = {(each.situation, each.source) for each in events if isinstance(each, SourceRegistered)}

    def in_a_circle(event: Event, refusal: Refused) -> bool:
        missing = isinstance(refusal, UnknownReference) and refusal.field == "affiliation"
        return missing and isinstance(event, SourceRegistered) and (event.situation, event.affiliation) in coming

    return [each for each in refusals if not in_a_circle(events[each[0]], each[1])] or refusals


def in_order(events: Sequence[Event], labels: Mapping[int, int], held: Holdings) -> Iterable[int]:
    """Give the places of *events* as they stand, but each after those it rests on and that are not *held* yet."""
    makers = _makers(events, held) if len(events) > 1 else {}
    named = labels and any(names_entry(event) in labels for event in events)
    return _sorted(events, makers, labels) if makers or named else range(len(events))


Maker = tuple[str, Kind, str]
"""What an event can introduce: the situation, the kind and the key."""

_Key_contra = TypeVar("_Key_contra", contravariant=True)


class Places(Protocol[_Key_contra]):
    """Where what introduces a thing stands, or has a label."""

    def get(self, key: _Key_contra, /) -> int | None:
        """Give that place, None if there is none."""


def _sorted(events: Sequence[Event], makers: Places[Maker], labels: Places[int]) -> Iterator[int]:
    given: set[int] = set()
    for start in range(len(events)):
        path = [start]
        while path:
            index = path[-1]
            rests = () if index in given else rests_on(events[index], makers, labels)
            waiting = next((each for each in rests if each not in given and each not in path), None)
            if waiting is not None:
                path.append(waiting)
                continue
            path.pop()
            if index not in given:
                given.add(index)
                yield index


def _makers(events: Sequence[Event], held: Holdings) -> dict[Maker, int]:
    makers: dict[Maker, int] = {}
    for index, event in enumerate(events):
        for named in event.introductions:
            made = event.situation, named.kind, named.key
            # What the log has, others may make once more, and nobody needs to wait for them.
            if made not in makers and not (named.shared and any(True for _ in held.introductions(*made))):
                makers[made] = index
    return makers


def rests_on(event: Event, makers: Places[Maker], labels: Places[int]) -> Iterator[int]:
    """Give the places of what an event rests on."""
    for named in event.references:
        if named.kind is Kind.ENTRY:
            place = labels.get(int(named.key))
        else:
            place = makers.get((event.situation, named.kind, named.key))
        if place is not None:
            yield place
    for named in event.introductions:
        if named.kind is Kind.REVISION:
            report, _, number = named.key.rpartition(".r")
            previous = makers.get((event.situation, Kind.REVISION, f"{report}.r{int(number) - 1}"))
            if previous is not None:
                yield previous


def _resolved(event: Event, naming: Naming, settled: Mapping[int, Position]) -> Event:
    named = names_entry(event)
    if not named:
        return event
    place = naming.labels.get(named)
    position = naming.earlier.get(named) if place is None else settled.get(place)
    return event if position is None else event.model_copy(update={"entry": position})


def names_entry(event: Event) -> int:
    """Give the number of the entry that an event names, 0 if it names none."""
    number: int = event.__dict__.get("entry", 0)  # asked of the model itself, a field that is not there takes long
    return number


def _must_not_guess(event: Event, naming: Naming, after: Position) -> None:
    entry = names_entry(event)
    last = after if naming.last is None else naming.last
    if entry > last and entry not in naming.labels and entry not in naming.earlier:
        msg = f"no entry e{entry}"
        raise UnknownReference(msg, hint="See what there is: sitlog log", field="entry")


def _must_be_the_same(event: Event, known: Position, batch: Batch) -> None:
    entry = batch.entry(known)
    if event.external_id is None or entry is None or entry.event is None or content(entry.event) == content(event):
        return
    msg = f"external id '{event.external_id}' is in the log already, as e{known}, with other content"
    raise DuplicateKey(msg, hint=f"If e{known} is wrong: sitlog correct e{known}", field="external_id")
