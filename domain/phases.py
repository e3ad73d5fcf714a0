"""Since when: the statuses that a claim goes through as statements on it, and on those in conflict, become certain."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.public import END, Began, Carriers, PublicClock
from sitlog.domain.status import Bench, Phase, Status, status_of
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId, ReportId


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who stands on a claim from an instant on; since when perhaps what was said, or what happened to reports."""

    stances: AbstractSet[Stance] | None
    said: Sequence[Began]
    carried: Sequence[Began]


class Phases:
    """The statuses of claims over time; the voices on each claim are followed once, however many it conflicts with."""

    def __init__(self, told: Mapping[ClaimId, Sequence[Told]], clock: PublicClock, carriers: Carriers) -> None:
        """Follow the statements *told* on each claim."""
        self._told = told
        self._clock = clock
        self._carriers = carriers
        self._turns: dict[ClaimId, Mapping[datetime, _Turn]] = {}
        self._asserting: dict[ClaimId, Mapping[datetime, bool]] = {}

    def forget(self, claim: ClaimId) -> None:
        """Follow the voices on a claim anew once it is asked for: what is told of it, or what carries that, changed."""
        self._turns.pop(claim, None)
        self._asserting.pop(claim, None)

    def of(self, claim: ClaimId, rivals: Collection[ClaimId], *, until: datetime = END) -> list[Phase]:
        """Give the statuses that a claim with these *rivals* goes through by *until*, in order."""
        own, opposing = self._turns_of(claim), Counter[datetime]()
        for rival in rivals:
            for moment, asserted in self._asserting_of(rival).items():
                opposing[moment] += 1 if asserted else -1
        stances: AbstractSet[Stance] | None = None
        opposed = 0
        passed: list[Phase] = []
        for moment in sorted(each for each in {*own, *opposing} if each <= until):
            stances = own[moment].stances if moment in own else stances
            opposed += opposing[moment]
            status = status_of(stances, opposed=opposed > 0)
            if status is not (passed[-1].status if passed else Status.NOT_YET_PUBLIC):
                turns = (self._turns_of(each).get(moment) for each in (claim, *rivals))
                passed.append(Phase(status, _began([turn for turn in turns if turn]), moment))
        return passed

    def _turns_of(self, claim: ClaimId) -> Mapping[datetime, _Turn]:
        if claim not in self._turns:
            self._turns[claim] = dict(self._follow(self._told.get(claim, ())))
        return self._turns[claim]

    def _asserting_of(self, claim: ClaimId) -> Mapping[datetime, bool]:
        """When somebody began to stand behind a claim, and when nobody did any more."""
        if claim not in self._asserting:
            turns = ((moment, Stance.ASSERTS in (turn.stances or ())) for moment, turn in self._turns_of(claim).items())
            self._asserting[claim] = dict(_changes(turns))
        return self._asserting[claim]

    def _follow(self, told: Sequence[Told]) -> Iterator[tuple[datetime, _Turn]]:
        bench, cited = Bench(), set[ReportId]()
        coming: dict[datetime, list[Told]] = defaultdict(list)
        for each in told:
            coming[self._clock.time(each).latest or END].append(each)
        changes = self._carriers.moments(told)
        for moment in sorted({*coming, *changes} - {END}):
            for each in coming[moment]:
                bench.hear(each)
                cited |= {evidence.report for evidence in each.evidence}
            said = [self._clock.time(each).earliest for each in coming[moment]]
            carried = [began for report, began in changes.get(moment, {}).items() if report in cited]
            if said or carried:
                # To look whether each is carried takes long, where many speak.
                yield moment, _Turn(bench.stances(self._carriers.at(moment) if changes else None), said, carried)


def _changes(turns: Iterable[tuple[datetime, bool]]) -> Iterator[tuple[datetime, bool]]:
    was = False
    for moment, now in turns:
        if now is not was:
            yield moment, now
        was = now


def _began(turns: Sequence[_Turn]) -> Began:
    said = [began for turn in turns for began in turn.said]
    began = said or [began for turn in turns for began in turn.carried]
    known = [each for each in began if each is not None]
    return min(known) if len(known) == len(began) else None
