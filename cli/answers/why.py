"""The answer of `why`: what the status of a claim rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.beside import judgement_documents
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Line
from sitlog.cli.show.provenance import ProvenanceText
from sitlog.cli.show.tables import statement_table
from sitlog.domain.answer import document
from sitlog.domain.asked import Clock
from sitlog.domain.beside import Capture, Judgement
from sitlog.domain.conflict import rivals
from sitlog.domain.effective import CHANGING
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected, EvidenceLinked
from sitlog.domain.knowledge import Known, known
from sitlog.domain.public import PublicClock
from sitlog.domain.story import Told
from sitlog.domain.values import ClaimId, Kind, Position
from sitlog.domain.when import rfc3339
from sitlog.projections.provenance import Trail, trails

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def reasons(log: "SituationLog", where: Where, question: Question, claim: str) -> "WhyAnswer":
    """Find what the status of a claim rests on; see the command `why`."""
    from sitlog.store.statements.beside import beside  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.statements.closure import story_of  # noqa: PLC0415  # as above

    base, key = ground(log, where, question), ClaimId(claim)
    put = story_of(log, base.situation, base.asked.position, [key], sparing=base.asked.by is Clock.SAID)
    if key not in put.claims and key not in put.told:
        base.must_know(Kind.CLAIM, claim)
    only = known(put, base.asked, everything=True, only=[key])
    told = [each.told for each in only.claims[0].statements]
    judgements, captures = beside(log, base.situation, base.asked.position, _named(key, told))
    return WhyAnswer(
        base,
        only,
        trails(_entries(base, told), told, PublicClock(put.reports, base.asked.by)),
        captures,
        judgements,
        sorted(rivals(put.claims, put.conflicts).get(key, ())),
    )


def _named(claim: ClaimId, told: Iterable[Told]) -> Iterator[tuple[Kind, str]]:
    """The claim, and who said it in what."""
    yield Kind.CLAIM, claim
    for each in told:
        yield Kind.SOURCE, each.source
        yield from ((Kind.REPORT, cited.report) for cited in each.evidence)


def _entries(base: Ground, told: Iterable[Told]) -> Sequence[Entry]:
    """The entries of statements, with those that touch them."""
    from sitlog.store.touching import surrounded  # noqa: PLC0415  # slow to import

    held = base.log.read().at([each.entry for each in told])
    return surrounded(base.log, held, until=base.asked.position, types=CHANGING | {EvidenceLinked.TOPIC})


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """A claim with each statement on it, how the log came by these, and what stands beside them."""

    ground: Ground
    known: Known
    trails: Mapping[Position, Trail]
    captures: Sequence[Capture]
    judgements: Sequence[Judgement]
    rivals: Sequence[ClaimId]

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asking = self.ground.asking
        yield from asked_lines(asking.asked, asking.calendar, across, desk=asking.desk)
        yield ()
        yield from ProvenanceText(
            self.known, asking.calendar, self.trails, self.captures, self.judgements, self.rivals, across
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
        texts = ProvenanceText(self.known, asking.calendar, self.trails, self.captures, self.judgements, self.rivals, 0)
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
