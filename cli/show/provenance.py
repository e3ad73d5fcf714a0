"""What the status of a claim rests on, as people read it: each statement with its times, evidence and corrections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sitlog.cli.show.beside import judged
from sitlog.cli.show.entries import cited
from sitlog.cli.show.forms import Table
from sitlog.cli.show.lasting import lasting
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, spaced, wrapped
from sitlog.cli.show.signs import CORRECTION, STANCES, STATUSES, words
from sitlog.cli.show.statements import particulars, voice_name
from sitlog.cli.show.times import Calendar
from sitlog.domain.beside import Capture, Judgement
from sitlog.domain.events import EntryCorrected
from sitlog.domain.knowledge import Known, KnownClaim, KnownStatement
from sitlog.domain.status import Phase
from sitlog.domain.values import ClaimId, Evidence, Position
from sitlog.projections.provenance import Trail

_LABEL = 10  # columns
_DIGEST_SHOWN = 12  # hex digits
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class ProvenanceText:
    """Lays out one claim of an answer, with all that it rests on, on so many columns."""

    known: Known
    calendar: Calendar
    trails: Mapping[Position, Trail]
    captures: Sequence[Capture]
    judgements: Sequence[Judgement]
    rivals: Sequence[ClaimId]
    across: int

    @property
    def _claim(self) -> KnownClaim:
        return self.known.claims[0]

    def lines(self) -> Iterator[Line]:
        """Give the claim, then a block a statement, then what stands beside it."""
        claim = self._claim.claim
        text = said(claim.text, Ink.TITLE) if claim.text else Piece("(its wording was redacted)", Ink.FAINT)
        about = f", about {claim.about}" if claim.about else ""
        yield from Row(left=[text], right=[said(f"claim {claim.claim}{about}", Ink.KEY)]).lines(self.across)
        yield from wrapped((STATUSES[self._claim.status], Piece(" "), said(self._status())), self.across)
        yield ()
        for statement in self._claim.statements:
            yield from self._statement(statement)
        for each in self._beside():
            yield from wrapped(line(each), self.across)
        yield from wrapped(line(self._closing(), Ink.FAINT), self.across)

    def _status(self) -> str:
        told = [words(self._claim.status)]
        if self._claim.phases:
            told[0] += f" since {self._since(self._claim.phases[-1])}"
        if self._claim.perhaps:
            told.append(f"perhaps already {words(self._claim.perhaps)}")
        passed = self._claim.phases
        for phase, after in zip(reversed(passed[:-1]), reversed(passed[1:]), strict=True):
            told.append(f"{words(phase.status)} from {self._since(phase)}, for {lasting(after.latest - phase.latest)}")
        remarks = ", ".join(words(each) for each in self._claim.remarks)
        return "; ".join([*told, *([remarks] if remarks else [])])

    def _since(self, phase: Phase) -> str:
        at = self.calendar._replace(near=None).at(phase.latest)
        if phase.earliest == phase.latest:
            return at
        return f"{at} (perhaps {self.calendar.short(phase.earliest)})" if phase.earliest else f"{at} (perhaps earlier)"

    def _statement(self, known: KnownStatement) -> Iterator[Line]:
        told, voices = known.told, self.known.story.voices
        voice = voices.get(told.source)
        principal = voices.get(voice.affiliation) if voice and voice.affiliation else None
        named = f"{voice_name(told.source, voices)}{f', {principal.name}' if principal else ''}"
        left = spaced([said(named)], *([said(each)] for each in particulars(known, voices)))
        lead = [STANCES[told.stance], Piece(" ")]
        yield from Row(left, [Piece(f"e{told.entry}", Ink.KEY)], lead).lines(self.across)
        trail = self.trails[told.entry]
        yield from self._field("said", line(self._said(known)))
        yield from self._field("logged", line(self._logged(trail)))
        for each in told.evidence:
            yield from self._field("evidence", line(self._evidence(each, trail)), self._digest(each))
        for change in trail.corrections:
            if isinstance(change.event, EntryCorrected):
                by = f"{CORRECTION} e{change.position} {self.calendar.short(change.recorded_at)}: {change.event.reason}"
                yield from self._field("corrected", line(by))
        if told.note:
            yield from self._field("note", line(told.note))

    def _field(self, label: str, told: Line, right: Line = ()) -> Iterator[Line]:
        yield from Row(told, right, [Piece(f"  {label:<{_LABEL}}", Ink.FAINT)]).lines(self.across)

    def _said(self, known: KnownStatement) -> str:
        quoted = f" (the source says “{known.told.said.words}”)" if known.told.said.words else ""
        public = "" if known.public == known.told.said else f", published {self.calendar.when(known.public)}"
        return f"{self.calendar.when(known.told.said)}{quoted}{public}"

    def _logged(self, trail: Trail) -> str:
        by = f" by {trail.recorded_by}" if trail.recorded_by else ""
        return f"{self.calendar.short(trail.told.recorded_at)}{by}, {_late(trail)}"

    def _evidence(self, evidence: Evidence, trail: Trail) -> str:
        report = self.known.story.reports.get(evidence.report)
        outlet = self.known.story.voices.get(report.outlet) if report and report.outlet else None
        place = f"{outlet.name}, {cited(evidence)}" if outlet else cited(evidence)
        linked = next((each for each in trail.links if evidence in each.event.evidence), None) if trail.links else None  # type: ignore[union-attr]  # links are events
        later = f", linked {self.calendar.short(linked.recorded_at)} (e{linked.position})" if linked else ""
        return f"{place}{f' “{evidence.words}”' if evidence.words else ''}{later}"

    def _digest(self, evidence: Evidence) -> Line:
        found = [each for each in self.captures if (each.report, each.revision) == (evidence.report, evidence.revision)]
        return line(f"sha256 {found[-1].sha256[:_DIGEST_SHOWN]}…", Ink.FAINT) if found else ()

    def _beside(self) -> Iterator[str]:
        for rival in self.rivals:
            other = self.known.story.claims.get(rival)
            yield f"Cannot hold together with {rival}{f': {other.text}' if other and other.text else ''}"
        for mark in self._claim.marks:
            yield f"{mark.told[0].upper()}{mark.told[1:]} (e{mark.entry})"
        for judgement in self.judgements:
            of = self.known.story.voices.get(judgement.source) if judgement.source else None
            yield f"Judged (e{judgement.entry}): {f'{of.name}: ' if of else ''}{judged(judgement)}"

    def _closing(self) -> str:
        corrected = sum(bool(each.corrections) for each in self.trails.values())
        entry = max((each.told.entry for each in self._claim.statements), default=self._claim.claim.framed_by)
        never = "No entry here was ever corrected. " if not corrected else ""
        return f"{never}Full record of one entry: sitlog show e{entry}"

    def table(self) -> Table:
        """Give a row a statement, for people."""
        rows = (
            (
                f"{STANCES[each.told.stance].text} {voice_name(each.told.source, self.known.story.voices)}",
                ", ".join(particulars(each, self.known.story.voices)),
                self._said(each),
                self._logged(self.trails[each.told.entry]),
                ", ".join(cited(one) for one in each.told.evidence),
                f"e{each.told.entry}",
            )
            for each in self._claim.statements
        )
        return Table(("Voice", "Words", "Said", "Logged", "Evidence", "Entry"), rows)


def _late(trail: Trail) -> str:
    """Say how late a statement was recorded; what is exact needs no more than that."""
    lag = trail.lag
    if lag.least < _NO_TIME:
        return f"{lasting(lag.least)} before it was public"
    if lag.most == lag.least:
        return f"{lasting(lag.least)} later"
    return f"{lasting(lag.least)} after the latest it can have been said"
