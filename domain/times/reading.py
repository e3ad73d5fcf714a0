"""What a time is read against, and what comes of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from sitlog.domain.errors import BadTime
from sitlog.domain.times.typed import Typed
from sitlog.domain.times.zones import offset_zone
from sitlog.domain.when import When


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is read against.

    *zone* is the home zone: meant where a time names none; None refuses such a time.
    *now* is the clock of relative words; None refuses them. *day* is the day of a heading: a clock
    without a day belongs to it, a date without a year to its year. *handles* gives the time of an
    entry or of a report's revision (`e12`, `am.r2`), or None if there is none.
    """

    zone: tzinfo | None
    now: datetime | None
    day: date | None = None
    handles: Callable[[str], When | None] | None = None

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise BadTime(f"the clock says {self.now.isoformat()} without a zone", hint="Give it in UTC")


class Moment(NamedTuple):
    """A time that was read.

    *day* is the day that the text names or implies, for what follows it in a range; *clock* tells whether it
    names a time of that day. *single* is False for what was typed as a span or as approximate: it cannot
    stand for one instant.
    """

    when: When
    day: date | None = None
    clock: bool = False
    single: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A text that has one of the forms of a time; *bracket* is the zone in brackets behind it, if there was one."""

    typed: Typed
    match: re.Match[str]
    reading: Reading
    bracket: tzinfo | None

    def __contains__(self, group: str) -> bool:
        return group in self.match.re.groupindex and bool(self.match[group])

    def __getitem__(self, group: str) -> str:
        return self.match[group].lower()

    def piece(self, group: str) -> Typed:
        """Give a part of the text, to point at."""
        return self.typed.named(self.match, group)

    def zone(self) -> tzinfo:
        """Give the zone whose clocks are meant: of the offset, of the bracket, or home.

        Raises:
            Slip: there is none.

        """
        zone = self.offset() or self.reading.zone
        if zone is None:
            raise self.typed.slip(
                f"'{self.typed}' has no zone",
                hint=f"Name it: {self.typed} [Asia/Baghdad]; or give the offset behind the clock: 19:15+03:00, 19:15Z",
            )
        return zone

    def offset(self) -> tzinfo | None:
        """Give the zone of the offset behind the clock, if there is one."""
        if "offset" not in self:
            return None
        text = self["offset"].strip()
        zone = offset_zone("+00:00" if text in {"z", "utc"} else text)
        if zone is None:
            raise self.piece("offset").slip(
                f"'{text}' is not an offset", hint="Write one such as +03:00 or -04:00, or Z"
            )
        return zone

    def now(self) -> datetime:
        """Give the instant (UTC) that relative words count from.

        Raises:
            Slip: there is none, as in a file.

        """
        if self.reading.now is None:
            raise self.typed.slip(
                f"'{self.typed}' depends on when it is read",
                hint="Files hold absolute days: write 2024-04-22 14:00, or 14:00 under the heading of its day",
            )
        return self.reading.now.astimezone(UTC)

    def today(self) -> date:
        """Give the present day in the zone that is meant."""
        return self.now().astimezone(self.zone()).date()
