"""Since when: the statuses that a claim goes through as statements on it, and on those in conflict, become certain."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sitlog.domain.public import BEGINNING, END, Began, Carriers, PublicClock
from sitlog.domain.status import Phase, Status, status_of
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId
from sitlog.domain.voices import Change, Changed, Turn, Voices


class Phases:
    """The statuses of claims over time; the voices on each claim are followed once, however many it conflicts with.

    What changes is taken into account at the cost of what became public after it.
    """

    def __init__(self, told: Mapping[ClaimId, Sequence[Told]], clock: PublicClock, carriers: Carriers) -> None:
        """Follow the statements *told* on each claim."""
        self._told = told
        self._clock = clock
        self._carriers = carriers
        self._voices: dict[ClaimId, Voices] = {}
        self._changes: dict[ClaimId, list[Change]] = defaultdict(list)  # until a claim is asked for
        self._courses: dict[ClaimId, _Course] = {}
        self._resting_on: dict[ClaimId, set[ClaimId]] = defaultdict(set)

    def change(self, claim: ClaimId, before: Told | None, after: Told | None) -> None:
        """Put a statement on a claim as it is now in the place of what it was."""
        if claim in self._voices:
            self._changes[claim].append((before, after))

    def forget(self, claim: ClaimId) -> None:
        """Follow the voices on a claim anew once it is asked for: what carries that which is told of it changed."""
        self._changes.pop(claim, None)
        if self._voices.pop(claim, None) is not None:
            self._go_back(claim, Changed(BEGINNING, BEGINNING, ()))

    def of(self, claim: ClaimId, rivals: Collection[ClaimId], *, until: datetime = END) -> list[Phase]:
        """Give the statuses that a claim with these *rivals* goes through by *until*, in order."""
        course = self._courses.get(claim)
        if course is None or (course.rivals is not rivals and course.rivals != frozenset(rivals)):
            course = self._courses[claim] = _Course(frozenset(rivals))
            for each in (claim, *rivals):
                self._resting_on[each].add(claim)
        for each in self._changes.keys() & (claim, *course.rivals) if self._changes else ():
            self._go_back(each, self._voices[each].change(self._changes.pop(each)))
        if course.followed < END:
            course.go_on(self._voices_on(claim), [self._voices_on(each) for each in course.rivals])
        return course.by(until)

    def _voices_on(self, claim: ClaimId) -> Voices:
        if claim not in self._voices:
            self._voices[claim] = Voices(self._told.get(claim, ()), self._clock, self._carriers)
        return self._voices[claim]

    def _go_back(self, claim: ClaimId, changed: Changed) -> None:
        for each in self._resting_on.get(claim, ()):
            course = self._courses[each]
            course.followed = min(course.followed, changed.since if each == claim else course.opposed_since(changed))


class Followed(Protocol):
    """The voices on a claim in conflict with another, as far as they bear on that one."""

    def asserting(self, since: datetime) -> Sequence[tuple[datetime, bool]]:
        """Give when, from an instant on, somebody began to stand behind it, and when nobody did any more."""
        ...

    def turn(self, moment: datetime) -> Turn | None:
        """Give what was said at an instant, or became of reports."""
        ...


def passed(own: Voices, rivals: Iterable[Followed], *, until: datetime) -> list[Phase]:
    """Give the statuses that a claim went through by an instant, in order: from its voices, and those on its rivals."""
    course = _Course(frozenset())
    course.go_on(own, rivals)
    return course.by(until)


@dataclass(slots=True)
class _Course:
    """The statuses of one claim; what comes from *followed* on is yet to be added up."""

    rivals: frozenset[ClaimId]
    phases: list[Phase] = field(default_factory=list)
    followed: datetime = BEGINNING
    _moments: list[datetime] = field(default_factory=list)
    _sums: list[tuple[AbstractSet[Stance] | None, int]] = field(default_factory=list)

    def go_on(self, own: Voices, rivals: Iterable[Followed]) -> None:
        """Add up what is not yet: who stands on the claim, and how many of its rivals somebody stands behind."""
        since, self.followed = self.followed, END
        stances, opposed = self._go_back(since)
        opposing = Counter[datetime]()
        followed = list(rivals)
        for rival in followed:
            for moment, asserted in rival.asserting(since):
                opposing[moment] += 1 if asserted else -1
        for moment in sorted({*own.turning(since), *opposing}):
            stances = own.turns[moment].stances if moment in own.turns else stances
            opposed += opposing[moment]
            self._moments.append(moment)
            self._sums.append((stances, opposed))
            status = status_of(stances, opposed=opposed > 0)
            if status is not (self.phases[-1].status if self.phases else Status.NOT_YET_PUBLIC):
                turns = (each.turn(moment) for each in (own, *followed))
                self.phases.append(Phase(status, _began([turn for turn in turns if turn]), moment))

    def by(self, instant: datetime) -> list[Phase]:
        """Give the statuses gone through by an instant."""
        return self.phases[: bisect_right(self.phases, instant, key=_latest)]

    def opposed_since(self, changed: Changed) -> datetime:
        """Give since when its statuses may be others as a rival changed: some may have begun at the rival's moments."""
        return min([changed.asserted, *filter(self._began_at, changed.moments)])

    def _began_at(self, moment: datetime) -> bool:
        at = bisect_left(self.phases, moment, key=_latest)
        return at < len(self.phases) and self.phases[at].latest == moment

    def _go_back(self, since: datetime) -> tuple[AbstractSet[Stance] | None, int]:
        """Be again where the claim was before an instant."""
        kept = bisect_left(self._moments, since)
        del self._moments[kept:], self._sums[kept:]
        del self.phases[bisect_left(self.phases, since, key=_latest) :]
        return self._sums[-1] if self._sums else (None, 0)


def _latest(phase: Phase) -> datetime:
    return phase.latest


def _began(turns: Sequence[Turn]) -> Began:
    said = [began for turn in turns for began in turn.said]
    began = said or [began for turn in turns for began in turn.carried]
    known = [each for each in began if each is not None]
    return min(known) if len(known) == len(began) else None
