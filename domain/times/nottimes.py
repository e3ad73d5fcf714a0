"""What people write that is not a time, and what to write instead."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sitlog.domain.times.days import A_DAY, MONTHS
from sitlog.domain.times.typed import Slip, Typed

A_TIME_PLEASE = "A time, please: 19:15, or a span such as 19:15-23:10"
DECIMALS = 6  # of a second: microseconds
_YEAR = 4  # digits

# Where people who write these letters may be: more than one place, or one whose clocks change.
_LETTERS = {
    "EST": "America/New_York, Australia/Sydney",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CST": "America/Chicago, Asia/Shanghai, America/Havana",
    "CDT": "America/Chicago, America/Havana",
    "CT": "America/Chicago",
    "MST": "America/Denver, America/Phoenix",
    "MDT": "America/Denver",
    "MT": "America/Denver",
    "PST": "America/Los_Angeles, Asia/Manila",
    "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "AST": "Asia/Baghdad, Asia/Riyadh, America/Halifax",
    "ADT": "America/Halifax",
    "GMT": "UTC, Europe/London",
    "BST": "Europe/London, Asia/Dhaka",
    "WET": "Europe/Lisbon",
    "WEST": "Europe/Lisbon",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "MET": "Europe/Berlin",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EET": "Europe/Kyiv, Africa/Cairo, Asia/Beirut",
    "EEST": "Europe/Kyiv, Africa/Cairo, Asia/Beirut",
    "TRT": "Europe/Istanbul",
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata, Asia/Jerusalem, Europe/Dublin",
    "IDT": "Asia/Jerusalem",
    "IRST": "Asia/Tehran",
    "GST": "Asia/Dubai",
    "PKT": "Asia/Karachi",
    "SGT": "Asia/Singapore",
    "HKT": "Asia/Hong_Kong",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
}


def no_clock(typed: Typed, day: date) -> Slip:
    """Say why digits and colons are not a time of *day*."""
    message = f"'{typed}' is not a time of day"
    whole, dot, decimals = typed.text.replace(",", ".").partition(".")
    hour, _, minute = whole.partition(":")
    if len(decimals) > DECIMALS:
        hint = f"Write {whole}{dot}{decimals[:DECIMALS]}: sitlog keeps microseconds and nothing finer"
    elif hour == "24":
        hint = f"Write {day + A_DAY} 00:{minute}: a day ends where the next begins"
    elif minute.endswith(":60"):
        hint = f"Write {whole[:-2]}59: a leap second is counted with the second before it"
    else:
        hint = "Write hours from 00 to 23, minutes and seconds from 00 to 59, as in 19:15"
    return typed.slip(message, hint=hint)


def not_a_time(typed: Typed) -> Slip:
    """Say why a text is not a time, as closely as can be told."""
    for pattern, slip in _KNOWN:
        if found := re.fullmatch(pattern, typed.text, re.IGNORECASE | re.ASCII):
            return slip(typed, found)
    return typed.slip(f"'{typed}' is not a time", hint=A_TIME_PLEASE)


def _numbers(typed: Typed, found: re.Match[str]) -> Slip:
    piece = typed.named(found, "numbers")
    meant = sorted({str(day) for day in _days_of(re.split("[/.-]", piece.text)) if day})
    message = f"'{piece}' can be read as two days" if len(meant) > 1 else f"'{piece}' is not how a day is written here"
    return piece.slip(message, hint=f"Write {' or '.join(meant) or 'the day as 2024-04-22, the month as 2024-04'}")


def _days_of(texts: Sequence[str]) -> Iterator[date | None]:
    match list(texts):
        case [year, month, day] if len(year) == _YEAR:
            yield _day(year, month, day)
        case [one, other, year] if len(year) == _YEAR:
            yield _day(year, other, one)
            yield _day(year, one, other)
        case _:
            return


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _letters(typed: Typed, found: re.Match[str]) -> Slip:
    letters = typed.named(found, "letters")
    places = " or ".join(f"[{place}]" for place in _LETTERS.get(letters.text.upper(), "Asia/Baghdad").split(", "))
    return letters.slip(
        f"the letters {letters} do not name one zone for all readers and seasons",
        hint=f"Write {places} behind the time, or the offset, as in 19:15+03:00, or Z for UTC",
    )


def _twelve_hours(typed: Typed, found: re.Match[str]) -> Slip:
    clock = typed.named(found, "clock")
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return clock.slip(f"'{clock}' is not on the 24-hour clock", hint=f"Write {hour:02}:{found['minute'] or '00'}")


def _month_first(typed: Typed, found: re.Match[str]) -> Slip:
    day = " ".join(filter(None, (found["dom"], found["month"].title(), found["year"])))
    return typed.slip(f"'{typed}' is not how a day is written here", hint=f"Write {day}")


def _say(message: str, hint: str) -> Callable[[Typed, re.Match[str]], Slip]:
    """Make an answer that repeats what was found: the text as {0}, the word that matters as {word}."""

    def slip(typed: Typed, found: re.Match[str]) -> Slip:
        piece = typed.named(found, "word")
        return piece.slip(message.format(piece), hint=hint.format(**found.groupdict()))

    return slip


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_KNOWN: tuple[tuple[str, Callable[[Typed, re.Match[str]], Slip]], ...] = (
    (
        r"(?P<word>(?P<day>\d{4}-\d\d-\d\d)\s+(?P<hour>\d\d))",
        _say("'{}' ends in a bare number", "Write {day}T{hour} for the hour, {day} {hour}:00 for the minute"),
    ),
    (r"(?!\d{4}-\d\d-\d\d\s)(?P<numbers>\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?)(?:\s.*)?", _numbers),
    (
        r"(?P<word>(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d))(?:T?\d{4,6}Z?)?",
        _say("'{}' lacks its hyphens", "Write {year}-{month}-{day}, and the clock as T19:15"),
    ),
    (
        r"(?P<word>[+-]?\d+)",
        _say("the number {} alone may be an hour, a day or a year", "Write a clock as 10:00, a day as 10 Apr 2024"),
    ),
    (
        r"(?:.*\s)?(?P<clock>(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])\.?m\.?)",
        _twelve_hours,
    ),
    (rf"(?:.*[\s\d])?(?P<letters>{'|'.join(sorted(_LETTERS, key=len, reverse=True))})", _letters),
    (r".*:\d\d\s*(?P<letters>[a-z]{1,5})", _letters),
    (rf"(?P<month>{_MONTH})\s+(?P<dom>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?", _month_first),
    (
        r"(?P<word>-\s*(?P<count>\d+)\s*(?P<unit>\w+))(?:\s+ago)?",
        _say("'{}' has a sign, and times have none", "Write {count} {unit} ago"),
    ),
    (
        r"(?P<word>(?P<count>\d+)\s*m)\s+ago",
        _say("the m in '{}' may be minutes or months", "Write {count} min ago"),
    ),
    (
        r"(?P<word>\d+\s*(?:months?|years?|y))\s+ago",
        _say("'{}' is no certain number of days", "Write the month or the year itself: 2024-02, 2024"),
    ),
    (
        r"(?:.*\s)?(?P<word>(?:to)?night|overnight)(?:\s.*)?",
        _say(
            "'{}' may be before midnight or after it",
            "Write late (18:00-24:00) or early (00:00-06:00), as in 2024-04-21 late,"
            " or a span: 2024-04-21T22:00..2024-04-22T04:00",
        ),
    ),
    (
        r"(?:.*\s)?(?P<word>midnight)(?:\s.*)?",
        _say("'{}' may begin a day or end it", "Write 00:00 of the day that it begins, as in 2024-04-22 00:00"),
    ),
    (r"(?:.*\s)?(?P<word>noon|midday)(?:\s.*)?", _say("'{}' is not on the 24-hour clock", "Write 12:00")),
    (
        r"(?P<word>tomorrow)(?:\s.*)?",
        _say("'{}' is not among the words of times", "Write its date: 2024-04-23"),
    ),
    (
        r"(?P<word>\d{4}-?(?:W\d\d(?:-?\d)?|\d{3}))",
        _say("'{}' counts weeks or days of a year", "Write the days: 2024-04-22, or 2024-04-22..2024-04-28"),
    ),
    (
        r"(?P<word>[\dX]{4}(?:-[\dX]{2}){0,2}[?%~]*)",
        _say(
            "'{}' is vaguer than can be compared",
            "Write 2024-04-21~ for about a day, 2024-04-20 | 2024-04-21 for one of two, 2024-04 for one of a month",
        ),
    ),
    (
        rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\s+(?:{_MONTH})(?:\s+\d{{4}})?)\s+(?P<word>.+)",
        _say("'{}' is not a time of day", A_TIME_PLEASE),
    ),
)
