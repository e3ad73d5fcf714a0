"""Which briefings a change of our own overtook: what was issued, answered from the log right before it and after."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.difference import turned
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryRedacted
from sitlog.domain.knowledge import known
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind, Position
from sitlog.projections.briefings import Briefing
from sitlog.projections.lines import Act
from sitlog.store.issued import Issue, issue_of
from sitlog.store.ledger.instants import micros
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.log import SituationLog
from sitlog.store.statements.between import Between
from sitlog.store.statements.chains import chain_of
from sitlog.store.statements.closure import story_of
from sitlog.store.statements.finding import Found
from sitlog.store.statements.kin import Kin
from sitlog.store.statements.rows import Row

_AT_ONCE = 100  # claims
_ON_CLAIMS = {*(act for act in Act if act.is_statement), Act.FRAMED, Act.CONFLICTED}
_IN_NO_ANSWER = {Act.CAPTURED, Act.CLAIM_JUDGED, Act.SOURCE_JUDGED}
_TURNED = Prepared(
    "SELECT * FROM told WHERE situation = :situation AND position IN :many AND (since = :at OR until = :at)"
)


class Overtaking:
    """The briefings of a situation, each of which is found again in the log once a change comes after it."""

    def __init__(self, log: SituationLog, situation: str, told: Mapping[Position, Briefing]) -> None:
        """Have looked at nothing yet; *told* are the briefings up to the last change that will be asked for."""
        self._log, self._situation, self._told = log, situation, told
        self._issues: dict[Position, Issue] = {}

    def by(self, change: Entry) -> tuple[Position, ...]:
        """Give the briefings whose answers a change altered, or some of whose answer it took away."""
        issues = {brief: self._issue(brief) for brief in sorted(self._told) if brief < change.position}
        altered = set(self._altered_by(self._turn(change), issues)) if issues else set()
        return tuple(brief for brief, each in issues.items() if brief in altered or _took_away(change, each))

    def _issue(self, brief: Position) -> Issue:
        if brief not in self._issues:
            self._issues[brief] = issue_of(self._log, self._told[brief])
        return self._issues[brief]

    def _altered_by(self, turn: "_Turn", issues: Mapping[Position, Issue]) -> Iterator[Position]:
        if not turn.is_on_claims:
            ends = turn.at - 1, turn.at
            yield from (brief for brief, each in issues.items() if not each.changes(self._log, *ends).is_empty)
            return
        altered = {brief: turn.alters(each) for brief, each in issues.items()}
        yield from (brief for brief, each in altered.items() if each)
        unsure = {brief: issues[brief] for brief, each in altered.items() if each is None}
        if unsure:
            yield from self._answered_otherwise(unsure, self._concerned(turn), turn.at)

    def _answered_otherwise(
        self, issues: Mapping[Position, Issue], concerned: Iterable[ClaimId], position: int
    ) -> Iterator[Position]:
        """Give those of some issues that tell otherwise, right before a position and at it, of the claims concerned."""
        left = dict(issues)
        sparing = all(each.asked.by is Clock.SAID for each in issues.values())
        named = {*chain.from_iterable(each.claims for each in issues.values())}
        is_some = all(each.claims for each in issues.values())
        ahead = (each for each in concerned if each in named or not is_some)
        while left and (claims := set(islice(ahead, _AT_ONCE))):
            before, after = (
                story_of(self._log, self._situation, at, claims, sparing=sparing) for at in (position - 1, position)
            )
            for brief, issue in list(left.items()):
                some = claims.intersection(issue.claims) if issue.claims else claims
                if some and _tells_otherwise(before, after, issue.asked, some):
                    del left[brief]
                    yield brief

    def _turn(self, change: Entry) -> "_Turn":
        ledger, at = self._log.read().ledger, change.position
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self._situation, at)
            about = [each.position for each in chain_of(connection, change)]
            rows = list(map(Row._make, _TURNED.rows_for(connection, about, **found.where)))
            rows = [row for row in rows if row.act not in _IN_NO_ANSWER]
            named = found.names({row.thing for row in rows if row.is_statement})
        keys = {number: ClaimId(name.rpartition("/")[2]) for number, name in named.items()}
        return _Turn(at, rows, keys)

    def _concerned(self, turn: "_Turn") -> Sequence[ClaimId]:
        """Give the claims of which an answer may tell otherwise."""
        ledger = self._log.read().ledger
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self._situation, turn.at)
            between = Between(connection, ledger.names, self._situation, {turn.at - 1, turn.at})
            elsewhere = between.spoken_of_by(_disowned_otherwise(found, between, turn.rows))
            claims = between.beside({row.thing for row in turn.rows} | elsewhere)
            return sorted(map(ClaimId, between.keys(Kind.CLAIM, claims).values()))


class _Turn(NamedTuple):
    """What of a table a change *at* a position turned: the rows that stood until then, and those that stand since."""

    at: int
    rows: Sequence[Row]
    claims: Mapping[int, ClaimId]

    @property
    def is_on_claims(self) -> bool:
        """Whether it is all about claims."""
        return all(row.act in _ON_CLAIMS for row in self.rows)

    def alters(self, issue: Issue) -> bool | None:
        """Tell whether an issue is answered otherwise, as far as that follows from the rows alone.

        An answer by when statements were said has all that were made by then, and nothing of others follows for it: an
        attribution that was made later may have framed a claim, but not one on which other statements rest.
        """
        if issue.asked.by is not Clock.SAID or not all(row.is_statement for row in self.rows):
            return None
        at = micros(issue.asked.at)
        told = [row for row in self.rows if (row.said_latest if issue.asked.strict else row.said_earliest) <= at]
        if any(not issue.claims or self.claims[row.thing] in issue.claims for row in told):
            return True
        return None if told else False


def _disowned_otherwise(found: Found, between: Between, rows: Iterable[Row]) -> set[int]:
    """Give the voices that may be disowned otherwise once these rows stand, or stand no more.

    They spoke of a claim of which they, or whom they speak for, denied to be the author, and one of both does so by one
    of these rows.
    """
    turned_by: dict[int, set[int | None]] = {}
    for row in rows:
        if row.is_statement:
            turned_by.setdefault(row.thing, set()).add(row.source)
    voices: set[int] = set()
    kin = Kin(found)
    for claim, (spoke, denied) in between.voices_on(turned_by).items():
        kin.learn_of(spoke if denied else ())
        for voice in spoke:
            disowners = denied & {voice, *kin.above(voice)}
            if disowners and not turned_by[claim].isdisjoint({voice, *disowners}):
                voices.add(voice)
    return voices


def _tells_otherwise(before: Story, after: Story, asked: Asked, claims: Collection[ClaimId]) -> bool:
    was, now = (known(each, asked, only=claims) for each in (before, after))
    return any(True for _ in turned(was.claims, now.claims))


def _took_away(change: Entry, issue: Issue) -> bool:
    """Tell whether a redaction took away what a briefing may have used; what it was, the log cannot tell any more."""
    event = change.event
    return isinstance(event, EntryRedacted) and not issue.reproducible and event.entry <= issue.asked.position
