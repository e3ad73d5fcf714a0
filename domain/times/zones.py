"""Time zones: how they are named, and at which instants their clocks show what."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from sitlog.domain.errors import BadTime
from sitlog.domain.nearest import nearest
from sitlog.domain.times.days import said_day
from sitlog.domain.times.typed import Typed

_OFFSET = re.compile(r"([+-])(\d\d)(?::?(\d\d))?", re.ASCII)
_RULE = "Write a name of the IANA list, such as Asia/Baghdad or UTC, or an offset, such as +03:00"
_RESOLUTION = timedelta(microseconds=1)


def read_zone(name: str) -> tzinfo:
    """Read the name of a zone: of the IANA list (`Asia/Baghdad`, `UTC`), or an offset (`+03:00`).

    Letters such as EST are refused although the list holds some: they mean different things to different readers.

    Raises:
        BadTime: there is no such zone; the hint names the nearest.

    """
    if name.isupper() and "/" not in name and name != "UTC":
        raise BadTime(f"the letters {name[:60]} do not name one zone for all readers and seasons", hint=_RULE)
    zone = offset_zone(name) or listed_zone(name)
    if zone is None:
        raise BadTime(f"there is no time zone '{name[:60]}'", hint=_like(name))
    return zone


def offset_zone(text: str) -> tzinfo | None:
    """Give the zone of an offset as ISO 8601 writes it (`+03:00`, `+0300`, `+03`), or None if it is none."""
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > 23 or int(found[3] or 0) > 59:  # noqa: PLR2004  # the last hour and minute of a day
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset)


def listed_zone(name: str) -> ZoneInfo | None:
    """Give the zone of the IANA list that has exactly this name, or None."""
    if name.startswith(("posix/", "right/")):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def name_of(zone: tzinfo) -> str:
    """Give the name by which `read_zone` finds the zone again: of the IANA list, `UTC`, or the offset."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    return str(zone).removeprefix("UTC") or "UTC"


def begin(local: datetime, zone: tzinfo) -> datetime:
    """Give the first instant (UTC) at which clocks in *zone* showed *local*, or had jumped past it."""
    first, second = _readings(local, zone)
    return first if first <= second else _change(second, first, zone)


def exact(local: datetime, zone: tzinfo, typed: Typed) -> datetime:
    """Give the one instant (UTC) at which clocks in *zone* showed *local*.

    Raises:
        Slip: they never did, or did twice (the gap and the fold when clocks are changed).

    """
    first, second = _readings(local, zone)
    if first > second:
        raise _gap(local, zone, typed)
    if first < second:
        raise _fold(local, zone, typed)
    return first


def comes_twice(local: datetime, zone: tzinfo) -> bool:
    """Tell whether clocks in *zone* showed *local* twice, being set back."""
    first, second = _readings(local, zone)
    return first < second


def _readings(local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Both meanings (UTC) of a local time; equal but around a change, where the first is later in a gap (PEP 495)."""
    aware = local.replace(tzinfo=zone)
    return aware.replace(fold=0).astimezone(UTC), aware.replace(fold=1).astimezone(UTC)


def _change(early: datetime, late: datetime, zone: tzinfo) -> datetime:
    """Give the instant after *early* and not after *late* at which the zone's offset changes."""
    before = early.astimezone(zone).utcoffset()
    while late - early > _RESOLUTION:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def _gap(local: datetime, zone: tzinfo, typed: Typed) -> BadTime:
    change = begin(local, zone)
    before, after = (change - timedelta(minutes=1)).astimezone(zone), change.astimezone(zone)
    was = (change + (before.utcoffset() or timedelta(0))).replace(tzinfo=None)
    return typed.slip(
        f"{_clock(local)} did not happen on {said_day(local)} in {name_of(zone)}:"
        f" clocks went from {_clock(was)} to {_clock(after)}",
        hint=f"Write {_iso(before)} for just before, or {_iso(after)} for just after",
    )


def _fold(local: datetime, zone: tzinfo, typed: Typed) -> BadTime:
    first, second = (_iso(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    return typed.slip(
        f"{_clock(local)} came twice on {said_day(local)} in {name_of(zone)}: clocks were set back",
        hint=f"Write the offset: {first} for the first time, or {second} for the second",
    )


def _clock(local: datetime) -> str:
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def _iso(aware: datetime) -> str:
    return aware.isoformat(timespec="auto" if aware.second or aware.microsecond else "minutes")


def _like(name: str) -> str:
    """Say what to write: the zone that was meant, by its city or its spelling, and the rule."""
    known = sorted(zone for zone in available_timezones() if "/" in zone)
    names = {zone.lower(): zone for zone in known} | {zone.lower().rpartition("/")[2]: zone for zone in known}
    meant = nearest(name[:60].replace(" ", "_"), names)
    return f"Did you mean {names[meant]}? {_RULE}" if meant else _RULE
