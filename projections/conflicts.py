"""Which claims somebody declared to be in conflict."""

from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimsConflicted
from sitlog.domain.story import Conflict
from sitlog.domain.values import Position
from sitlog.projections.projection import projection


@projection(dict[Position, Conflict], version=1, of=(ClaimsConflicted,))
def conflicts(declared: dict[Position, Conflict], entry: Entry) -> None:
    """Keep each declared conflict under the position of its entry."""
    match entry.event:
        case ClaimsConflicted() as event:
            declared[entry.position] = Conflict(event.claims, event.declared_by, event.reason)
        case _:
            pass
