"""Several times in one text: the two ends of a range, or alternatives of which one holds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sitlog.domain.times.moments import is_bare_clock, read_moment, zone_called
from sitlog.domain.times.nottimes import A_TIME_PLEASE
from sitlog.domain.times.reading import Moment, Reading
from sitlog.domain.times.typed import Typed
from sitlog.domain.when import Precision, Span, When, hull

_COARSEST_FIRST = list(Precision)
_LIST = re.compile(r"\[(?P<items>[^,]*,.*?)\](?:\s*\[[^\[\]]*\])?")
_ZONE = re.compile(r"\[!?(?P<zone>[A-Za-z+-][^\[\],]*)\]")
_SIDE = r"(?:\d{4}(?:-\d\d(?:-\d\d[^/\[\]]*+)?)?~?\s*+(?:\[[^\[\]]*+\])?|\.\.)"
_INTERVAL = re.compile(rf"(?P<first>{_SIDE})\s*+/\s*+(?P<last>{_SIDE})", re.ASCII)


def read_all(typed: Typed, reading: Reading) -> Moment:
    """Read one time or several; a zone that is named once holds for all of them, and for both ends of a range.

    Raises:
        Slip: a part of it is not a time, or the parts do not make one.

    """
    zones = {found["zone"]: found for found in _ZONE.finditer(typed.text)}
    if len(zones) == 1:
        reading = replace(reading, zone=zone_called(typed.named(next(iter(zones.values())), "zone")))
    items = _LIST.fullmatch(typed.text)
    if not items and "|" not in typed.text:
        return _stretch(typed, reading)
    pieces = typed.named(items, "items").split(",") if items else typed.split("|")
    return _one_of(typed, [_stretch(piece, reading).when for piece in pieces])


def _one_of(typed: Typed, whens: Sequence[When]) -> Moment:
    spans = tuple(span for when in whens for span in when.alternatives or (when.span(),))
    if any(span.earliest is None for span in spans) and any(span.latest is None for span in spans):
        raise typed.slip(f"'{typed}' leaves both ends open, and so says nothing", hint="Close one of the ends")
    return Moment(_said(hull(spans), whens, spans), single=False)


def _said(bounds: Span, whens: Sequence[When], alternatives: tuple[Span, ...] = ()) -> When:
    """Make the time of several, as exact as the coarsest of them, in its zone."""
    coarsest = min(whens, key=lambda when: _COARSEST_FIRST.index(when.precision))
    return When(
        earliest=bounds.earliest,
        latest=bounds.latest,
        precision=coarsest.precision,
        zone=coarsest.zone,
        alternatives=alternatives,
    )


def _stretch(typed: Typed, reading: Reading) -> Moment:
    """Read a range, `A..B` or the interval `A/B` of ISO 8601, or else one time."""
    interval = _INTERVAL.fullmatch(typed.text)
    if interval:
        sides = [typed.named(interval, side).strip() for side in ("first", "last")]
        first, last = (side.part(0, 0) if side.text == ".." else side for side in sides)
    elif typed.text.count("..") == 1:
        first, last = typed.split("..")
        if _ZONE.fullmatch(last.text) and not _ZONE.search(first.text):
            last = last.part(0, 0)
    elif typed.text:
        return read_moment(typed, reading)
    else:
        raise typed.slip("a time is missing here", hint=A_TIME_PLEASE)
    return Moment(_between(typed, first, last, reading), single=False)


def _between(typed: Typed, first: Typed, last: Typed, reading: Reading) -> When:
    begin = read_moment(first, reading) if first.text else None
    end = read_moment(last, _after(begin, last, reading)) if last.text else None
    whens = [moment.when for moment in (begin, end) if moment]
    bounds = begin.when.earliest if begin else None, end.when.latest if end else None
    if not whens:
        raise typed.slip("a range needs a beginning or an end", hint="Write A..B, or A.. or ..B")
    for moment, piece, bound in zip((begin, end), (first, last), bounds, strict=True):
        if moment and bound is None:
            raise piece.slip(f"'{piece}' is itself open at this end", hint="Write the bound itself, or leave it out")
    if _is_backwards(whens, *bounds):
        raise typed.slip(
            f"'{typed}' ends before it begins",
            hint=f"Write {last}..{first} if it is the other way round; or name day and year of both ends",
        )
    return _said(Span(earliest=bounds[0], latest=bounds[1]), whens)


def _is_backwards(whens: Sequence[When], earliest: datetime | None, latest: datetime | None) -> bool:
    """Two equal bounds are one instant where both ends are, and else the end of one span and the start of the next."""
    if earliest is None or latest is None:
        return False
    return latest < earliest or (latest == earliest and any(when.span() != whens[0].span() for when in whens))


def _after(begin: Moment | None, last: Typed, reading: Reading) -> Reading:
    """Read the end of a range by its beginning: its year, and the day of its clock."""
    if begin is None:
        return reading
    if is_bare_clock(last) and not begin.clock:
        raise last.slip(f"'{last}' is a clock without a day", hint=f"Write the day as well: 2024-04-22 {last}")
    return replace(reading, day=begin.day or reading.day)
