"""All entries that ever bore on the statuses of a claim: found by tags, at the cost of these and not of the others."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sitlog.domain.conflict import incompatible, same_aspect
from sitlog.domain.effective import CHANGING, worded
from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceLinked,
    ReportPublished,
)
from sitlog.domain.story import Claim
from sitlog.domain.values import ClaimId, Kind, ReportId
from sitlog.projections.claims import claims
from sitlog.store import codec
from sitlog.store.log import SituationLog
from sitlog.store.touching import surrounded

_OF_A_REPORT = {ReportPublished.TOPIC, ArticleUpdated.TOPIC, EntryCorrected.TOPIC}
_DOING = CHANGING | {EvidenceLinked.TOPIC}


def bearing_on(log: SituationLog, situation: str, claim: ClaimId, *, until: int) -> list[Entry]:
    """Give, in order, the entries up to a position on a claim, on those ever in conflict with it, and on their reports.

    With them comes all that was done to them. Played up to any position, they give the claim the statuses that
    the whole situation gives it.
    """
    held = _Situation(log, situation, until)
    own = held.naming(Kind.CLAIM, [claim])
    against = _declared(own) | _framed_against(held, own, claim)
    around = held.surrounded([*own, *held.naming(Kind.CLAIM, against - {claim})])
    return held.surrounded([*around, *held.naming(Kind.REPORT, _cited(around), _OF_A_REPORT)])


@dataclass(frozen=True, slots=True)
class _Situation:
    """What a log held on a situation up to a position."""

    log: SituationLog
    situation: str
    until: int

    def naming(self, kind: Kind, keys: Collection[str], types: Collection[str] = ()) -> list[Entry]:
        """Give the entries, of some types, that name any of these things."""
        tags = [codec.naming(self.situation, kind, each) for each in keys]
        places = self.log.read().ledger.tagged(tags, until=self.until).values()
        found = {at for each in places for at, type_ in each if not types or type_ in types}
        return list(self.log.read().at(found))

    def surrounded(self, entries: Iterable[Entry]) -> list[Entry]:
        """Give entries with all that was done to them."""
        return surrounded(self.log, entries, until=self.until, types=_DOING)


def _declared(own: Iterable[Entry]) -> set[ClaimId]:
    said = (each.event for each in map(worded, own) if isinstance(each.event, ClaimsConflicted))
    return {claim for event in said for claim in event.claims}


def _framed_against(held: _Situation, own: Iterable[Entry], claim: ClaimId) -> set[ClaimId]:
    """Give the claims that ever gave the same aspect a value which excludes one that this claim ever gave it."""
    mine = [each for each in _framed(own) if each.claim == claim]
    about = {each.about for each in mine if each.about is not None}
    others = held.naming(Kind.INCIDENT, about, {ClaimFramed.TOPIC, EntryCorrected.TOPIC})
    return {
        other.claim
        for other in _framed(others)
        if any(same_aspect(other, each) and incompatible(other, each) for each in mine)
    }


def _framed(entries: Iterable[Entry]) -> Iterator[Claim]:
    for each in map(worded, entries):
        if isinstance(each.event, ClaimFramed):
            yield from claims.folded([each]).values()


def _cited(entries: Iterable[Entry]) -> set[ReportId]:
    return {cited.report for each in map(worded, entries) if each.event for cited in each.event.evidence}
