"""Which copies of revisions were kept."""

from sitlog.domain.beside import Capture
from sitlog.domain.entry import Entry
from sitlog.domain.events import EvidenceCaptured
from sitlog.domain.values import Position
from sitlog.projections.projection import projection


@projection(dict[Position, Capture], version=1)
def captures(kept: dict[Position, Capture], entry: Entry) -> None:
    """Keep each copy under the position of its entry."""
    match entry.event:
        case EvidenceCaptured() as event:
            kept[entry.position] = Capture(
                entry.position,
                event.report,
                event.revision,
                event.sha256,
                event.captured,
                event.method,
                event.archive_url,
            )
        case _:
            pass
