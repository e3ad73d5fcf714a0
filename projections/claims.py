"""The claims of a situation, as they were framed."""

from sitlog.domain.claimvalue import ActorValue
from sitlog.domain.entry import Entry
from sitlog.domain.events import AttackAttributed, ClaimFramed
from sitlog.domain.story import Claim
from sitlog.domain.values import ClaimId, IncidentId, Position, SourceId
from sitlog.projections.projection import projection


@projection(dict[ClaimId, Claim], version=1, of=(ClaimFramed, AttackAttributed))
def claims(framed: dict[ClaimId, Claim], entry: Entry) -> None:
    """Keep the wording of each claim, and what it is about."""
    match entry.event:
        case ClaimFramed() as event:
            framed[event.claim] = Claim(event.claim, event.text, event.about, event.aspect, event.value, entry.position)
        case AttackAttributed() as event if event.claim not in framed:
            framed[event.claim] = framed_by_attribution(event.incident, event.actor, entry.position)
        case _:
            pass


def framed_by_attribution(incident: IncidentId, actor: SourceId, entry: Position) -> Claim:
    """Give the claim that an attribution frames where nobody else did."""
    text = f"{incident} was carried out by {actor}"
    value = ActorValue(type="actor", actor=actor)
    return Claim(ClaimId(f"{incident}-by-{actor}"), text, incident, "actor", value, entry)
