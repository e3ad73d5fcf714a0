"""What the desk told others, and whether the same question is answered otherwise by now."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.answer import digest
from sitlog.domain.difference import Difference, difference
from sitlog.domain.entry import Entry
from sitlog.domain.events import BriefingIssued
from sitlog.domain.knowledge import Known, known
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.projection import projection
from sitlog.projections.story import story


@dataclass(frozen=True, slots=True)
class Briefing:
    """An answer that was issued."""

    entry: Position
    recorded_at: datetime
    recorded_by: str | None
    event: BriefingIssued


@projection(dict[Position, Briefing], version=1)
def briefings(issued: dict[Position, Briefing], entry: Entry) -> None:
    """Keep what was told to whom under the position of its entry."""
    match entry.event:
        case BriefingIssued() as event:
            issued[entry.position] = Briefing(entry.position, entry.recorded_at, event.recorded_by, event)
        case _:
            pass


class Issue:
    """A briefing held against states of the log."""

    def __init__(self, event: BriefingIssued, then: Story) -> None:
        """Find out from the log as it stood *then* whether the whole answer was issued, or some claims of it.

        What was redacted since is gone from that state too, and with it the answer that was issued.
        """
        self.event = event
        answer = known(then, event.asked)
        part = only(answer, event.claims)
        self._whole = digest(answer) == event.digest or not event.claims
        self.issued = answer if self._whole else part
        self.reproducible = digest(self.issued) == event.digest

    def answer(self, now: Story, concerned: Collection[ClaimId] | None = None) -> Known:
        """Answer its question from another state of the log, as far as it was issued.

        If only some claims are *concerned*, that state must hold no more than bears on these.
        """
        answer = known(now, self.event.asked, only=concerned)
        return answer if self._whole else only(answer, self.event.claims)


def only(answer: Known, claims: Collection[ClaimId]) -> Known:
    """Leave out of an answer all but some claims, and what these are about."""
    kept = tuple(each for each in answer.claims if each.claim.claim in claims)
    about = {each.claim.about for each in kept}
    incidents = tuple(each for each in answer.incidents if each.incident in about)
    return answer._replace(claims=kept, reports=(), incidents=incidents, gaps=())


@dataclass(frozen=True, slots=True)
class Checked:
    """A briefing, and what lies between its answer then and that of the same question now.

    *reproducible* tells whether the log still gives, by its digest, the very answer that was issued.
    """

    briefing: Briefing
    changes: Difference
    reproducible: bool

    @property
    def stale(self) -> bool:
        """Whether a later entry overtook it."""
        return not self.reproducible or not self.changes.is_empty


def checked(situation: str, entries: Iterable[Entry]) -> Iterator[Checked]:
    """Hold each briefing against the whole of *entries*, in order."""
    held = list(entries)
    now = story(situation, held)
    for briefing in briefings(held).values():
        then = story(situation, (each for each in held if each.position <= briefing.event.asked.position))
        issue = Issue(briefing.event, then)
        yield Checked(briefing, difference(issue.issued, issue.answer(now)), issue.reproducible)
