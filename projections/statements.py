"""Every statement of a situation: one row a statement, under the position of its entry."""

from dataclasses import replace

from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimHedged,
    ClaimRetracted,
    EvidenceLinked,
    Statement,
)
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.projection import projection


@projection(dict[Position, Told], version=1, of=(*Statement.__subclasses__(), EvidenceLinked))
def statements(told: dict[Position, Told], entry: Entry) -> None:
    """Keep what each source did about each claim, with its evidence."""
    match entry.event:
        case ClaimAsserted() as event:
            told[entry.position] = replace(
                _told(entry, event, event.claim, Stance.ASSERTS), hedge=event.hedge, relayed_by=event.relayed_by
            )
        case AttackAttributed() as event:
            told[entry.position] = replace(
                _told(entry, event, event.claim, Stance.ASSERTS), mode=event.mode, actor=event.actor, hedge=event.hedge
            )
        case ClaimCorroborated() as event:
            told[entry.position] = replace(
                _told(entry, event, event.claim, Stance.ASSERTS), independence=event.independence
            )
        case ClaimDenied() as event:
            told[entry.position] = replace(_told(entry, event, event.claim, Stance.DENIES), scope=event.scope)
        case ClaimHedged() as event:
            told[entry.position] = _told(entry, event, event.claim, Stance.HEDGES)
        case ClaimRetracted() as event:
            told[entry.position] = _told(entry, event, event.claim, Stance.RETRACTS)
        case EvidenceLinked() as event if event.entry in told:
            before = told[event.entry]
            told[event.entry] = replace(before, evidence=before.evidence + event.evidence)
        case _:
            pass


def _told(entry: Entry, event: Statement, claim: ClaimId, stance: Stance) -> Told:
    return Told(
        entry=entry.position,
        recorded_at=entry.recorded_at,
        claim=claim,
        source=event.by,
        stance=stance,
        said=event.said.known_by(entry.worded_at or entry.recorded_at),
        words=event.words,
        evidence=event.evidence,
        note=event.note,
        corrected_by=entry.corrected_by,
    )
