"""What analysts think of sources and claims."""

from sitlog.domain.beside import Judgement
from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimAssessed, SourceAssessed
from sitlog.domain.values import Position
from sitlog.projections.projection import projection


@projection(dict[Position, Judgement], version=1)
def judgements(given: dict[Position, Judgement], entry: Entry) -> None:
    """Keep each judgement under the position of its entry."""
    match entry.event:
        case SourceAssessed() as event:
            given[entry.position] = Judgement(
                entry.position,
                entry.recorded_at,
                event.analyst,
                source=event.source,
                reliability=event.reliability,
                confidence=event.confidence,
                reason=event.reason,
            )
        case ClaimAssessed() as event:
            given[entry.position] = Judgement(
                entry.position,
                entry.recorded_at,
                event.analyst,
                claim=event.claim,
                credibility=event.credibility,
                likelihood=event.likelihood,
                confidence=event.confidence,
                reason=event.reason,
            )
        case _:
            pass
