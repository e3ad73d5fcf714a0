"""A story over time: for each report and claim what was said about it when, and how long which status lasted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.asked import Clock
from sitlog.domain.conflict import Rivals
from sitlog.domain.history import History
from sitlog.domain.public import END, Carriers
from sitlog.domain.status import Phase
from sitlog.domain.story import Report, Stance, Story, Told
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import ClaimId, Position, SourceId, UpdateKind
from sitlog.domain.when import Span


@unchanging
class Mark:
    """A statement, or a revision of a report, and when it became public."""

    entry: Position
    when: Span
    source: SourceId | None
    stance: Stance | None = None
    revision: int | None = None
    kind: UpdateKind | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A report or a claim with its marks in the order of their times, and the statuses it went through."""

    key: str
    title: str | None
    is_report: bool
    marks: tuple[Mark, ...]
    phases: tuple[Phase, ...] = ()


def lanes(story: Story, told: Iterable[Mapping[ClaimId, Sequence[Told]]], rivals: Rivals, by: Clock) -> list[Lane]:
    """Give all there is, reports first; each kind by the first time there.

    What was *told* of claims comes in parts, each of which has, with a claim, its *rivals* too; of the story just what
    else there is is looked at.
    """
    of_reports = [_of_report(each) for each in story.reports.values()]
    carriers = Carriers(story.reports)
    of_claims: list[Lane] = []
    for part in told:
        history = History(story._replace(told=part), by, rivals=rivals, carriers=carriers)
        of_claims += (_of_claim(claim, on_it, story, history) for claim, on_it in part.items())
    return [*sorted(of_reports, key=_first), *sorted(of_claims, key=_first)]


def _of_report(report: Report) -> Lane:
    marks = tuple(
        Mark(each.entry, each.published, report.outlet, revision=each.number, kind=each.kind)
        for each in report.revisions
    )
    titles = [each.title for each in report.revisions if each.title]
    return Lane(report.report, titles[-1] if titles else None, is_report=True, marks=marks)


def _of_claim(claim: ClaimId, told: Sequence[Told], story: Story, history: History) -> Lane:
    framed = story.claims.get(claim)
    marks = tuple(
        Mark(each.entry, history.clock.time(each), each.source, stance=each.stance)
        for each in sorted(told, key=history.clock.order)
    )
    title = framed.text if framed else None
    return Lane(claim, title, is_report=False, marks=marks, phases=tuple(history.phases(claim)))


def _first(lane: Lane) -> tuple[datetime, str]:
    return min((each.when.earliest or each.when.latest or END for each in lane.marks), default=END), lane.key


def extent(drawn: list[Lane]) -> tuple[datetime, datetime] | None:
    """Give the time in which things became public for certain, and as much before it as vague times begin in.

    What may have begun longer ago than that whole time is left outside: a year would hide the hours of a day.
    """
    spans = [mark.when for lane in drawn for mark in lane.marks]
    ends = [each.latest for each in spans if each.latest]
    named = ends or [each.earliest for each in spans if each.earliest]
    if not named:
        return None
    first, last = min(named), max(named)
    begins = [each.earliest for each in spans if each.earliest]
    near = [each for each in begins if first == last or each >= first - (last - first)]
    return min([first, *near]), last
