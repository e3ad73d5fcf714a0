"""A briefing: an answer that is recorded as told to somebody, and given to be handed on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli import session
from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.forms import Table
from sitlog.cli.show.known import KnownText
from sitlog.cli.show.page import Page
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.tables import claim_table, statement_table
from sitlog.domain.answer import digest, document, stream
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.events import BriefingIssued
from sitlog.domain.knowledge import Known
from sitlog.domain.telling import contents
from sitlog.domain.values import ClaimId, Kind
from sitlog.domain.when import rfc3339

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def issue(
    log: "SituationLog", where: Where, question: Question, audience: str, claims: Sequence[str]
) -> "BriefingAnswer":
    """Answer what is known, of some claims or (if none are named) of all, and record that *audience* was told so."""
    if not audience.strip():
        raise NotUnderstood("the audience is missing", hint="Say who is told: sitlog brief 'the night desk'")
    from sitlog.store.issued import answer  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    for each in claims:
        base.must_know(Kind.CLAIM, each)
    told = answer(log, base.situation, base.asked, [ClaimId(each) for each in claims])
    event = BriefingIssued.of(
        situation=base.situation,
        audience=audience,
        asked=base.asked,
        digest=digest(told),
        claims=tuple(ClaimId(each) for each in claims) or tuple(contents(told.claims).keys),
        recorded_by=session.actor(),
    )
    receipt = log.record(event)
    return BriefingAnswer(base, told, event, log.entry(receipt.positions[0]))


@dataclass(frozen=True, slots=True)
class BriefingAnswer:
    """What was told, with the entry that records it."""

    ground: Ground
    known: Known
    event: BriefingIssued
    entry: Entry

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asked = self.ground.asking
        yield from wrapped(line(self._title(), Ink.TITLE), across)
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk)
        yield from KnownText(self.known, asked.calendar, self.ground.title, across).lines()
        for each in self._closing():
            yield from wrapped(line(each, Ink.FAINT), across)

    def _title(self) -> str:
        return f"Briefing for {self.event.audience}: {self.ground.title}"

    def _closing(self) -> tuple[str, ...]:
        at = self.ground.asking.calendar.placed(self.entry.recorded_at)
        by = f" by {self.event.recorded_by}" if self.event.recorded_by else ""
        return (
            f"Recorded as e{self.entry.position}, {at}{by}. Answer sha256 {self.event.digest}",
            "Whether it still holds: sitlog briefings --stale",
        )

    def page(self) -> Page:
        """Give it as a document to hand on."""
        asked = self.ground.asking
        question = asked_text(asked.asked, asked.calendar, desk=asked.desk)
        return Page(self.known, asked.calendar, self._title(), question, self._closing()[:1])

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.briefing/1; the digest is that of the answer in it."""
        return {
            "format": "sitlog.briefing/1",
            "entry": self.entry.position,
            "recorded_at": rfc3339(self.entry.recorded_at),
            "recorded_by": self.event.recorded_by,
            "audience": self.event.audience,
            "digest": self.event.digest,
            "answer": stream(self.known),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give it as the one JSON object it is."""
        yield {**self.document(), "answer": document(self.known)}

    def table(self) -> Table:
        """Give a row a statement."""
        return statement_table(self.known)

    def summary(self) -> tuple[str, Table]:
        """Give a row a claim."""
        return self._title(), claim_table(self.known, self.ground.asking.calendar)
