"""The words of a calendar, and the days that its units begin and end on."""

from calendar import monthrange
from datetime import date, timedelta

from sitlog.domain.times.typed import Typed
from sitlog.domain.when import Precision

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = {name: day for day, full in enumerate(WEEKDAY_NAMES) for name in (full[:3].lower(), full.lower())}
MONTHS = {name: month for month, full in enumerate(_MONTHS, 1) for name in (full[:3].lower(), full.lower())}
# Local hours; two words for one part, because people and papers use both.
PARTS = {"early": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "late": (18, 24), "evening": (18, 24)}
A_DAY = timedelta(days=1)


def said_day(day: date) -> str:
    """Write a day as people do: 22 Apr 2024."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year:04}"


def next_after(day: date, unit: Precision) -> date:
    """Give the first day of the year, month or day after the one that holds *day*."""
    match unit:
        case Precision.YEAR:
            return day.replace(month=12, day=31) + A_DAY
        case Precision.MONTH:
            return day.replace(day=monthrange(day.year, day.month)[1]) + A_DAY
        case _:
            return day + A_DAY


def first_before(day: date, unit: Precision) -> date:
    """Give the first day of the year, month or day before the one that begins on *day*."""
    last = day - A_DAY
    match unit:
        case Precision.YEAR:
            return last.replace(month=1, day=1)
        case Precision.MONTH:
            return last.replace(day=1)
        case _:
            return last


def day_of(year: int, month: int, day: int, typed: Typed) -> date:
    """Give the day of these numbers.

    Raises:
        Slip: there is none.

    """
    if year < 1:
        raise typed.slip(f"there is no year {year:04}", hint="Write a year from 0001 to 9999")
    if not 1 <= month <= len(_MONTHS):
        raise typed.slip(f"there is no month {month:02}", hint=f"Write a month from 01 to 12, as in {year:04}-01")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = f"{_MONTHS[month - 1]} {year:04}"
        raise typed.slip(f"there is no day {day} in {name}: it has {last}", hint=f"Write a day from 1 to {last}")
    return date(year, month, day)
