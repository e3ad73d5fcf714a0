"""The answer of `timeline`: who said what when, and how long which status lasted, as lanes over time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking, session
from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.forms import Table
from sitlog.cli.show.lanes import LanesText, sign
from sitlog.cli.show.paper import Ink, Line, line
from sitlog.cli.show.statements import voice_name
from sitlog.cli.show.svg import Drawing
from sitlog.domain.answer import asked_document
from sitlog.domain.conflict import rivals
from sitlog.domain.errors import BadTime, NotUnderstood
from sitlog.domain.lanes import Lane, Mark, extent, lanes
from sitlog.domain.status import Phase
from sitlog.domain.story import Story
from sitlog.domain.times.grammar import read_when
from sitlog.domain.times.reading import Reading
from sitlog.domain.when import Membership, rfc3339

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_MARGIN = 30  # of the time shown there is one part more at either side
_LEAST = timedelta(minutes=10)


def timeline(
    log: "SituationLog", where: Where, question: Question, ends: tuple[str | None, str | None]
) -> "TimelineAnswer":
    """Draw a situation over time; *ends* are where to begin and end, if that was typed."""
    from sitlog.store.statements.bare import DRAWN, Bare  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    reading = asking.public_reading(log, session.situation_in(log, where.situation))
    first = _begin(ends[0], reading) if ends[0] is not None else None
    last = asking.read("--to", ends[1], reading) if ends[1] is not None else None
    bare = Bare(log, base.situation, base.asked.position)
    put = bare.framed(DRAWN)
    against = rivals(put.claims, put.conflicts)
    drawn = lanes(put, bare.told_in_parts(against), against, base.asked.by)
    start, end = _ends(drawn, base.asked.at)
    start, end = first or start, last or end
    if start >= end:
        raise NotUnderstood(
            "a timeline cannot end before it begins", hint="Give --from the earlier time and --to the later"
        )
    return TimelineAnswer(base, put, drawn, (start, end))


def _begin(typed: str, reading: Reading) -> datetime:
    """Read where to begin: a day means its beginning here."""
    try:
        when = read_when(typed, reading)
    except BadTime as slip:
        raise asking.NotThatTime("--from", typed, slip) from slip
    return when.earliest or asking.read("--from", typed, reading)


def _ends(drawn: list[Lane], at: datetime) -> tuple[datetime, datetime]:
    """Give all the time that is named, with a margin; and the instant that was asked for, if it is near."""
    named = extent(drawn) or (at, at)
    margin = max((named[1] - named[0]) / _MARGIN, _LEAST)
    return named[0] - margin, named[1] + 2 * margin


@dataclass(frozen=True, slots=True)
class TimelineAnswer:
    """The lanes of a situation, between two instants."""

    ground: Ground
    story: Story
    lanes: Sequence[Lane]
    ends: tuple[datetime, datetime]

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asked = self.ground.asking
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk)
        yield ()
        if not self.lanes:
            yield line("Nothing was said or published.")
            return
        yield from LanesText(self.lanes, self.ends, asked.asked.at, asked.calendar.zone, across).lines()
        yield line("As a drawing: sitlog timeline --format svg > story.svg", Ink.FAINT)

    def svg(self) -> Iterator[str]:
        """Give it as a drawing."""
        asked = self.ground.asking
        title = f"{self.ground.title}. {asked_text(asked.asked, asked.calendar, desk=asked.desk)}"
        return Drawing(self.lanes, self.ends, asked.asked.at, self.story, asked.calendar, title).lines()

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.timeline/1."""
        return {
            "format": "sitlog.timeline/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "from": rfc3339(self.ends[0]),
            "to": rfc3339(self.ends[1]),
            "lanes": map(self._lane, self.lanes),
        }

    def _lane(self, lane: Lane) -> dict[str, Any]:
        return {
            "kind": "report" if lane.is_report else "claim",
            "key": lane.key,
            "title": lane.title,
            "marks": [self._mark(each) for each in lane.marks],
            "phases": [_phase(each) for each in lane.phases],
        }

    def _mark(self, mark: Mark) -> dict[str, Any]:
        named = {"source": mark.source, "stance": mark.stance, "revision": mark.revision, "kind": mark.kind}
        return {
            "entry": mark.entry,
            **{name: value for name, value in named.items() if value is not None},
            "earliest": _instant(mark.when.earliest),
            "latest": _instant(mark.when.latest),
            "membership": mark.when.by(self.ground.asked.at).value,
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each lane as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked", "from", "to")}
        return ({"format": "sitlog.timeline.lane/1", **common, **each} for each in whole["lanes"])

    def table(self) -> Table:
        """Give a row a mark, in the order of the lanes."""
        names = ("kind", "key", "entry", "source", "stance", "revision", "earliest", "latest", "membership")
        rows = (
            (lane["kind"], lane["key"], *(mark.get(name) for name in names[2:]))
            for lane in self.document()["lanes"]
            for mark in lane["marks"]
        )
        return Table(names, rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a mark by T, in the order of time, for people."""
        asked = self.ground.asking
        told = [
            (mark, lane)
            for lane in self.lanes
            for mark in lane.marks
            if mark.when.by(asked.asked.at) is not Membership.NOT_YET
        ]
        told.sort(key=lambda each: (each[0].when.latest or each[0].when.earliest or asked.asked.at, each[0].entry))
        rows = ((self._when(mark), self._who(mark), lane.title or lane.key, f"e{mark.entry}") for mark, lane in told)
        return asked_text(asked.asked, asked.calendar, desk=asked.desk), Table(("When", "Who", "What", "Entry"), rows)

    def _when(self, mark: Mark) -> str:
        at = self.ground.asking.calendar.at
        ends = dict.fromkeys((mark.when.earliest, mark.when.latest))
        return " \N{EN DASH} ".join(at(end) if end else "" for end in ends)

    def _who(self, mark: Mark) -> str:
        who = voice_name(mark.source, self.story.voices) if mark.source else ""
        return f"{sign(mark).text} {who}" if mark.stance else f"{sign(mark).text} {who}, revision {mark.revision}"


def _phase(phase: Phase) -> dict[str, Any]:
    return {"status": phase.status.value, "earliest": _instant(phase.earliest), "latest": rfc3339(phase.latest)}


def _instant(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None
