"""The voices of a situation."""

from sitlog.domain.entry import Entry
from sitlog.domain.events import SourceRegistered
from sitlog.domain.story import Voice
from sitlog.domain.values import SourceId
from sitlog.projections.projection import projection


@projection(dict[SourceId, Voice], version=1, of=(SourceRegistered,))
def sources(voices: dict[SourceId, Voice], entry: Entry) -> None:
    """Keep who each source is, and to whom it belongs."""
    match entry.event:
        case SourceRegistered(source=source) as event:
            voices[source] = Voice(source, event.name, event.kind, event.identification, event.count, event.affiliation)
        case _:
            pass
