"""Times in words, in the zone of the reader."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from sitlog.domain.times.days import A_DAY, PARTS, WEEKDAY_NAMES, next_after, said_day
from sitlog.domain.times.zones import begin, listed_zone, name_of
from sitlog.domain.when import Precision, Span, When

_A_WEEK = timedelta(days=6)  # within it a weekday and a day of the month say which day is meant
_DAYS = (Precision.DAY, Precision.MONTH, Precision.YEAR)


def city(zone: tzinfo) -> str:
    """Give the name people call a zone by: its city, UTC, or its offset."""
    return name_of(zone).rpartition("/")[2].replace("_", " ")


class Calendar(NamedTuple):
    """Says times in one zone, short where they are near to an instant (None: in full, always)."""

    zone: tzinfo
    near: datetime | None

    @property
    def name(self) -> str:
        """The name of the zone, as people call it."""
        return city(self.zone)

    def at(self, instant: datetime) -> str:
        """Say an instant in full, to the minute: Mon 22 Apr 2024 19:40."""
        local = instant.astimezone(self.zone)
        return f"{_weekday(local.date())} {said_day(local.date())} {local:%H:%M}"

    def placed(self, instant: datetime) -> str:
        """Say an instant in full, with the zone and in UTC: Mon 22 Apr 2024 19:40 Baghdad (16:40 UTC).

        Midnight is the end of the day that it ends, since a day that was asked for means its end.
        """
        there, utc = instant.astimezone(self.zone), instant.astimezone(UTC)
        day = self.day_of(instant)
        named = f"{_weekday(day)} {said_day(day)}"
        named = f"the end of {named}" if _is_midnight(there) else f"{named} {_clock(there)}"
        if self.name == "UTC":
            return f"{named} UTC"
        other = "" if utc.date() == day else f"{_weekday(utc.date())} {utc.day} {said_day(utc.date()).split()[1]} "
        return f"{named} {self.name} ({other}{_clock(utc)} UTC)"

    def day_of(self, instant: datetime) -> date:
        """Give the day that an instant belongs to as the end of a question: midnight to the one before."""
        local = instant.astimezone(self.zone)
        return local.date() - (A_DAY if _is_midnight(local) and local.date() > date.min else timedelta(0))

    def short(self, instant: datetime) -> str:
        """Say an instant as shortly as it is clear: 19:15, Sun 21 19:15, 12 Mar 19:15, 12 Mar 2023 19:15."""
        return self._clock_on_day(instant, unless_near=True)

    def when(self, when: When) -> str:
        """Say a time with its vagueness: 19:15, late Sun 21, Sat 20 or Sun 21, by 14:30."""
        if not when.alternatives:
            return self._span(when, when.precision, when.zone)
        return " or ".join(self._span(each, when.precision, when.zone) for each in when.alternatives)

    def _span(self, span: Span, precision: Precision, zone: str | None) -> str:
        if span.earliest is not None and span.earliest == span.latest:
            return self.short(span.earliest)
        said = self._unit(span, precision, zone)
        if said:
            return said
        if span.earliest is None or span.latest is None:
            return self._open(span)
        return self._between(span.earliest, span.latest)

    def _unit(self, span: Span, precision: Precision, named: str | None) -> str | None:
        """Say a span that is a day, a part of one, a month or a year of the zone in which it was meant."""
        zone = (listed_zone(named) if named else None) or self.zone
        if span.earliest is None or span.latest is None:
            return None
        first = span.earliest.astimezone(zone)
        elsewhere = "" if name_of(zone) == name_of(self.zone) else f" {city(zone)}"
        day = first.date()
        if precision in _DAYS and _is_unit(span, day, precision, zone):
            return f"{self._unit_name(day, precision)}{elsewhere}"
        for part in ("early", "morning", "afternoon", "late"):
            if precision is Precision.PART_OF_DAY and _is_part(span, day, PARTS[part], zone):
                return _in_order(part, self._day(day)) + elsewhere
        return None

    def _unit_name(self, day: date, precision: Precision) -> str:
        match precision:
            case Precision.YEAR:
                return str(day.year)
            case Precision.MONTH:
                return said_day(day).split(maxsplit=1)[1]
            case _:
                return self._day(day)

    def _open(self, span: Span) -> str:
        if span.latest is not None:
            return f"by {self._end(span.latest, unless_near=True)}"
        return f"from {self._start(span.earliest, unless_near=True)}" if span.earliest is not None else "at some time"

    def _between(self, earliest: datetime, latest: datetime) -> str:
        first, last = earliest.astimezone(self.zone), latest.astimezone(self.zone)
        if first.date() == last.date():
            return f"{self.short(earliest)}\N{EN DASH}{_clock(last)}"
        start, end = self._start(earliest), self._end(latest)
        if first.year == self.day_of(latest).year:
            start = start.replace(f" {first.year}", "")
        return f"{start} \N{EN DASH} {end}"

    def _start(self, instant: datetime, *, unless_near: bool = False) -> str:
        """Say the beginning of a span: of one that begins with a day, the day."""
        local = instant.astimezone(self.zone)
        if _is_midnight(local):
            return self._day(local.date())
        return self._clock_on_day(instant, unless_near=unless_near)

    def _end(self, instant: datetime, *, unless_near: bool = False) -> str:
        """Say the end of a span: of one that ends with a day, that day and not the midnight that follows."""
        if _is_midnight(instant.astimezone(self.zone)):
            return self._day(self.day_of(instant))
        return self._clock_on_day(instant, unless_near=unless_near)

    def _clock_on_day(self, instant: datetime, *, unless_near: bool) -> str:
        local = instant.astimezone(self.zone)
        return f"{self._day(local.date(), unless_near=unless_near)} {_clock(local)}".strip()

    def _day(self, day: date, *, unless_near: bool = False) -> str:
        if self.near is None:
            return f"{_weekday(day)} {said_day(day)}"
        today = self.day_of(self.near)
        if day == today and unless_near:
            return ""
        if abs(day - today) <= _A_WEEK:
            return f"{_weekday(day)} {day.day}"
        return said_day(day) if day.year != today.year else said_day(day).rpartition(" ")[0]


def _weekday(day: date) -> str:
    return WEEKDAY_NAMES[day.weekday()][:3]


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _is_unit(span: Span, day: date, unit: Precision, zone: tzinfo) -> bool:
    if (unit is not Precision.DAY and day.day != 1) or (unit is Precision.YEAR and day.month != 1):
        return False
    return (span.earliest, span.latest) == (_midnight(day, zone), _midnight(next_after(day, unit), zone))


def _is_part(span: Span, day: date, hours: tuple[int, int], zone: tzinfo) -> bool:
    first, last = (begin(datetime.combine(day, datetime.min.time()) + timedelta(hours=each), zone) for each in hours)
    return (span.earliest, span.latest) == (first, last)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return begin(datetime.combine(day, datetime.min.time()), zone)


def _in_order(part: str, day: str) -> str:
    """Put the part of a day where people say it: late Sun 21, but Sun 21 morning."""
    return f"{part} {day}" if part in {"early", "late"} else f"{day} {part}"
