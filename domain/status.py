"""The status of a claim: what the voices that stand on it add up to, and since when."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sitlog.domain.public import Began, Carriers, PublicClock, said
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId, SourceId


class Status(StrEnum):
    """What the standing statements on a claim add up to; a count of voices, no judgement."""

    NOT_YET_PUBLIC = "not-yet-public"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    DENIED_ONLY = "denied-only"
    UNCLEAR = "unclear"
    UNCHALLENGED = "unchallenged"


Carried = Callable[[Told], bool]


class Bench:
    """The voices heard on one claim, each with the latest that it said."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        """Hear *told*, in any order."""
        self._latest: dict[SourceId, Told] = {}
        self._counts: Counter[Stance] = Counter()
        for each in told:
            self.hear(each)

    def hear(self, told: Told) -> None:
        """Let a source speak: of all it said on this claim the latest stands, though it may become public first."""
        before = self._latest.get(told.source)
        if before is not None:
            if said(before) > said(told):
                return
            self._counts[before.stance] -= 1
        self._latest[told.source] = told
        self._counts[told.stance] += 1

    def standing(self, carried: Carried | None = None) -> list[Told]:
        """Give what stands: not taken back, and still carried."""
        return [
            each
            for each in self._latest.values()
            if each.stance is not Stance.RETRACTS and (carried is None or carried(each))
        ]

    def stances(self, carried: Carried | None = None) -> set[Stance]:
        """Give the stances that somebody stands on."""
        if carried is not None:
            return {each.stance for each in self.standing(carried)}
        return {stance for stance, count in self._counts.items() if count and stance is not Stance.RETRACTS}

    def asserted(self, carried: Carried | None = None) -> bool:
        """Tell whether somebody stands behind the claim."""
        if carried is not None:
            return any(each.stance is Stance.ASSERTS for each in self.standing(carried))
        return self._counts[Stance.ASSERTS] > 0

    def status(self, *, opposed: bool, carried: Carried | None = None) -> Status:
        """Add the voices up; *opposed* tells that a claim in conflict with this one is asserted."""
        if not self._latest:
            return Status.NOT_YET_PUBLIC
        stances = self.stances(carried)
        if not stances:
            return Status.WITHDRAWN
        if Stance.ASSERTS in stances and (Stance.DENIES in stances or opposed):
            return Status.DISPUTED
        if Stance.DENIES in stances:
            return Status.DENIED_ONLY
        return Status.UNCLEAR if Stance.HEDGES in stances else Status.UNCHALLENGED


@dataclass(frozen=True, slots=True)
class Phase:
    """A status and when it began: certainly by *latest*, and not before *earliest* (None where that is not known)."""

    status: Status
    earliest: datetime | None
    latest: datetime


def phases(
    claim: ClaimId, heard: Mapping[ClaimId, Sequence[Told]], clock: PublicClock, carriers: Carriers, until: datetime
) -> list[Phase]:
    """Give the statuses that a claim had gone through by *until*, in order.

    *heard* holds the statements that are certain then: those on the claim, and on each claim in conflict with it.
    """
    benches = {each: Bench() for each in {claim, *heard}}
    coming: dict[datetime, list[Told]] = defaultdict(list)
    for told in (told for each in heard.values() for told in each):
        coming[clock.order(told)[0]].append(told)
    lost = carriers.moments(told for each in heard.values() for told in each)
    passed: list[Phase] = []
    for moment in sorted({*coming, *(each for each in lost if each <= until)}):
        for told in coming[moment]:
            benches[told.claim].hear(told)
        status = status_of(claim, benches, carriers.at(moment))
        if status is not (passed[-1].status if passed else Status.NOT_YET_PUBLIC):
            began = [clock.time(each).earliest for each in coming[moment]] or lost[moment]
            passed.append(Phase(status, _least(began), moment))
    return passed


def status_of(claim: ClaimId, benches: Mapping[ClaimId, Bench], carried: Carried | None) -> Status:
    """Give the status of a claim; *benches* hold it and the claims in conflict with it."""
    opposed = any(bench.asserted(carried) for each, bench in benches.items() if each != claim)
    return benches[claim].status(opposed=opposed, carried=carried)


def _least(began: Sequence[Began]) -> Began:
    known = [each for each in began if each is not None]
    return min(known) if len(known) == len(began) else None
