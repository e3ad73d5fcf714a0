"""A story over time as a drawing in SVG 1.1: one file, no script, readable in light and dark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from sitlog.cli.show.axis import Axis
from sitlog.cli.show.signs import words
from sitlog.cli.show.statements import voice_name
from sitlog.cli.show.times import Calendar
from sitlog.domain.lanes import Lane, Mark
from sitlog.domain.status import Phase, Status
from sitlog.domain.story import Stance, Story

_LABEL, _CHART, _LANE, _TOP = 240, 920, 30, 70  # pixels
_APART = 60  # pixels between two named instants
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIBBONS = {
    Status.UNCHALLENGED: "u",
    Status.DISPUTED: "d",
    Status.DENIED_ONLY: "n",
    Status.UNCLEAR: "h",
    Status.WITHDRAWN: "w",
}
_STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fff; color: #1b1b1f; fill: currentColor }
.f { opacity: .65 } .k { font-weight: 600 } line, path { stroke: currentColor; fill: none }
.o { fill: none; stroke: currentColor; stroke-width: 1.5 } .g { opacity: .15 } .t { stroke-width: 2 } .s { opacity: .5 }
.u { stroke: #0b7285; stroke-width: 5 } .d { stroke: #7b2fbf; stroke-width: 9 }
.n { stroke: #c92a2a; stroke-width: 5; stroke-dasharray: 8 4 }
.h { stroke: #b35c00; stroke-width: 5; stroke-dasharray: 2 4 }
.w { opacity: .2; stroke-dasharray: 1 6 } .later { opacity: .35 }
@media (prefers-color-scheme: dark) { svg { background: #17181c; color: #e6e6ea }
.u { stroke: #3bc9db } .d { stroke: #c8a2f5 } .n { stroke: #ff8787 } .h { stroke: #ffb35c } }
"""
# Every stance has its own shape: its colour says nothing that the shape does not.
_SHAPES = {
    Stance.ASSERTS: '<circle r="6"/>',
    Stance.DENIES: '<path d="M-5-5 5 5M-5 5 5-5" stroke-width="3"/>',
    Stance.HEDGES: '<circle r="5.5" class="o"/><path d="M0-5.5A5.5 5.5 0 0 0 0 5.5Z" style="fill:currentColor"/>',
    Stance.RETRACTS: '<circle r="5.5" class="o"/>',
    None: '<rect x="-5" y="-5" width="10" height="10"/>',
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws lanes between two instants; *at* is the instant that was asked for, *title* says what was asked."""

    lanes: Sequence[Lane]
    ends: tuple[datetime, datetime]
    at: datetime
    story: Story
    calendar: Calendar
    title: str

    def lines(self) -> Iterator[str]:
        """Give the lines of the file."""
        across, down = _LABEL + _CHART + 20, _TOP + _LANE * len(self.lanes) + 60
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}" height="{down}" '
            f'role="img" aria-label={_attribute(self.title)}>'
        )
        yield f"<title>{_text(self.title)}</title>"
        yield f"<style>{_STYLE}</style>"
        yield f'<text x="10" y="20" class="k">{_text(self.title)}</text>'
        yield from self._ticks(down)
        for number, lane in enumerate(self.lanes):
            yield from self._lane(lane, _TOP + _LANE * number + _LANE // 2)
        yield from self._now(down)
        yield from self._legend(down - 15)
        yield "</svg>"

    @property
    def _axis(self) -> Axis:
        return Axis(*self.ends, _CHART, self.calendar.zone)

    def _x(self, instant: datetime | None, otherwise: int) -> int:
        return _LABEL + (otherwise if instant is None else min(max(self._axis.place(instant), 0), _CHART))

    def _ticks(self, down: int) -> Iterator[str]:
        for tick in self._axis.ticks(_APART):
            x = self._x(tick.at, 0)
            yield _line("g", (x, _TOP - 5), (x, down - 45), tick.name)
            yield f'<text class="f" x="{x}" y="{_TOP - 10}">{tick.name}</text>'
            if tick.begins_day:
                yield f'<text class="f" x="{x}" y="{_TOP - 26}">{tick.day}</text>'

    def _lane(self, lane: Lane, y: int) -> Iterator[str]:
        title = f"<title>{_text(lane.title)}</title>" if lane.title else ""
        yield f'<g><text x="10" y="{y + 4}">{title}{_text(lane.key[:32])}</text>'
        ends = [*(each.latest for each in lane.phases[1:]), self.ends[1]]
        for phase, end in zip(lane.phases, ends, strict=bool(lane.phases)):
            yield self._ribbon(phase, end, y)
        for mark in lane.marks:
            yield from self._mark(mark, y)
        yield "</g>"

    def _ribbon(self, phase: Phase, end: datetime, y: int) -> str:
        told = f"{words(phase.status)} since {self.calendar.at(phase.latest)}"
        x1, x2 = self._x(phase.latest, 0), self._x(end, _CHART)
        later = " later" if phase.latest > self.at else ""
        return _line(f"{_RIBBONS[phase.status]}{later}", (x1, y), (x2, y), told)

    def _mark(self, mark: Mark, y: int) -> Iterator[str]:
        x1, x2 = self._x(mark.when.earliest, 0), self._x(mark.when.latest, _CHART)
        if x1 < x2:
            yield f'<path class="s" d="M{x1} {y - 4}v8M{x1} {y}H{x2}"/>'
        later = ' class="later"' if mark.when.latest is None or mark.when.latest > self.at else ""
        shape = f"<title>{_text(self._told(mark))}</title>{_SHAPES[mark.stance]}"
        yield f'<g{later} transform="translate({x2} {y})">{shape}</g>'

    def _told(self, mark: Mark) -> str:
        who = voice_name(mark.source, self.story.voices) if mark.source else "somebody"
        did = mark.stance.value if mark.stance else f"revision {mark.revision}"
        when = " to ".join(
            self.calendar.at(end) for end in dict.fromkeys((mark.when.earliest, mark.when.latest)) if end
        )
        return f"{who}: {did}, {when} (e{mark.entry})"

    def _now(self, down: int) -> Iterator[str]:
        if self.ends[0] <= self.at <= self.ends[1]:
            x = self._x(self.at, 0)
            yield _line("t", (x, _TOP - 5), (x, down - 45), self.calendar.at(self.at))

    def _legend(self, y: int) -> Iterator[str]:
        x = 20
        named = [*((each.value, each) for each in Stance), ("revision", None)]
        for name, stance in named:
            yield f'<g transform="translate({x} {y - 4})">{_SHAPES[stance]}</g><text x="{x + 12}" y="{y}">{name}</text>'
            x += 95
        for status, ribbon in _RIBBONS.items():
            yield _line(ribbon, (x, y - 4), (x + 30, y - 4), words(status))
            yield f'<text x="{x + 36}" y="{y}">{words(status)}</text>'
            x += 135


def _line(kind: str, start: tuple[int, int], end: tuple[int, int], title: str) -> str:
    ends = f'x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"'
    return f'<line class="{kind}" {ends}><title>{_text(title)}</title></line>'


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
