"""What becomes of events that are handed in to be recorded."""

from datetime import datetime

from sitlog.domain.admission import Admission
from sitlog.domain.entry import Entry
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import Position


@unchanging
class Receipt:
    """What became of events handed in: the new entries, and for each event skipped its place and the entry it is.

    *positions* gives the entry of each event, in the order in which they were handed in.
    """

    recorded: tuple[Entry, ...]
    skipped: tuple[tuple[int, Position], ...]
    positions: tuple[Position, ...]


def receipt_of(admission: Admission, recorded_at: datetime | None, *, first: int | None = None) -> Receipt:
    """Make the receipt for what was admitted: recorded from the position *first* on, or where it was planned."""
    accepted = admission.accepted
    if recorded_at is None or not accepted:
        skipped = tuple(sorted(admission.skipped.items()))
        return Receipt((), skipped, tuple(position for _, position in skipped))
    planned = accepted[0].position
    start = planned if first is None else first
    skipped = tuple(
        (index, Position(position - planned + start) if position >= planned else position)
        for index, position in sorted(admission.skipped.items())
    )
    events = [each.event for each in accepted]
    recorded = tuple(
        Entry(Position(position), recorded_at, event.TOPIC, event.situation, event)
        for position, event in enumerate(events, start)
    )
    positions = dict(skipped)
    positions.update((each.index, entry.position) for each, entry in zip(accepted, recorded, strict=True))
    return Receipt(recorded, skipped, tuple(positions[index] for index in range(len(positions))))
