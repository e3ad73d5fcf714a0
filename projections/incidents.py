"""The incidents of a situation."""

from sitlog.domain.entry import Entry
from sitlog.domain.events import IncidentReported
from sitlog.domain.story import Incident
from sitlog.domain.values import IncidentId
from sitlog.projections.projection import projection


@projection(dict[IncidentId, Incident], version=1, of=(IncidentReported,))
def incidents(known: dict[IncidentId, Incident], entry: Entry) -> None:
    """Keep what each incident is, and when it is said to have happened."""
    match entry.event:
        case IncidentReported() as event:
            known[event.incident] = Incident(
                event.incident, event.kind, event.title, event.by, event.occurred, event.place, entry.position
            )
        case _:
            pass
