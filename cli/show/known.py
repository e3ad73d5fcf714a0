"""What was known, as people read it: claims under what they are about, each with its voices."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sitlog.cli.show.beside import judged
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, spaced, wrapped
from sitlog.cli.show.signs import COUNTED, REPORT, STATUSES, words
from sitlog.cli.show.statements import statement_row
from sitlog.cli.show.times import Calendar
from sitlog.domain.beside import Judgement
from sitlog.domain.knowledge import Known, KnownClaim, KnownReport
from sitlog.domain.status import Status
from sitlog.domain.story import Incident, Story
from sitlog.domain.telling import contents
from sitlog.domain.values import ClaimId, IncidentId
from sitlog.domain.when import Membership

_INDENT = 2
_STATUS_COLUMNS, _UNSURE_COLUMNS = len("unchallenged"), len(words(Status.NOT_YET_PUBLIC.value))


@dataclass(frozen=True, slots=True)
class KnownText:
    """Lays out an answer on so many columns; *title* stands over the claims that are about no incident.

    What analysts think of a claim stands below its statements.
    """

    known: Known
    calendar: Calendar
    title: str
    across: int
    judgements: Sequence[Judgement] = ()

    def lines(self) -> Iterator[Line]:
        """Give the answer, without the question."""
        told = contents(self.known.claims)
        columns = _Columns(_STATUS_COLUMNS if told.sure else _UNSURE_COLUMNS, len(f"e{told.last}"))
        judged_by_claim: dict[ClaimId | None, list[Judgement]] = defaultdict(list)
        for each in self.judgements:
            judged_by_claim[each.claim].append(each)
        counts = Counter[Status]()
        yield ()
        for about, claims in told.by_incident():
            yield from self._heading(about)
            for claim in claims:
                counts[claim.status] += 1
                yield from self._claim(claim, columns)
                yield from self._judged(judged_by_claim.get(claim.claim.claim, ()), columns)
        yield from self._reports(columns)
        yield from self._gaps()
        if self.known.claims or self.known.reports or self.known.gaps:
            yield ()
        yield from wrapped(line(statuses_told(counts)), self.across)

    def _heading(self, about: IncidentId | None) -> Iterator[Line]:
        incident = self.known.story.incidents.get(about) if about is not None else None
        title = incident.title if incident else about or self.title
        right = [said(happened(incident, self.calendar), Ink.FAINT)] if incident else ()
        yield from Row(left=line(title, Ink.TITLE), right=right).lines(self.across)

    def _claim(self, known: KnownClaim, columns: "_Columns") -> Iterator[Line]:
        sign = STATUSES[known.status]
        word = Piece(f"{words(known.status.value):<{columns.status}}", sign.ink)
        text = said(known.claim.text) if known.claim.text else Piece("(its wording was redacted)", Ink.FAINT)
        yield from Row(
            lead=[Piece(" " * _INDENT), sign, Piece(" "), word, Piece(" ")],
            left=spaced([text], self._beside(known), by=1),
            right=[said(known.claim.claim, Ink.KEY)],
        ).lines(self.across)
        for statement in known.statements:
            row = statement_row(statement, self.calendar, self.known.story.voices, columns.indent, columns.entry)
            yield from row.lines(self.across)

    def _judged(self, judgements: Iterable[Judgement], columns: "_Columns") -> Iterator[Line]:
        for each in judgements:
            lead = [Piece(" " * columns.indent)]
            right = [Piece(f"{f'e{each.entry}':>{columns.entry}}", Ink.KEY)]
            yield from Row([said(f"judged {judged(each)}", Ink.FAINT)], right, lead).lines(self.across)

    def _beside(self, known: KnownClaim) -> Line:
        told = [f"perhaps {words(known.perhaps.value)}"] if known.perhaps else []
        told += [f"against {', '.join(known.against)}"] if known.against else []
        told += [", ".join(words(each.value) for each in known.remarks)] if known.remarks else []
        told += [each.told for each in known.marks]
        return line(f"({'; '.join(told)})", Ink.FAINT) if told else ()

    def _reports(self, columns: "_Columns") -> Iterator[Line]:
        if not self.known.reports:
            return
        yield line("Reports", Ink.TITLE)
        for report in self.known.reports:
            yield from _report_row(report, self.known, self.calendar, columns.entry).lines(self.across)

    def _gaps(self) -> Iterator[Line]:
        if not self.known.gaps:
            return
        gaps = ", ".join(f"e{each.entry} of {self.calendar.at(each.recorded_at)}" for each in self.known.gaps)
        yield from wrapped(line(f"Redacted: {gaps}"), self.across)


class _Columns(NamedTuple):
    """How wide the words of a status are, and the handles of entries."""

    status: int
    entry: int

    @property
    def indent(self) -> int:
        """Where statements begin, under the text of their claim."""
        return _INDENT + 2 + self.status + 1


def happened(incident: Incident, calendar: Calendar) -> str:
    """Say when an incident happened."""
    return f"happened {calendar.when(incident.occurred)}"


def _report_row(known: KnownReport, asked: Known, calendar: Calendar, entries: int) -> Row:
    report, revision = known.report, known.revision
    outlet = asked.story.voices.get(report.outlet) if report.outlet else None
    titles = [each.title for each in report.revisions if each.number <= revision.number and each.title]
    left = [said(outlet.name if outlet else report.outlet or report.report)]
    if titles:
        left += [Piece("  "), said(f"“{titles[-1]}”")]
    if known.membership is Membership.POSSIBLE:
        left.append(Piece("  perhaps already"))
    if revision.body is None:
        left.append(Piece("  text not held"))
    return Row(
        lead=[Piece(f"  {REPORT} ")],
        left=left,
        right=[
            said(f"{report.report}.r{revision.number}", Ink.KEY),
            said(f"  {calendar.when(revision.published)}"),
            Piece(f"  {f'e{revision.entry}':>{entries}}", Ink.KEY),
        ],
    )


def statuses_told(counts: Mapping[Status, int]) -> str:
    """Tell how many claims have which status; or say that nothing was known."""
    if not counts:
        return "Nothing was known by then."
    told = ", ".join(f"{counts[status]} {words(status.value)}" for status in COUNTED if counts.get(status))
    return f"{told}. A status counts voices, no more."


def first_told(story: Story, only: Collection[ClaimId] | None) -> datetime | None:
    """Give the earliest instant by which the log has a statement for certain, on any claim or on *only* some."""
    told = (told for claim, told in story.told.items() if only is None or claim in only)
    ends = (each.said.latest for said in told for each in said if each.said.latest is not None)
    return min(ends, default=None)
