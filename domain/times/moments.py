"""One time in the words of a person: a day, a clock on a day, a part of a day, or something past."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sitlog.domain.errors import BadTime
from sitlog.domain.times.dates import DATE, any_of, is_absolute, the_day
from sitlog.domain.times.days import A_DAY, PARTS, day_of, first_before, next_after, said_day
from sitlog.domain.times.nottimes import DECIMALS, no_clock, not_a_time
from sitlog.domain.times.reading import Found, Moment, Reading
from sitlog.domain.times.typed import Typed
from sitlog.domain.times.zones import begin, exact, name_of, read_zone
from sitlog.domain.when import Precision, When

_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?"
_OFFSET = r"(?P<offset>z|\s*+utc|[+-]\d\d(?::?\d\d)?)?"
_PART = rf"(?P<part>{any_of(PARTS)})"
_SECONDS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60}
_SECONDS |= {"h": 3600, "hour": 3600, "hours": 3600}
_UNITS = (Precision.YEAR, Precision.MONTH, Precision.DAY)
_WEST_MOST = time(12)  # no clock on earth is further behind UTC, in hours
_FLAGS = re.VERBOSE | re.IGNORECASE | re.ASCII
_ZONED = re.compile(r"(?P<body>.*?)\s*+\[!?(?P<zone>[^\[\]]*)\]")


def _fullmatch(pattern: str, typed: Typed) -> re.Match[str] | None:
    """Match as all forms are written; `re` compiles each when it is first needed, and keeps it."""
    return re.fullmatch(pattern, typed.text, _FLAGS)


def is_bare_clock(typed: Typed) -> bool:
    """Tell whether the text is the time of a day that it does not name."""
    return bool(_fullmatch(rf"{_CLOCK}{_OFFSET}(?:\s*+\[.*\])?", typed))


def read_moment(typed: Typed, reading: Reading) -> Moment:
    """Read one time, without `..` and without alternatives.

    Raises:
        Slip: it is none, or means two things.

    """
    typed, bracket = _without_zone(typed)
    if bracket:
        reading = replace(reading, zone=bracket)
    for pattern, read in _FORMS:
        if match := _fullmatch(pattern, typed):
            return read(Found(typed, match, reading, bracket))
    raise not_a_time(typed)


def _without_zone(typed: Typed) -> tuple[Typed, tzinfo | None]:
    """Take off the zone in brackets at the end (RFC 9557)."""
    match = _ZONED.fullmatch(typed.text)
    if not match:
        return typed, None
    if not match["body"]:
        raise typed.slip(
            f"'{typed}' is not a time: brackets hold the zone of one, or several",
            hint="Write 14:00 [Asia/Baghdad] for a time with its zone, [2024-04-20,2024-04-21] for one of two days",
        )
    return typed.named(match, "body"), zone_called(typed.named(match, "zone"))


def zone_called(name: Typed) -> tzinfo:
    """Give the zone of a name in brackets.

    Raises:
        Slip: there is none.

    """
    try:
        return read_zone(name.text)
    except BadTime as error:
        raise name.slip(error.message, hint=error.hint or "") from error


def _span(begins: datetime, ends: datetime, precision: Precision, zone: tzinfo) -> When:
    return When(earliest=begins, latest=ends, precision=precision, zone=name_of(zone))


def _clock_on_a_day(found: Found) -> Moment:
    day = the_day(found)  # complains of the day before it complains of the clock
    clock = _clock(found.piece("clock"), day)
    day = the_day(found, clock)
    precision = Precision.SECOND if found["clock"].count(":") > 1 else Precision.MINUTE
    instant = _instant(found, datetime.combine(day, clock))
    return Moment(When.at(instant, precision, zone=name_of(_named_zone(found))), day, clock=True)


def _hour(found: Found) -> Moment:
    day = the_day(found)
    begins = _instant(found, datetime.combine(day, _clock(found.piece("hour"), day)))
    return Moment(_span(begins, begins + timedelta(hours=1), Precision.HOUR, _named_zone(found)), day, clock=True)


def _clock(typed: Typed, day: date) -> time:
    """Read hours and minutes, seconds and up to six decimals of them."""
    whole, _, decimals = typed.text.replace(",", ".").partition(".")
    hour, minute, second = (*map(int, whole.split(":")), 0, 0)[:3]
    try:
        return time(hour, minute, second, int(decimals.ljust(DECIMALS, "0")))
    except ValueError:
        raise no_clock(typed, day) from None


def _instant(found: Found, local: datetime) -> datetime:
    """Give the instant; an offset and a zone in brackets must agree, and Z agrees with all (RFC 9557)."""
    instant = exact(local, found.zone(), found.typed)
    if found.bracket is None or "offset" not in found or found["offset"].strip() in {"z", "utc", "-00:00"}:
        return instant
    there = instant.astimezone(found.bracket)
    if there.utcoffset() != local.replace(tzinfo=found.offset()).utcoffset():
        offset = there.isoformat()[-6:]
        raise found.piece("offset").slip(
            f"clocks in {name_of(found.bracket)} were at {offset} then, not at {found['offset']}",
            hint=f"Write {offset}, or leave out the offset or the zone",
        )
    return instant


def _named_zone(found: Found) -> tzinfo:
    return found.bracket or found.zone()


def _clocks_of_a_day(found: Found) -> Moment:
    day = the_day(found)
    first, last = (_clock(found.piece(end), day) for end in ("first", "last"))
    if "iso" in found and last <= _WEST_MOST:
        return _clock_or_refusal(found, backwards=last <= first)
    if last <= first:
        raise found.typed.slip(
            f"'{found['first']}-{found['last']}' ends before it begins",
            hint="Name the day of the end as well: 2024-04-22T22:00..2024-04-23T02:00",
        )
    day, zone = the_day(found, first), found.zone()
    begins, ends = (exact(datetime.combine(day, end), zone, found.typed) for end in (first, last))
    return Moment(_span(begins, ends, Precision.MINUTE, zone), day, clock=True, single=False)


def _clock_or_refusal(found: Found, *, backwards: bool) -> Moment:
    """Read `2024-04-22 19:15-05:00` with its offset, and refuse `2024-04-22 01:15-05:00`, which may be a span."""
    match = _fullmatch(_CLOCK_ON_A_DAY, found.typed)
    if match and backwards:
        return _clock_on_a_day(replace(found, match=match))
    day, first, last = found["iso"], found["first"], found["last"]
    raise found.typed.slip(
        f"'{found.typed}' may be a span or a clock with its offset",
        hint=f"Write {day}T{first}..{day}T{last} for the span, {day}T{first}-{last} for the offset",
    )


def _part_of_a_day(found: Found) -> Moment:
    first, last = PARTS[found["part"]]
    day, zone = the_day(found, time(first)), found.zone()
    begins, ends = (begin(datetime.combine(day, time.min) + timedelta(hours=hour), zone) for hour in (first, last))
    return Moment(_span(begins, ends, Precision.PART_OF_DAY, zone), day, clock=True)


def _day(found: Found) -> Moment:
    day = the_day(found)
    when = _whole_days(found, day, day + A_DAY, Precision.DAY)
    if when.earliest == when.latest:
        raise found.typed.slip(
            f"{said_day(day)} did not happen in {when.zone}: the calendar skipped it",
            hint=f"Write {day - A_DAY} or {day + A_DAY}",
        )
    return Moment(when, day if is_absolute(found) else None)


def _whole_days(found: Found, first: date, end: date, precision: Precision) -> When:
    zone = found.zone()
    begins, ends = (begin(datetime.combine(day, time.min), zone) for day in (first, end))
    return _span(begins, ends, precision, zone)


def _calendar_unit(found: Found) -> Moment:
    """Read a year or a month, or either or a day as approximate: a unit more on both sides (EDTF, ISO 8601-2)."""
    numbers = [int(number) for number in found["edtf"].split("-")]
    unit = _UNITS[len(numbers) - 1]
    year, month, day = (*numbers, 1, 1)[:3]
    first = day_of(year, month, day, found.piece("edtf"))
    end = next_after(first, unit)
    if "about" not in found:
        return Moment(_whole_days(found, first, end, unit))
    return Moment(_whole_days(found, first_before(first, unit), next_after(end, unit), unit), single=False)


def _now(found: Found) -> Moment:
    return Moment(When.at(found.now(), zone=name_of(found.reading.zone or UTC)))


def _ago(found: Found) -> Moment:
    unit = _SECONDS[found["unit"]]
    instant = found.now() - timedelta(seconds=unit * int(found["count"]))
    precision = Precision.SECOND if unit == 1 else Precision.MINUTE
    instant = instant.replace(microsecond=0, second=instant.second if unit == 1 else 0)
    return Moment(When.at(instant, precision, zone=name_of(found.reading.zone or UTC)))


def _handle(found: Found) -> Moment:
    """Give the time of an entry or a revision, without its words: they are its source's, not this one's."""
    handle = found["handle"]
    if found.bracket:
        raise found.typed.slip(f"{handle} has its own zone already", hint=f"Write {handle} alone")
    when = found.reading.handles(handle) if found.reading.handles else None
    if when is None:
        raise found.typed.slip(f"there is no {handle} here", hint="Write the time itself, as in 2024-04-22 14:00")
    return Moment(replace(when, words=None))


_CLOCK_ON_A_DAY = rf"(?:{DATE}(?:(?<=-\d\d)t|\s++))?(?P<clock>{_CLOCK}){_OFFSET}"
_FORMS: tuple[tuple[str, Callable[[Found], Moment]], ...] = (
    (DATE, _day),
    (rf"(?:{DATE}\s++)?(?P<first>\d{{1,2}}:\d\d)-(?P<last>\d{{1,2}}:\d\d)", _clocks_of_a_day),
    (_CLOCK_ON_A_DAY, _clock_on_a_day),
    (rf"{DATE}(?<=-\d\d)t(?P<hour>\d\d){_OFFSET}", _hour),
    (rf"(?:{DATE}\s++)?{_PART}", _part_of_a_day),
    (rf"{_PART}\s++{DATE}", _part_of_a_day),
    (r"(?P<edtf>\d{4}(?:-\d\d){0,2})(?P<about>~)?", _calendar_unit),
    ("now", _now),
    (rf"(?P<count>\d{{1,6}})\s*+(?P<unit>{'|'.join(_SECONDS)})\s++ago", _ago),
    (r"(?P<handle>e[1-9]\d{0,17}|[a-z0-9][a-z0-9-]*\.r[1-9]\d{0,8})", _handle),
)
