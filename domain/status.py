"""The status of a claim: what the voices that stand on it add up to, and since when."""

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sitlog.domain.public import said
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import SourceId


class Status(StrEnum):
    """What the standing statements on a claim add up to; a count of voices, no judgement."""

    NOT_YET_PUBLIC = "not-yet-public"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    DENIED_ONLY = "denied-only"
    UNCLEAR = "unclear"
    UNCHALLENGED = "unchallenged"


class Phase(NamedTuple):
    """A status and when it began: certainly by *latest*, and not before *earliest* (None where that is not known)."""

    status: Status
    earliest: datetime | None
    latest: datetime


Carried = Callable[[Told], bool]


class Bench:
    """The voices heard on one claim, each with the latest that it said."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        """Hear *told*, in any order."""
        self._latest: dict[SourceId, Told] = {}
        self._counts: Counter[Stance] = Counter()
        self._stances: AbstractSet[Stance] | None = None  # once they were asked for, until there are others
        for each in told:
            self.hear(each)

    def hear(self, told: Told) -> Told | None:
        """Let a source speak: of all it said on this claim the latest stands, though it may become public first.

        Gives what had stood until then, which hear_again goes back to.
        """
        before = self._latest.get(told.source)
        if before is None or said(before) <= said(told):
            self.hear_again(told.source, told)
        return before

    def hear_again(self, source: SourceId, told: Told | None) -> None:
        """Let that stand which a source said, or nothing, whatever it said since."""
        before = self._latest.pop(source, None)
        if told is not None:
            self._latest[source] = told
            if before is not None and before.stance is told.stance:
                return
            self._counts[told.stance] += 1
            self._stances = None if self._counts[told.stance] == 1 else self._stances
        if before is not None:
            self._counts[before.stance] -= 1
            self._stances = self._stances if self._counts[before.stance] else None

    def standing(self, carried: Carried | None = None) -> list[Told]:
        """Give what stands: not taken back, and still carried."""
        return [
            each
            for each in self._latest.values()
            if each.stance is not Stance.RETRACTS and (carried is None or carried(each))
        ]

    def stances(self, carried: Carried | None = None) -> AbstractSet[Stance] | None:
        """Give the stances that somebody stands on; None if nobody ever spoke."""
        if not self._latest:
            return None
        if carried is not None:
            return _shared(frozenset(each.stance for each in self.standing(carried)))
        if self._stances is None:
            held = (stance for stance, count in self._counts.items() if count and stance is not Stance.RETRACTS)
            self._stances = _shared(frozenset(held))
        return self._stances


@cache
def _shared(stances: frozenset[Stance]) -> frozenset[Stance]:
    """Give the one set of these stances: what is said of many claims over time holds few different ones, often."""
    return stances


def status_of(stances: AbstractSet[Stance] | None, *, opposed: bool) -> Status:
    """Add the voices up; *opposed* tells that a claim in conflict with this one is asserted."""
    if stances is None:
        return Status.NOT_YET_PUBLIC
    if not stances:
        return Status.WITHDRAWN
    if Stance.ASSERTS in stances and (Stance.DENIES in stances or opposed):
        return Status.DISPUTED
    if Stance.DENIES in stances:
        return Status.DENIED_ONLY
    return Status.UNCLEAR if Stance.HEDGES in stances else Status.UNCHALLENGED
