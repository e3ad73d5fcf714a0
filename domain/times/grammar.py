"""The times that people type: one strict grammar, which refuses what may mean two things (docs/times.md)."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sitlog.domain.errors import BadTime
from sitlog.domain.times.days import PARTS
from sitlog.domain.times.nottimes import A_TIME_PLEASE
from sitlog.domain.times.reading import Moment, Reading
from sitlog.domain.times.stretches import read_all
from sitlog.domain.times.typed import Typed
from sitlog.domain.times.zones import comes_twice, listed_zone, name_of, read_zone
from sitlog.domain.when import Precision, Span, When, rfc3339

_LONGEST = 2_000  # characters: dozens of alternatives, and no text that is something else altogether
_STATED = re.compile(rf"(?P<time>.*?)\s*\((?P<precision>{'|'.join(Precision)})\)")


def read_when(text: str, reading: Reading) -> When:
    """Read the time of a fact, as exactly as it is given; its bounds are in UTC, its zone is the one that was meant.

    Raises:
        Slip: it is not a time, or means two things.

    """
    return _read(text, reading).when


def read_instant(text: str, reading: Reading) -> datetime:
    """Read the instant (UTC) of a question: of a day, a month or a part of a day, its end.

    Raises:
        Slip: it is not a time, means two things, or is a span.

    """
    moment = _read(text, reading)
    if not moment.single or moment.when.latest is None:
        typed = Typed(text).strip()
        raise typed.slip(f"'{typed}' is a span, and one instant is asked for", hint=_one_end(moment.when))
    return moment.when.latest


def read_range(text: str, reading: Reading) -> Span:
    """Read the two ends of a question, `A..B`, or of a day and the like, its own.

    Raises:
        Slip: it is not a time, means two things, or is one instant.

    """
    when = _read(text, reading).when
    if when.earliest == when.latest:
        typed = Typed(text).strip()
        raise typed.slip(
            f"'{typed}' is one instant, and a span is asked for",
            hint=f"Write {typed}.. for all that follows, ..{typed} for all before, or both ends: A..B",
        )
    return when.span()


def write_when(when: When, home: str) -> str:
    """Write a time so that `read_when` gives it back, but for its words, wherever *home* is the home zone.

    A time in a zone that cannot be written, or in none, is written in UTC.

    Raises:
        BadTime: it has more alternatives than a text can hold, or there is no zone *home*.

    """
    reading = Reading(zone=listed_zone(home) or read_zone(home), now=None)
    for zone in (_zone_of(when.zone, home) or UTC, UTC):
        with suppress(OverflowError):  # at the ends of the calendar UTC has instants that other zones have not
            if text := _write_in(zone, when, reading):
                return text
    raise BadTime(f"a time of {len(when.alternatives)} alternatives cannot be written", hint="Give fewer of them")


def _write_in(zone: tzinfo, when: When, reading: Reading) -> str | None:
    same = replace(when, words=None, zone=name_of(zone))
    bounds = " | ".join(_write_bounds(span, when.precision, zone) for span in when.alternatives or (when,))
    texts = (f"{bounds}{bracket}{how}" for how in ("", f" ({when.precision})") for bracket in ("", f"[{same.zone}]"))
    return next((text for text in texts if _reads_as(same, text, reading)), None)


def _zone_of(name: str | None, home: str) -> tzinfo | None:
    if name is None:
        return None
    if name == home:
        return listed_zone(home)
    try:
        return read_zone(name)
    except BadTime:
        return None


def _reads_as(when: When | Span, text: str, reading: Reading) -> bool:
    try:
        read = read_when(text, reading)
    except BadTime:
        return False
    return (read if isinstance(when, When) else read.span()) == when


def _write_bounds(span: Span, precision: Precision, zone: tzinfo) -> str:
    """Write a span in its own zone by whole units of its precision, as far as it has such, and else by instants."""
    reading = Reading(zone=zone, now=None)
    bounds = Span(earliest=span.earliest, latest=span.latest)
    begins, ends = _bound(span.earliest, span.earliest, precision, zone), _ends(span.latest, precision, zone)
    texts = [first if first == last else f"{first}..{last}" for first in begins for last in ends]
    return next((text for text in texts if _reads_as(bounds, text, reading)), texts[-1])


def _ends(instant: datetime | None, precision: Precision, zone: tzinfo) -> list[str]:
    """Write an end by the unit that it closes: the one of the instant just before."""
    return _bound(instant, instant and instant - timedelta(microseconds=1), precision, zone)


def _bound(instant: datetime | None, inside: datetime | None, precision: Precision, zone: tzinfo) -> list[str]:
    """Give the ways to write a bound, the best first; not all of them have its value."""
    if instant is None or inside is None:
        return [""]
    match precision:
        case Precision.SECOND:
            return [_instant(instant, "seconds", zone)]
        case Precision.MINUTE:
            return [_instant(instant, "minutes", zone), _instant(instant, "seconds", zone)]
        case _:
            return [_unit(inside.astimezone(zone), precision), *_bound(instant, inside, Precision.MINUTE, zone)]


def _unit(local: datetime, precision: Precision) -> str:
    day = local.date().isoformat()
    match precision:
        case Precision.YEAR:
            return day[:4]
        case Precision.MONTH:
            return day[:7]
        case Precision.PART_OF_DAY:
            return f"{day} {next(part for part, (first, end) in PARTS.items() if first <= local.hour < end)}"
        case Precision.HOUR:
            return f"{day}T{local.hour:02}"
        case _:
            return day


def _instant(instant: datetime, finest: str, zone: tzinfo) -> str:
    """Write an instant by the clocks of its zone, or by Z with the name of the zone where those came there twice."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    designator = "Z" if name_of(zone) == "UTC" else "" if isinstance(zone, ZoneInfo) else name_of(zone)
    if comes_twice(local, zone):
        local, designator = instant.astimezone(UTC).replace(tzinfo=None), f"Z[{name_of(zone)}]"
    text = local.isoformat(timespec="microseconds" if finest == "seconds" and local.microsecond else finest)
    return f"{text.rstrip('0') if '.' in text else text}{designator}"


def _one_end(when: When) -> str:
    ends = {"beginning": when.earliest, "end": when.latest}
    return "Write " + " or ".join(f"{rfc3339(at)} for its {end}" for end, at in ends.items() if at)


def _read(text: str, reading: Reading) -> Moment:
    typed = _legible(Typed(text).strip())
    stated = _STATED.fullmatch(typed.text)
    try:
        moment = read_all(typed.named(stated, "time") if stated else typed, reading)
    except OverflowError:
        raise typed.slip(f"'{typed}' reaches beyond the years 1 to 9999", hint="Write a time within them") from None
    if not stated:
        return moment
    return moment._replace(when=replace(moment.when, precision=Precision(stated["precision"])))


def _legible(typed: Typed) -> Typed:
    if not typed.text:
        raise typed.slip("there is no time here", hint=A_TIME_PLEASE)
    if len(typed.text) > _LONGEST:
        raise typed.slip(f"a text of {len(typed.text)} characters is not a time", hint=A_TIME_PLEASE)
    for place, character in enumerate(typed.text):
        if not (character.isascii() and (character.isprintable() or character == "\t")):
            shown = f"'{character}' (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
            raise typed.part(place, place + 1).slip(
                f"the character {shown} has no place in a time",
                hint="Write plain digits and letters, blanks, and - for every dash",
            )
    return typed
