"""The desk's lag: how long after something was said our log held it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from sitlog.domain.asked import Asked
from sitlog.domain.public import PublicClock
from sitlog.domain.story import Story, Told
from sitlog.domain.when import Membership, When


@dataclass(frozen=True, slots=True)
class Lag:
    """A statement and how much later than it was public it was recorded; negative for what we had before the public.

    *least* counts from the latest it can have become public, *most* from the earliest (None if that is open).
    """

    told: Told
    public: When
    least: timedelta
    most: timedelta | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Statements that were public by T, in the order of their times, and those the log held before they were public."""

    late: tuple[Lag, ...]
    early: tuple[Lag, ...]

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


def gaps(story: Story, asked: Asked) -> Gaps:
    """Find what was public by asked.at, with its lag, and what was recorded before it was public."""
    clock = PublicClock(story.reports, asked.by)
    told = sorted((each for claim in story.told.values() for each in claim), key=clock.order)
    public = [lag(each, clock) for each in told if clock.time(each).by(asked.at) is Membership.CERTAIN]
    coming = (each for each in told if _is_before_public(each, clock.time(each)))
    return Gaps(
        late=tuple(each for each in public if each.least >= timedelta(0)),
        early=tuple(lag(each, clock) for each in coming),
    )


def unrecorded(lags: Iterable[Lag], by: datetime) -> list[Lag]:
    """Keep those that the log did not hold yet at an instant."""
    return [each for each in lags if each.told.recorded_at > by]


def _is_before_public(told: Told, public: When) -> bool:
    return public.earliest is not None and told.recorded_at < public.earliest


def lag(told: Told, clock: PublicClock) -> Lag:
    """Tell how much later than it was public a statement was recorded."""
    public = clock.time(told)
    least = told.recorded_at - (public.latest or told.recorded_at)
    most = None if public.earliest is None else told.recorded_at - public.earliest
    return Lag(told, public, least, most)


def _summed(lags: Sequence[timedelta]) -> Statistics:
    ordered = sorted(lags)
    ninth_tenth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    return Statistics(len(ordered), ordered[0], median_low(ordered), ninth_tenth, ordered[-1])
