"""The days that the words of a date can mean."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sitlog.domain.times.days import A_DAY, MONTHS, WEEKDAY_NAMES, WEEKDAYS, day_of, said_day
from sitlog.domain.times.reading import Found
from sitlog.domain.times.typed import Slip
from sitlog.domain.times.zones import begin

_YEARS_TO_A_LEAP_DAY = 8  # at most: 1896 to 1904


def any_of(names: dict[str, int] | dict[str, tuple[int, int]]) -> str:
    """Write the pattern of any of these names."""
    return "|".join(sorted(names, key=len, reverse=True))


_WEEKDAY = any_of(WEEKDAYS)
DATE = rf"""(?:
    (?:(?P<before>{_WEEKDAY})\s++)?
    (?: (?P<iso>\d{{4}}-\d\d-\d\d) | (?P<dom>\d{{1,2}})\s++(?P<month>{any_of(MONTHS)})(?:\s++(?P<year>\d{{4}}))? )
    (?:\s++(?P<behind>{_WEEKDAY}))?
  | (?P<weekday>{_WEEKDAY})
  | (?P<word>today|yesterday|day)
  | (?P<count>\d{{1,4}})\s*+(?P<unit>d|days?|weeks?)\s++ago
)"""


def is_absolute(found: Found) -> bool:
    """Tell whether the text names a day of the calendar, and not one counted from now."""
    return "iso" in found or "dom" in found


def the_day(found: Found, clock: time = time.min) -> date:
    """Give the day that is meant: of several, the latest on which *clock* is not in the future.

    Raises:
        Slip: there is no such day, or it depends on what is not known.

    """
    days = _days(found)
    day = days[0] if len(days) == 1 else next(each for each in days if _is_past(found, each, clock))
    for group in ("before", "behind"):
        if group in found and WEEKDAYS[found[group]] != day.weekday():
            raise _wrong_weekday(found, group, day)
    return day


def _is_past(found: Found, day: date, clock: time) -> bool:
    return begin(datetime.combine(day, clock), found.zone()) <= found.now()


def _wrong_weekday(found: Found, group: str, day: date) -> Slip:
    true = WEEKDAY_NAMES[day.weekday()]
    return found.piece(group).slip(
        f"{said_day(day)} is a {true}, not a {WEEKDAY_NAMES[WEEKDAYS[found[group]]]}",
        hint=f"Write {true[:3]} {said_day(day)}, or leave the weekday out; or is another day meant?",
    )


def _days(found: Found) -> Sequence[date]:
    """Give the days it can mean, the latest first."""
    if "iso" in found:
        year, month, number = map(int, found["iso"].split("-"))
        return [day_of(year, month, number, found.piece("iso"))]
    if "dom" in found:
        return _days_of_a_month(found)
    if "weekday" in found:
        today = found.today()
        latest = today - timedelta(days=(today.weekday() - WEEKDAYS[found["weekday"]]) % 7)
        return [latest, latest - timedelta(days=7)]
    if "count" in found:
        return [found.today() - int(found["count"]) * timedelta(days=7 if "week" in found["unit"] else 1)]
    if "word" in found:
        return [_day_called(found)]
    return [_day_of_a_clock(found)]


def _day_called(found: Found) -> date:
    if found["word"] != "day":
        return found.today() - (A_DAY if found["word"] == "yesterday" else timedelta(0))
    if found.reading.day is None:
        raise found.typed.slip(
            "'day' is the day of a heading, and there is none", hint="Write the day itself: 2024-04-22"
        )
    return found.reading.day


def _day_of_a_clock(found: Found) -> date:
    if found.reading.day is None and found.reading.now is None:
        raise found.typed.slip(f"'{found.typed}' has no day", hint=f"Write the day as well: 2024-04-22 {found.typed}")
    return found.reading.day or found.today()


def _days_of_a_month(found: Found) -> Sequence[date]:
    number, month = int(found["dom"]), MONTHS[found["month"]]
    if "year" in found:
        return [day_of(int(found["year"]), month, number, found.typed)]
    if found.reading.day:
        return [day_of(found.reading.day.year, month, number, found.typed)]
    if found.reading.now is None:
        raise found.typed.slip(
            f"'{found.typed}' has no year", hint=f"Write {found['dom']} {found['month'].title()} 2024"
        )
    years = range(found.today().year, max(found.today().year - _YEARS_TO_A_LEAP_DAY - 1, 0), -1)
    days = [date(year, month, number) for year in years if 1 <= number <= monthrange(year, month)[1]]
    return days or [day_of(years[0], month, number, found.typed)]
