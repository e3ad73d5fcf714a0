"""Since when: the statuses that a claim goes through as statements on it, and on those in conflict, become certain."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    def of(self, claim: ClaimId, rivals: Iterable[ClaimId], *, until: datetime = END) -> list[Phase]:
        """Give the statuses that a claim with these *rivals* goes through by *until*, in order."""
        coming: dict[datetime, list[tuple[ClaimId, _Turn]]] = defaultdict(list)
        for each in (claim, *rivals):
            for moment, turn in self._turns_of(each).items():
                coming[moment].append((each, turn))
        stances: AbstractSet[Stance] | None = None
        opposing: set[ClaimId] = set()
        passed: list[Phase] = []
        for moment in sorted(each for each in coming if each <= until):
            for each, turn in coming[moment]:
                if each == claim:
                    stances = turn.stances
                elif Stance.ASSERTS in (turn.stances or ()):
                    opposing.add(each)
                else:
                    opposing.discard(each)
            status = status_of(stances, opposed=bool(opposing))
            if status is not (passed[-1].status if passed else Status.NOT_YET_PUBLIC):
                passed.append(Phase(status, _began([turn for _, turn in coming[moment]]), moment))
        return passed

    def _turns_of(self, claim: ClaimId) -> Mapping[datetime, _Turn]:
        if claim not in self._turns:
            self._turns[claim] = dict(self._follow(self._told.get(claim, ())))
        return self._turns[claim]

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
                yield moment, _Turn(bench.stances(self._carriers.at(moment)), said, carried)


def _began(turns: Sequence[_Turn]) -> Began:
    said = [began for turn in turns for began in turn.said]
    began = said or [began for turn in turns for began in turn.carried]
    known = [each for each in began if each is not None]
    return min(known) if len(known) == len(began) else None
