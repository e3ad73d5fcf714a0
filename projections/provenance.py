"""How our log came by each statement: who recorded it, how late, and what was done to the entry since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitlog.domain.delay import Lag, lag
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.events import EvidenceLinked
from sitlog.domain.public import PublicClock
from sitlog.domain.story import Told
from sitlog.domain.values import Position


@dataclass(frozen=True, slots=True)
class Trail:
    """The way of one statement into the log; *corrections* and *links* are the entries that touch it, oldest first."""

    told: Told
    recorded_by: str | None
    lag: Lag
    corrections: tuple[Entry, ...]
    links: tuple[Entry, ...]


def trails(entries: Sequence[Entry], told: Iterable[Told], clock: PublicClock) -> Mapping[Position, Trail]:
    """Give the trail of each statement, by its entry; *entries* are all of its situation."""
    changes = Changes(entries)
    recorded = {entry.position: entry for entry in entries}
    links: dict[Position, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.event, EvidenceLinked):
            links.setdefault(entry.event.entry, []).append(entry)
    return {
        each.entry: Trail(
            each,
            getattr(recorded[each.entry].event, "recorded_by", None),
            lag(each, clock),
            tuple(changes.standing_corrections(each.entry)),
            tuple(links.get(each.entry, ())),
        )
        for each in told
    }
