"""The answer of `why`: what the status of a claim rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground, known_key
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.beside import judgement_documents
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Line
from sitlog.cli.show.provenance import ProvenanceText
from sitlog.cli.show.tables import statement_table
from sitlog.domain.answer import document
from sitlog.domain.beside import Capture, Judgement
from sitlog.domain.conflict import rivals
from sitlog.domain.events import EntryCorrected
from sitlog.domain.knowledge import Known, known
from sitlog.domain.marks import Mark, marks
from sitlog.domain.public import PublicClock
from sitlog.domain.values import ClaimId, Position
from sitlog.domain.when import rfc3339
from sitlog.projections.captures import captures
from sitlog.projections.judgements import judgements
from sitlog.projections.provenance import Trail, trails
from sitlog.projections.story import story

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def reasons(log: "SituationLog", where: Where, question: Question, claim: str) -> "WhyAnswer":
    """Find what the status of a claim rests on; see the command `why`."""
    base = ground(log, where, question)
    entries = list(base.entries())
    put = story(base.situation, entries)
    known_key("claim", claim, sorted({*put.claims, *put.told}))
    whole = known(put, base.asked, everything=True)
    only = replace(whole, claims=tuple(each for each in whole.claims if each.claim.claim == claim))
    told = [each.told for each in only.claims[0].statements]
    return WhyAnswer(
        base,
        only,
        trails(entries, told, PublicClock(put.reports, base.asked.by)),
        tuple(captures(entries).values()),
        tuple(each for each in judgements(entries).values() if _is_about(each, ClaimId(claim), only)),
        sorted(rivals(put.claims, put.conflicts).get(ClaimId(claim), ())),
        tuple(marks(put.reports, ClaimId(claim), base.asked.at)),
    )


def _is_about(judgement: Judgement, claim: ClaimId, only: Known) -> bool:
    return judgement.claim == claim or judgement.source in {each.told.source for each in only.claims[0].statements}


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """A claim with each statement on it, how the log came by these, and what stands beside them."""

    ground: Ground
    known: Known
    trails: Mapping[Position, Trail]
    captures: Sequence[Capture]
    judgements: Sequence[Judgement]
    rivals: Sequence[ClaimId]
    marks: Sequence[Mark]

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asking = self.ground.asking
        yield from asked_lines(asking.asked, asking.calendar, across, desk=asking.desk)
        yield ()
        yield from ProvenanceText(
            self.known, asking.calendar, self.trails, self.captures, self.judgements, self.rivals, self.marks, across
        ).lines()

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.why/1."""
        whole = document(self.known)
        claim = whole["claims"][0]
        return {
            "format": "sitlog.why/1",
            "situation": whole["situation"],
            "asked": whole["asked"],
            **claim,
            "statements": [each | _trail(self.trails[each["entry"]]) for each in claim["statements"]],
            "conflicts_with": list(self.rivals),
            "corrected_by_publisher": [_mark(each) for each in self.marks],
            "judgements": judgement_documents(self.judgements),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each statement as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked", "claim", "status")}
        return ({"format": "sitlog.why.statement/1", **common, **each} for each in whole["statements"])

    def table(self) -> Table:
        """Give a row a statement."""
        return statement_table(self.known)

    def summary(self) -> tuple[str, Table]:
        """Give a row a statement, for people."""
        asking = self.ground.asking
        texts = ProvenanceText(
            self.known, asking.calendar, self.trails, self.captures, self.judgements, self.rivals, self.marks, 0
        )
        return asked_text(asking.asked, asking.calendar, desk=asking.desk), texts.table()


def _trail(trail: Trail) -> dict[str, Any]:
    return {
        "recorded_by": trail.recorded_by,
        "lag": {
            "least_seconds": int(trail.lag.least.total_seconds()),
            "most_seconds": None if trail.lag.most is None else int(trail.lag.most.total_seconds()),
        },
        "corrections": [
            {"entry": each.position, "recorded_at": rfc3339(each.recorded_at), "reason": each.event.reason}
            for each in trail.corrections
            if isinstance(each.event, EntryCorrected)
        ],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    says = "wrong" if mark.wrong else "replacement"
    return {"report": mark.report, "revision": mark.revision.number, "entry": mark.revision.entry, "says": says}
