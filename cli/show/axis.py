"""The time axis of a drawing: where an instant stands, and which instants are named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS = (1, 2, 7, 14, 30, 90, 180, 365, 730, 3650, 36500)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A named instant: its name, that of its day (empty if it is named by its day), whether the day begins there."""

    at: datetime
    name: str
    day: str
    begins_day: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """The time from *start* to *end* on *columns* columns (or pixels), told in *zone*."""

    start: datetime
    end: datetime
    columns: int
    zone: tzinfo

    def place(self, instant: datetime) -> int:
        """Give the column of an instant; what lies outside is put beside the edge."""
        share = (instant - self.start) / (self.end - self.start)
        return max(-1, min(self.columns, int(share * self.columns))) if share < 1 else self.columns

    def ticks(self, apart: int) -> Iterator[Tick]:
        """Name round instants that stand at least so many columns apart."""
        least = (self.end - self.start) * apart / self.columns
        minutes = next((each for each in _MINUTES if timedelta(minutes=each) >= least), None)
        days = next((each for each in _DAYS if timedelta(days=each) >= least), _DAYS[-1])
        step = timedelta(minutes=minutes) if minutes else timedelta(days=days)
        # Round wall times: they are not evenly apart where clocks are changed.
        wall = self._midnight()
        while (at := wall.replace(tzinfo=self.zone).astimezone(UTC)) < self.end:
            if at >= self.start:
                day = f"{wall:%a} {wall.day} {wall:%b}" if minutes else ""
                yield Tick(at, self._name(wall, minutes is not None), day, wall.time() == datetime.min.time())
            wall += step

    def _midnight(self) -> datetime:
        local = self.start.astimezone(self.zone).replace(tzinfo=None)
        return local.replace(hour=0, minute=0, second=0, microsecond=0)

    def _name(self, wall: datetime, by_clock: bool) -> str:  # noqa: FBT001  # a step of hours, or one of days
        if not by_clock:
            return f"{wall.day} {wall:%b}" if self.end - self.start < 300 * _A_DAY else f"{wall:%b %Y}"
        return f"{wall:%H:%M}" if wall.minute else f"{wall:%H}"
