"""The desk's lag: how long after something was said our log held it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from sitlog.domain.collector import collector_paused
from sitlog.domain.public import PublicClock, bounds
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId, Position, SourceId
from sitlog.domain.when import Membership, When


class Lag(NamedTuple):
    """A statement, as little of it as tells how much later than it was public it was recorded.

    *latest* and *earliest* bound when it became *public*, an open end being the first or last instant there is: lags
    sort by that, and where it is the same by entry. There are very many of them.
    """

    latest: datetime
    earliest: datetime
    entry: Position
    recorded_at: datetime
    claim: ClaimId
    source: SourceId
    stance: Stance
    public: When

    @property
    def least(self) -> timedelta:
        """How much later, from the latest it can have become public; negative for what we had before the public."""
        return self.recorded_at - (self.public.latest or self.recorded_at)

    @property
    def most(self) -> timedelta | None:
        """How much later, from the earliest; None if that is open."""
        return None if self.public.earliest is None else self.recorded_at - self.public.earliest


@dataclass(frozen=True, slots=True)
class Gaps:
    """Statements that were public by T, in the order of their times, and those the log held before they were public."""

    late: Sequence[Lag]
    early: Sequence[Lag]

    def statistics(self) -> "Statistics | None":
        """Sum up the lags of what was late; None if nothing was."""
        return _summed([each.least for each in self.late]) if self.late else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many, and of their least lags the shortest, the median, the ninth tenth, and the longest."""

    count: int
    shortest: timedelta
    median: timedelta
    ninth_tenth: timedelta
    longest: timedelta


def gaps(told: Iterable[Told], clock: PublicClock, at: datetime) -> Gaps:
    """Find what was public by an instant, but recorded no earlier, and what was recorded before it was public.

    The statements are looked at one by one, in any order.
    """
    late: list[Lag] = []
    early: list[Lag] = []
    with collector_paused():
        for each in (lag(one, clock) for one in told):
            if each.public.by(at) is Membership.CERTAIN and each.latest <= each.recorded_at:
                late.append(each)
            if each.recorded_at < each.earliest:
                early.append(each)
    return Gaps(sorted(late), sorted(early))


def lag(told: Told, clock: PublicClock) -> Lag:
    """Tell when a statement became public, and when it was recorded."""
    public = clock.time(told)
    return Lag(*bounds(public), told.entry, told.recorded_at, told.claim, told.source, told.stance, public)


def unrecorded(late: Iterable[Lag], by: datetime) -> list[Lag]:
    """Keep those that the log did not hold yet at an instant."""
    return [each for each in late if each.recorded_at > by]


def _summed(lags: Sequence[timedelta]) -> Statistics:
    ordered = sorted(lags)
    ninth_tenth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    return Statistics(len(ordered), ordered[0], median_low(ordered), ninth_tenth, ordered[-1])
