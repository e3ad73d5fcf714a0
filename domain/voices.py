"""The voices on one claim over time: who stands on it from which instant on, as statements come and go."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import zip_longest

from sitlog.domain.public import BEGINNING, END, Began, Carriers, PublicClock
from sitlog.domain.status import Bench
from sitlog.domain.story import Stance, Told
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import ReportId, SourceId


@unchanging
class Turn:
    """Who stands on a claim from an instant on; since when perhaps what was said, or what happened to reports."""

    stances: AbstractSet[Stance] | None
    said: Sequence[Began]
    carried: Sequence[Began]


@unchanging
class Changed:
    """Until when all is one with what was said before a change: *since* then it may be another on the claim itself.

    For those in conflict with it, who stands behind it may be another since *asserted*, and something else may have
    been said at some *moments*.
    """

    since: datetime
    asserted: datetime
    moments: Sequence[datetime]


Change = tuple[Told | None, Told | None]
"""A statement as it was, and as it is now; None where there was none, or is none any more."""


class Voices:
    """The statements on one claim, followed along the public clock.

    Another statement, or one less, costs what became public after it and no more.
    """

    def __init__(self, told: Iterable[Told], clock: PublicClock, carriers: Carriers) -> None:
        """Follow the statements *told* on a claim."""
        self.turns: dict[datetime, Turn] = {}
        self._turning: list[datetime] = []
        self._asserting: list[tuple[datetime, bool]] = []
        self._clock = clock
        self._carriers = carriers
        self._coming: dict[datetime, list[Told]] = defaultdict(list)
        self._cited: Counter[ReportId] = Counter()
        self._bench = Bench()
        self._silenced: list[tuple[datetime, SourceId, Told | None]] | None = None  # kept once something changes
        for each in told:
            self._add(each)
        self._order = sorted(self._coming)
        self._follow(BEGINNING)

    def change(self, changes: Iterable[Change]) -> Changed:
        """Put statements as they are now in the place of what they were."""
        was_carried, moments = self._carriers_matter(), []
        for before, after in changes:
            if before is not None:
                moments.append(self._remove(before))
            if after is not None:
                moment = self._add(after)
                if len(self._coming[moment]) == 1:
                    insort(self._order, moment)
                moments.append(moment)
        since = min(moments, default=END)
        was = self.asserting(since)
        self._follow(self._go_back(since))
        unsure = was_carried or self._carriers_matter()
        return Changed(since, since if unsure else _first_unlike(was, self.asserting(since)), moments)

    def _carriers_matter(self) -> bool:
        return bool(self._carriers.moments(self._cited.keys()))

    def turn(self, moment: datetime) -> Turn | None:
        """Give the turn at an instant, if there is one."""
        return self.turns.get(moment)

    def turning(self, since: datetime) -> Sequence[datetime]:
        """Give the instants of the turns from one on, in order."""
        return self._turning[bisect_left(self._turning, since) :]

    def asserting(self, since: datetime) -> Sequence[tuple[datetime, bool]]:
        """Give when, from an instant on, somebody began to stand behind the claim, and when nobody did any more."""
        return self._asserting[bisect_left(self._asserting, since, key=_moment) :]

    def _add(self, told: Told) -> datetime:
        moment = self._clock.time(told).latest or END
        self._coming[moment].append(told)
        for each in told.evidence:
            self._cited[each.report] += 1
        return moment

    def _remove(self, told: Told) -> datetime:
        moment = self._clock.time(told).latest or END
        if told not in self._coming.get(moment, ()):  # a report that it cites was dated anew since it came
            moment = next(at for at, held in self._coming.items() if told in held)
        self._coming[moment].remove(told)
        if not self._coming[moment]:
            del self._coming[moment], self._order[bisect_left(self._order, moment)]
        for each in told.evidence:
            self._cited[each.report] -= 1
            if not self._cited[each.report]:
                del self._cited[each.report]
        return moment

    def _go_back(self, since: datetime) -> datetime:
        """Be again where the voices were before an instant, or at the beginning: gives from when to follow them."""
        if self._silenced is None:
            self._silenced, self._bench, since = [], Bench(), BEGINNING
        for moment in self.turning(since):
            del self.turns[moment]
        del self._turning[bisect_left(self._turning, since) :]
        del self._asserting[bisect_left(self._asserting, since, key=_moment) :]
        while self._silenced and self._silenced[-1][0] >= since:
            _, source, before = self._silenced.pop()
            self._bench.hear_again(source, before)
        return since

    def _follow(self, since: datetime) -> None:
        """Hear what became public from an instant on, once all before that is heard."""
        changes = self._carriers.moments(self._cited.keys())
        moments = self._order[bisect_left(self._order, since) : bisect_left(self._order, END)]
        if changes:
            moments = sorted({*moments, *(each for each in changes if since <= each < END)})
        cited = {cited.report for each in self._before(since) for cited in each.evidence} if changes else set()
        for moment in moments:
            heard = self._coming.get(moment, ())
            for each in heard:
                before = self._bench.hear(each)
                if self._silenced is not None:
                    self._silenced.append((moment, each.source, before))
            said = tuple(self._clock.time(each).earliest for each in heard)
            if changes:
                cited |= {evidence.report for each in heard for evidence in each.evidence}
            carried = tuple(began for report, began in changes.get(moment, {}).items() if report in cited)
            if said or carried:
                # To look whether each is carried takes long, where many speak.
                self._turn(
                    moment, Turn(self._bench.stances(self._carriers.at(moment) if changes else None), said, carried)
                )

    def _before(self, since: datetime) -> Iterable[Told]:
        return (each for moment in self._order[: bisect_left(self._order, since)] for each in self._coming[moment])

    def _turn(self, moment: datetime, turn: Turn) -> None:
        self.turns[moment] = turn
        self._turning.append(moment)
        asserted = Stance.ASSERTS in (turn.stances or ())
        if asserted is not (self._asserting[-1][1] if self._asserting else False):
            self._asserting.append((moment, asserted))


def _moment(turned: tuple[datetime, bool]) -> datetime:
    return turned[0]


def _first_unlike(was: Sequence[tuple[datetime, bool]], now: Sequence[tuple[datetime, bool]]) -> datetime:
    for one, other in zip_longest(was, now):
        if one != other:
            return min(each[0] for each in (one, other) if each is not None)
    return END
