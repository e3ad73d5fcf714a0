"""The answer of `gap`: how much later than the public our log knew, and what it knew before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_text, at_position
from sitlog.cli.show.forms import Table
from sitlog.cli.show.lasting import lasting
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.signs import STANCES
from sitlog.cli.show.statements import voice_name
from sitlog.domain.answer import asked_document, when_document
from sitlog.domain.delay import Gaps, Lag, Statistics, gaps, unrecorded
from sitlog.domain.public import PublicClock
from sitlog.domain.story import Story
from sitlog.domain.when import rfc3339

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def gap(log: "SituationLog", where: Where, question: Question) -> "GapAnswer":
    """Find what was public before our log held it; see the command `gap`.

    The lags are those of the log as it is now; with --recorded-at only what it did not hold by then is told.
    """
    from sitlog.store.statements.bare import LAGGING, Bare  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, Question(question.at, None, question.strict, question.by_publication))
    bare = Bare(log, base.situation, base.asked.position)
    put = bare.framed(LAGGING[base.asked.by])
    clock = PublicClock(put.reports, base.asked.by)
    if question.recorded_at is None:
        return GapAnswer(base, put, gaps(bare.told(), clock, base.asked.at), None)
    then = ground(log, where, question)
    at = base if question.at else then
    late = unrecorded(gaps(bare.told(), clock, at.asked.at).late, then.asked.recorded_at)
    return GapAnswer(at, put, Gaps(late, ()), then)


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """Lags, in the order in which things became public; *then* is the state of the log that did not hold them."""

    ground: Ground
    story: Story
    gaps: Gaps
    then: Ground | None

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        for each in self.gaps.late:
            yield from self._row(each, f"{lasting(each.least)} later").lines(across)
        if not self.gaps.late:
            yield line("Nothing was public that our log did not hold.")
        if self.gaps.early:
            yield line("Held before it was public", Ink.TITLE)
        for each in self.gaps.early:
            yield from self._row(each, f"{lasting(-each.least)} before").lines(across)
        if statistics := self.gaps.statistics():
            yield ()
            yield from wrapped(line(_told(statistics)), across)

    def _question(self) -> str:
        asked, calendar = self.ground.asking.asked, self.ground.asking.calendar
        if self.then is None:
            return asked_text(asked, calendar, desk=False)
        by = self.then.asking.asked
        return f"{asked_text(asked, calendar, desk=False).rpartition(', ')[0]}, and not yet in our {at_position(by)}"

    def _row(self, lag: Lag, told: str) -> Row:
        calendar = self.ground.asking.calendar
        voice = voice_name(lag.source, self.story.voices)
        left = [said(voice), Piece("  "), said(lag.claim, Ink.KEY), Piece(f"  {told}")]
        when = f"{calendar.when(lag.public)}, logged {calendar.short(lag.recorded_at)}"
        right = [said(when), Piece(f"  e{lag.entry}", Ink.KEY)]
        return Row(left, right, [STANCES[lag.stance], Piece(" ")])

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.gap/1."""
        statistics = self.gaps.statistics()
        return {
            "format": "sitlog.gap/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "not_held_by": asked_document(self.then.asked) if self.then else None,
            "late": map(_lag, self.gaps.late),
            "early": map(_lag, self.gaps.early),
            "statistics": _statistics(statistics) if statistics else None,
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each lag as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked")}
        for kind in ("late", "early"):
            yield from ({"format": "sitlog.gap.lag/1", **common, "kind": kind, **each} for each in whole[kind])

    def table(self) -> Table:
        """Give a row a lag, in seconds."""
        whole = self.document()
        names = ("kind", "entry", "claim", "source", "stance", "recorded_at", "least_seconds", "most_seconds")
        rows = ((kind, *(each[name] for name in names[1:])) for kind in ("late", "early") for each in whole[kind])
        return Table(names, rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a lag, for people."""
        rows = (
            (
                f"{STANCES[each.stance].text} {voice_name(each.source, self.story.voices)}",
                each.claim,
                f"{lasting(each.least)}{' before' if each.least < timedelta(0) else ''}",
                f"e{each.entry}",
            )
            for each in (*self.gaps.late, *self.gaps.early)
        )
        return self._question(), Table(("Voice", "Claim", "Lag", "Entry"), rows)


def _told(statistics: Statistics) -> str:
    count = f"{statistics.count} statement{'s' * (statistics.count > 1)}"
    return (
        f"{count}: half were logged within {lasting(statistics.median)} of being public, nine in ten within "
        f"{lasting(statistics.ninth_tenth)}, the last {lasting(statistics.longest)} after."
    )


def _lag(lag: Lag) -> dict[str, Any]:
    return {
        "entry": lag.entry,
        "claim": lag.claim,
        "source": lag.source,
        "stance": lag.stance.value,
        "public": when_document(lag.public),
        "recorded_at": rfc3339(lag.recorded_at),
        "least_seconds": _seconds(lag.least),
        "most_seconds": None if lag.most is None else _seconds(lag.most),
    }


def _statistics(statistics: Statistics) -> dict[str, Any]:
    return {
        "count": statistics.count,
        "shortest_seconds": _seconds(statistics.shortest),
        "median_seconds": _seconds(statistics.median),
        "ninth_tenth_seconds": _seconds(statistics.ninth_tenth),
        "longest_seconds": _seconds(statistics.longest),
    }


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())
