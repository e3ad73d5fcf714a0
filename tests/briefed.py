"""Logs in which people are told what is known, and what becomes of that by replaying the whole log each time."""

from collections.abc import Collection

from hypothesis import strategies as st

from sitlog.domain.answer import digest, document
from sitlog.domain.asked import Clock
from sitlog.domain.difference import PARTS
from sitlog.domain.entry import Entry
from sitlog.domain.errors import RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.events import BriefingIssued, EntryRedacted
from sitlog.domain.knowledge import Known, known
from sitlog.domain.values import ClaimId
from sitlog.projections.story import story
from tests.given import TOWN, answer
from tests.holdings import MemoryHoldings
from tests.store.test_statements import Told
from tests.stories import DAWN, HOUR, PRELUDE, TIMES, attempt


def briefed(data: st.DataObject, most: int) -> Told:
    """A log in which people are told again and again what is known, of all or of some claims."""
    told, memory = Told("sqlite:///:memory:"), MemoryHoldings()
    memory.admit(*PRELUDE, now=DAWN)
    for _ in range(data.draw(st.integers(0, most))):
        told.now += data.draw(st.sampled_from([0, 0, 0, 1, 3])) * HOUR
        issued = data.draw(st.sampled_from([True, False, False, False]))
        event = data.draw(issues(memory.entries) if issued else attempts(memory.entries))
        try:
            told.log.record(event)
        except RefusedBatch:
            continue
        memory.admit(event, now=told.now)
    return told


@st.composite
def attempts(draw: st.DrawFn, log: list[Entry]) -> Event:
    """Something that somebody tries to record."""
    return attempt(draw, log)


@st.composite
def issues(draw: st.DrawFn, log: list[Entry]) -> Event:
    """A briefing on the log as it stands."""
    how = {"by": draw(st.sampled_from(Clock)), "strict": draw(st.booleans())}
    told = answer(log, draw(st.sampled_from(TIMES)), **how)
    some = tuple(each.claim.claim for each in told.claims if draw(st.booleans()))
    return issued(told, *some)


def issued(told: Known, *claims: ClaimId) -> Event:
    """A briefing: that the press was told an answer, or of it what is on some claims."""
    part = only(told, claims) if claims else told
    named = claims or tuple(each.claim.claim for each in told.claims)
    return BriefingIssued.of(situation=TOWN, audience="press", asked=told.asked, digest=digest(part), claims=named)


def only(answer: Known, claims: Collection[ClaimId]) -> Known:
    """An answer without all but some claims, and what these are about."""
    kept = tuple(each for each in answer.claims if each.claim.claim in claims)
    about = {each.claim.about for each in kept}
    incidents = tuple(each for each in answer.incidents if each.incident in about)
    return answer._replace(claims=kept, reports=(), incidents=incidents, gaps=())


class Replayed:
    """A briefing, answered by replaying a log's entries."""

    def __init__(self, event: BriefingIssued, log: list[Entry]) -> None:
        self.event = event
        whole = self._known(log[: event.asked.position])
        self.is_whole = digest(whole) == event.digest or not event.claims
        self.issued = whole if self.is_whole else only(whole, event.claims)
        self.reproducible = digest(self.issued) == event.digest

    def answer(self, log: list[Entry]) -> Known:
        """The same from other entries."""
        whole = self._known(log)
        return whole if self.is_whole else only(whole, self.event.claims)

    def is_overtaken(self, log: list[Entry], at: int) -> bool:
        """Whether the entry at a position changes what is answered, or takes away what may have been used."""
        redacted = log[at - 1].event
        if isinstance(redacted, EntryRedacted) and not self.reproducible:
            return redacted.entry <= self.event.asked.position or self._turns(log, at)
        return self._turns(log, at)

    def _turns(self, log: list[Entry], at: int) -> bool:
        return _told(self.answer(log[: at - 1])) != _told(self.answer(log[:at]))

    def _known(self, log: list[Entry]) -> Known:
        return known(story(TOWN, log), self.event.asked)


def _told(answer: Known) -> object:
    """What an answer tells, in whatever order."""
    told = document(answer)
    return {part: {each[key]: each for each in told[part]} for part, key in PARTS.items()}
