"""What the desk told others."""

from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.entry import Entry
from sitlog.domain.events import BriefingIssued
from sitlog.domain.values import Position
from sitlog.projections.projection import projection


@dataclass(frozen=True, slots=True)
class Briefing:
    """An answer that was issued."""

    entry: Position
    recorded_at: datetime
    recorded_by: str | None
    event: BriefingIssued


@projection(dict[Position, Briefing], version=1)
def briefings(issued: dict[Position, Briefing], entry: Entry) -> None:
    """Keep what was told to whom under the position of its entry."""
    match entry.event:
        case BriefingIssued() as event:
            issued[entry.position] = Briefing(entry.position, entry.recorded_at, event.recorded_by, event)
        case _:
            pass
