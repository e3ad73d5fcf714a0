"""What the desk told others: found again in the log, by its digest, and held against the log as it stood later."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sitlog.domain.answer import digest
from sitlog.domain.asked import Asked, Wanted
from sitlog.domain.difference import Difference, difference
from sitlog.domain.events import BriefingIssued, EntryCorrected
from sitlog.domain.knowledge import Known, known, outlined
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.briefings import Briefing, briefings
from sitlog.projections.lines import Act
from sitlog.store.log import SituationLog
from sitlog.store.statements.closure import story_of
from sitlog.store.statements.differing import difference_at
from sitlog.store.statements.finding import Found
from sitlog.store.statements.reading import frame_of_rows
from sitlog.store.statements.whole import whole_at
from sitlog.store.touching import surrounded

_FEW = 100  # claims
_BRIEFING = f'"{BriefingIssued.TOPIC}"'.encode()  # in a text, quotation marks are escaped
_IN_NO_PART = (Act.PUBLISHED, Act.REDACTED)


def briefings_in(log: SituationLog, situation: str, *, until: int) -> Mapping[Position, Briefing]:
    """Give the briefings of a situation, as the log stood at a position; a correction may have made one of an entry."""
    held = log.of(situation).until(until)
    made = [at.position for at in held.only(EntryCorrected.TOPIC).stored() if _BRIEFING in (at.payload or b"")]
    some = chain(held.only(BriefingIssued.TOPIC), log.read().at(made))
    return briefings(surrounded(log, some, until=until))


def answer(log: SituationLog, situation: str, asked: Asked, claims: Sequence[ClaimId]) -> Known:
    """Answer as a briefing does: on all there is, or on *claims* alone, without reports and what was redacted."""
    if not claims:
        return whole_at(log, situation, asked, Wanted()).known
    if len(claims) <= _FEW:
        told = known(story_of(log, situation, asked.position, claims), asked, only=claims)
    else:
        told = whole_at(log, situation, asked, Wanted(only=frozenset(claims))).known
    return told._replace(reports=(), gaps=())


@dataclass(frozen=True, slots=True)
class Issue:
    """An answer that was issued, on all there was or on some *claims*.

    *reproducible* tells whether the log still gives, by its digest, the very answer: what was redacted since is gone
    from how it stood then, too.
    """

    situation: str
    asked: Asked
    claims: Sequence[ClaimId]
    reproducible: bool

    def changes(self, log: SituationLog, first: int, last: int) -> Difference:
        """Give what lies between the answers to its question from the log as it stood at two positions."""
        was, now = (self.asked.model_copy(update={"position": each}) for each in (first, last))
        if self.claims:
            before, after = (answer(log, self.situation, each, self.claims) for each in (was, now))
            told = difference(before, after)
        else:
            told = difference_at(log, self.situation, was, now)
        before, after = (each._replace(asked=self.asked) for each in (told.before, told.after))
        return replace(told, before=before, after=after)


def issue_of(log: SituationLog, briefing: Briefing) -> Issue:
    """Find out whether a briefing issued the whole answer to its question, or some claims of it.

    A briefing on all there was names its claims too.
    """
    event = briefing.event
    asked, situation, claims = event.asked, event.situation, event.claims

    def gives(on: Sequence[ClaimId]) -> bool:
        return digest(answer(log, situation, asked, on)) == event.digest

    if 0 < len(claims) <= _FEW and gives(claims) and _has_more(log, situation, asked):
        return Issue(situation, asked, claims, reproducible=True)
    is_whole = gives(())
    if is_whole or not claims:
        return Issue(situation, asked, (), reproducible=is_whole)
    return Issue(situation, asked, claims, reproducible=gives(claims))


def _has_more(log: SituationLog, situation: str, asked: Asked) -> bool:
    """Tell whether an answer on all there was has what none on some claims has."""
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        told = outlined(frame_of_rows(situation, found.of_acts(_IN_NO_PART)), asked, about=())
    return bool(told.reports or told.gaps)


@dataclass(frozen=True, slots=True)
class Checked:
    """A briefing, how it was issued, and what lies between its answer then and that of the same question later."""

    briefing: Briefing
    issue: Issue
    changes: Difference

    @property
    def stale(self) -> bool:
        """Whether a later entry overtook it."""
        return not self.issue.reproducible or not self.changes.is_empty


def check(log: SituationLog, briefing: Briefing, issue: Issue, *, until: int) -> Checked:
    """Hold a briefing against the log as it stood at a position."""
    return Checked(briefing, issue, issue.changes(log, issue.asked.position, until))


def checked(log: SituationLog, told: Iterable[Briefing], *, until: int) -> Iterator[Checked]:
    """Hold briefings against the log as it stood at a position, one after another."""
    return (check(log, each, issue_of(log, each), until=until) for each in told)
