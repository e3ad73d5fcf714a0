"""What becomes of events that are handed in to be recorded."""

from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.admission import Admission
from sitlog.domain.entry import Entry
from sitlog.domain.values import Position


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of events handed in: the new entries, and for each event skipped its place and the entry it is.

    *positions* gives the entry of each event, in the order in which they were handed in.
    """

    recorded: tuple[Entry, ...]
    skipped: tuple[tuple[int, Position], ...]
    positions: tuple[Position, ...]


def receipt_of(admission: Admission, recorded_at: datetime | None, *, first: int | None = None) -> Receipt:
    """Make the receipt for what was admitted: recorded from the position *first* on, or where it was planned."""
    if recorded_at is None or not admission.accepted:
        skipped = tuple(sorted(admission.skipped.items()))
        return Receipt((), skipped, tuple(position for _, position in skipped))
    planned = admission.accepted[0].position
    shift = 0 if first is None else first - planned
    skipped = tuple(
        (index, Position(position + shift) if position >= planned else position)
        for index, position in sorted(admission.skipped.items())
    )
    taken = {each.index: Position(each.position + shift) for each in admission.accepted}
    return Receipt(
        tuple(
            Entry(taken[each.index], recorded_at, each.event.TOPIC, each.event.situation, each.event)
            for each in admission.accepted
        ),
        skipped,
        tuple(position for _, position in sorted((taken | dict(skipped)).items())),
    )
