"""A story over time, drawn in the columns of a terminal: a lane a report and a claim."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from sitlog.cli.cells import plain, width
from sitlog.cli.show.axis import Axis
from sitlog.cli.show.paper import Ink, Line, Piece, line, wrapped
from sitlog.cli.show.signs import REPORT, STANCES, STATUSES
from sitlog.domain.lanes import Lane, Mark
from sitlog.domain.status import Status

_WIDEST_KEY = 22  # columns; longer keys stand on a line of their own
_APART = 6  # columns between two named instants
_LATER, _NOW, _BEGIN, _SPAN, _OPEN = "·", "│", "├", "─", "◂"
RIBBONS = {
    Status.UNCHALLENGED: "━",
    Status.DISPUTED: "═",
    Status.DENIED_ONLY: "╌",
    Status.UNCLEAR: "┈",
    Status.WITHDRAWN: " ",
    Status.NOT_YET_PUBLIC: " ",
}
_LEGEND = (
    "● says  ✕ denies  ◐ unclear  ○ takes back  ■ revision  ├─ some time in this span  ◂ perhaps earlier",
    "━━ unchallenged  ══ disputed  ╌╌ denied only  ┈┈ unclear  ·· after │",
)


@dataclass(frozen=True)
class LanesText:
    """Lays out lanes between two instants on so many columns; *at* is the instant that was asked for."""

    lanes: Sequence[Lane]
    ends: tuple[datetime, datetime]
    at: datetime
    zone: tzinfo
    across: int

    def lines(self) -> Iterator[Line]:
        """Give the axis, the lanes and the legend."""
        yield from self._heading()
        for lane in self.lanes:
            yield from self._lane(lane)
        yield ()
        for each in _LEGEND:
            yield from wrapped(line(each, Ink.FAINT), self.across)

    @cached_property
    def _label(self) -> int:
        return min(max((width(each.key) for each in self.lanes), default=0), _WIDEST_KEY) + 1

    @cached_property
    def _axis(self) -> Axis:
        room = max(self.across - self._label, 10)
        return Axis(*self.ends, room, self.zone)

    def _heading(self) -> Iterator[Line]:
        days, hours = ([" "] * self._axis.columns for _ in range(2))
        ticks = list(self._axis.ticks(_APART))
        for tick in ticks:
            _write(hours, self._axis.place(tick.at), tick.name)
        # The day on which the drawing begins gives way to one that begins in it.
        for tick in (*(each for each in ticks if each.begins_day), *ticks[:1]):
            _write(days, self._axis.place(tick.at), tick.day)
        for row in (days, hours):
            if "".join(row).strip():
                yield line(f"{' ' * self._label}{''.join(row)}".rstrip(), Ink.FAINT)

    def _lane(self, lane: Lane) -> Iterator[Line]:
        label = Piece(f"{plain(lane.key):<{self._label}}", Ink.KEY)
        if width(lane.key) >= self._label:
            yield (Piece(plain(lane.key), Ink.KEY),)
            label = Piece(" " * self._label)
        yield (label, *_joined(self._cells(lane)))

    def _cells(self, lane: Lane) -> list[Piece]:
        axis = self._axis
        cells = [Piece(" ")] * axis.columns
        self._ribbons(cells, lane)
        for mark in lane.marks:
            self._whisker(cells, mark, axis)
        now = axis.place(self.at)
        if now < axis.columns:
            cells[max(now, 0) :] = [_later(each) for each in cells[max(now, 0) :]]
        if 0 <= now < axis.columns:
            cells[now] = Piece(_NOW, Ink.FAINT)
        for mark in lane.marks:
            column = axis.place(mark.when.latest) if mark.when.latest else axis.columns
            if 0 <= column < axis.columns:
                cells[column] = sign(mark)
        return cells

    def _ribbons(self, cells: list[Piece], lane: Lane) -> None:
        ends = [*(each.latest for each in lane.phases[1:]), self.ends[1]]
        for phase, end in zip(lane.phases, ends, strict=bool(lane.phases)):
            for column in range(max(self._axis.place(phase.latest), 0), min(self._axis.place(end), len(cells))):
                cells[column] = Piece(RIBBONS[phase.status], STATUSES[phase.status].ink)
        if lane.is_report and lane.marks and (first := lane.marks[0].when.latest):
            for column in range(max(self._axis.place(first), 0), len(cells)):
                cells[column] = Piece(_SPAN)

    def _whisker(self, cells: list[Piece], mark: Mark, axis: Axis) -> None:
        """Draw the span of a vague time where nothing is drawn yet."""
        last = axis.place(mark.when.latest) if mark.when.latest else axis.columns
        first = axis.place(mark.when.earliest) if mark.when.earliest else -1
        for column in range(max(first, 0), min(last, len(cells))):
            if cells[column].text == " ":
                cells[column] = Piece(_SPAN, Ink.FAINT)
        if first < last and first < len(cells):
            begin = max(first, 0)
            cells[begin] = Piece(_OPEN if mark.when.earliest is None or first < 0 else _BEGIN, Ink.FAINT)


def sign(mark: Mark) -> Piece:
    """Give the sign of a statement's stance, or that of a revision."""
    return STANCES[mark.stance] if mark.stance else Piece(REPORT)


def _later(cell: Piece) -> Piece:
    return Piece(_LATER, Ink.FAINT) if cell.text not in {_BEGIN, _OPEN} else cell


def _write(row: list[str], column: int, text: str) -> None:
    """Write a name where it has room and touches no other."""
    end = column + len(text)
    if end <= len(row) and "".join(row[max(column - 1, 0) : end + 1]).strip() == "":
        row[column:end] = text


def _joined(cells: Iterable[Piece]) -> Iterator[Piece]:
    """Make one piece of neighbours in one ink."""
    run: Piece | None = None
    for cell in cells:
        if run is not None and run.ink is cell.ink:
            run = Piece(run.text + cell.text, run.ink)
            continue
        if run is not None:
            yield run
        run = cell
    if run is not None:
        yield run
