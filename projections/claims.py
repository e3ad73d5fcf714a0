"""The claims of a situation, as they were framed."""

from sitlog.domain.claimvalue import ActorValue
from sitlog.domain.entry import Entry
from sitlog.domain.events import AttackAttributed, ClaimFramed
from sitlog.domain.story import Claim
from sitlog.domain.values import ClaimId
from sitlog.projections.projection import projection


@projection(dict[ClaimId, Claim], version=1, of=(ClaimFramed, AttackAttributed))
def claims(framed: dict[ClaimId, Claim], entry: Entry) -> None:
    """Keep the wording of each claim, and what it is about."""
    match entry.event:
        case ClaimFramed() as event:
            framed[event.claim] = Claim(event.claim, event.text, event.about, event.aspect, event.value, entry.position)
        case AttackAttributed() as event if event.claim not in framed:
            text = f"{event.incident} was carried out by {event.actor}"
            value = ActorValue(type="actor", actor=event.actor)
            framed[event.claim] = Claim(event.claim, text, event.incident, "actor", value, entry.position)
        case _:
            pass
