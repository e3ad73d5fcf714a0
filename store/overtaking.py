"""Which briefings a change of our own overtook: what was issued, answered from the log right before it and after."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, islice

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.difference import turned
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryRedacted
from sitlog.domain.knowledge import known
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.briefings import Briefing
from sitlog.store.issued import Issue, issue_of
from sitlog.store.ledger.instants import micros
from sitlog.store.log import SituationLog
from sitlog.store.shift import Shift, shift_of

_AT_ONCE = 100  # claims


class Overtaking:
    """The briefings of a situation, each of which is found again in the log once a change comes after it."""

    def __init__(self, log: SituationLog, situation: str, told: Mapping[Position, Briefing]) -> None:
        """Have looked at nothing yet; *told* are the briefings up to the last change that will be asked for."""
        self._log, self._situation, self._told = log, situation, told
        self._issues: dict[Position, Issue] = {}

    def by(self, change: Entry) -> tuple[Position, ...]:
        """Give the briefings whose answers a change altered, or some of whose answer it took away."""
        issues = {brief: self._issue(brief) for brief in sorted(self._told) if brief < change.position}
        altered = set(self._altered(shift_of(self._log, self._situation, change), issues)) if issues else set()
        return tuple(brief for brief, each in issues.items() if brief in altered or _took_away(change, each))

    def _issue(self, brief: Position) -> Issue:
        if brief not in self._issues:
            self._issues[brief] = issue_of(self._log, self._told[brief])
        return self._issues[brief]

    def _altered(self, shift: Shift, issues: Mapping[Position, Issue]) -> Iterator[Position]:
        if not shift.is_on_claims:
            ends = shift.before, shift.at
            yield from (brief for brief, each in issues.items() if not each.changes(self._log, *ends).is_empty)
            return
        claims = shift.keys()
        altered = {brief: _alters(shift, claims, each) for brief, each in issues.items()}
        yield from (brief for brief, each in altered.items() if each)
        unsure = {brief: issues[brief] for brief, each in altered.items() if each is None}
        if unsure:
            yield from self._answered_otherwise(unsure, shift)

    def _answered_otherwise(self, issues: Mapping[Position, Issue], shift: Shift) -> Iterator[Position]:
        """Give those of some issues that tell otherwise of the claims concerned."""
        left = dict(issues)
        sparing = all(each.asked.by is Clock.SAID for each in issues.values())
        named = {*chain.from_iterable(each.claims for each in issues.values())}
        is_some = all(each.claims for each in issues.values())
        ahead = (each for each in shift.concerned() if each in named or not is_some)
        while left and (claims := set(islice(ahead, _AT_ONCE))):
            before, after = shift.stories(claims, sparing=sparing)
            for brief, issue in list(left.items()):
                some = claims.intersection(issue.claims) if issue.claims else claims
                if some and _tells_otherwise(before, after, issue.asked, some):
                    del left[brief]
                    yield brief


def _alters(shift: Shift, claims: Mapping[int, ClaimId], issue: Issue) -> bool | None:
    """Tell whether an issue is answered otherwise, as far as that follows from the rows alone.

    An answer by when statements were said has all that were made by then, and nothing of others follows for it: an
    attribution that was made later may have framed a claim, but not one on which other statements rest.
    """
    if issue.asked.by is not Clock.SAID or not all(row.is_statement for row in shift.rows):
        return None
    at = micros(issue.asked.at)
    told = [row for row in shift.rows if (row.said_latest if issue.asked.strict else row.said_earliest) <= at]
    if any(not issue.claims or claims[row.thing] in issue.claims for row in told):
        return True
    return None if told else False


def _tells_otherwise(before: Story, after: Story, asked: Asked, claims: Collection[ClaimId]) -> bool:
    was, now = (known(each, asked, only=claims) for each in (before, after))
    return any(True for _ in turned(was.claims, now.claims))


def _took_away(change: Entry, issue: Issue) -> bool:
    """Tell whether a redaction took away what a briefing may have used; what it was, the log cannot tell any more."""
    event = change.event
    return isinstance(event, EntryRedacted) and not issue.reproducible and event.entry <= issue.asked.position
