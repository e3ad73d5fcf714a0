"""What was known in a whole situation, however big: looked over once, and its claims told a few at a time."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from json import loads
from typing import NamedTuple

from sitlog.domain.asked import Asked, Wanted
from sitlog.domain.collector import collector_paused
from sitlog.domain.knowledge import Known, KnownClaim, View, outlined
from sitlog.domain.occurred import later_incidents
from sitlog.domain.story import Story, Told
from sitlog.domain.survey import UNHEARD, Survey
from sitlog.domain.telling import ReadClaims
from sitlog.domain.values import ClaimId, IncidentId, Kind
from sitlog.domain.without import kept, without
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.statements.bare import Bare
from sitlog.store.statements.finding import ALL, Found, Held
from sitlog.store.statements.reading import frame_of_rows, story_of_rows
from sitlog.store.statements.rows import Row

_AT_ONCE = 2000  # statements

_FRAME = (
    *(Act.ATTRIBUTES, Act.FRAMED, Act.CONFLICTED),
    *(Act.REGISTERED, Act.HAPPENED, Act.PUBLISHED, Act.REDACTED),
)
_CLAIMS = Prepared(f"{ALL} AND act <= {Act.FRAMED:d} AND thing IN :many")


class Whole(NamedTuple):
    """An answer whose *claims* are read as they are told.

    *first* is the first instant by which a statement was surely made, whenever that was; *story* has all but statements
    and claims, whatever is left out of the answer.
    """

    known: Known
    claims: ReadClaims
    first: datetime | None
    story: Story


def whole_at(log: Held, situation: str, asked: Asked, wanted: Wanted) -> Whole:
    """Look a situation over, as the log stood at the position of a question, and answer it.

    Held are names, reports and incidents, and of claims what their answers need of one another.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        story, about = _frame(found)
        every = list(map(ClaimId, found.keys(Kind.CLAIM))) if wanted.everything else ()
    survey = Survey(without(story, wanted.without), asked)
    story = story._replace(claims={}, conflicts=())
    with collector_paused():
        for claim, told in groupby(Bare(log, situation, asked.position).told(), key=lambda each: each.claim):
            survey.hear(claim, _left(told, wanted.without))
    left = without(story, wanted.without)
    later = later_incidents(story, asked, wanted.occurred) if wanted.occurred else set[IncidentId]()
    spoken = every or (claim for claim, heard in survey.heard.items() if heard.made)
    keys = survey.order(each for each in spoken if about.get(each) not in later)
    incidents = story.incidents.keys() - later if wanted.everything else {about.get(each) for each in keys}
    reading = _Reading(log, situation, asked.position, wanted.without, survey, View(left, survey))
    heard = [survey.heard.get(each, UNHEARD) for each in keys]
    claims = ReadClaims(
        keys,
        about,
        last=max((each.last for each in heard), default=0),
        sure=all(each.sure for each in heard),
        read=reading.claims,
    )
    return Whole(outlined(left, asked, about=incidents)._replace(claims=claims), claims, survey.first, story)


def _left(told: Iterable[Told], left_out: Collection[str]) -> Iterable[Told]:
    return (left for each in told if (left := kept(each, left_out))) if left_out else told


def _valued(rows: Iterable[Row], about: dict[ClaimId, IncidentId]) -> Iterator[Row]:
    """Pass over claims that are framed without a value of an aspect: of these it is learned what they are about."""
    passed_over = None
    for row in rows:
        if row.act == Act.FRAMED and row.aspect is None:
            passed_over = row.thing
            framed = loads(row.rest)
            if framed.get("about") is not None:
                about[framed["claim"]] = framed["about"]
        elif row.act != Act.ATTRIBUTES or row.thing != passed_over:  # a claim is framed before anything is said of it
            yield row


def _frame(found: Found) -> tuple[Story, dict[ClaimId, IncidentId]]:
    """Read all but statements, and what claims are about; in the story are those with a value of an aspect."""
    about: dict[ClaimId, IncidentId] = {}
    story = frame_of_rows(found.situation, _valued(found.of_acts(_FRAME), about))
    about |= {key: each.about for key, each in story.claims.items() if each.about is not None}
    return story, about


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads claims of a situation that was looked over, and tells of them."""

    log: Held
    situation: str
    position: int
    left_out: Collection[str]
    survey: Survey
    view: View

    def claims(self, keys: Iterable[ClaimId]) -> Iterator[KnownClaim]:
        """Tell of claims, in the order given."""
        for part in self._parts(keys):
            story = self._story(part)
            for each in part:
                yield self.view.claim(each, story)

    def _parts(self, keys: Iterable[ClaimId]) -> Iterator[list[ClaimId]]:
        part: list[ClaimId] = []
        statements = 0
        for key in keys:
            part.append(key)
            statements += self.survey.heard.get(key, UNHEARD).said + 1
            if statements >= _AT_ONCE:
                yield part
                part, statements = [], 0
        if part:
            yield part

    def _story(self, claims: Collection[ClaimId]) -> Story:
        ledger = self.log.read().ledger
        # Whoever reads may take long: no transaction waits for it, and entries that stand at a position stay.
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self.situation, self.position)
            numbers = found.numbers([codec.naming(self.situation, Kind.CLAIM, each) for each in claims])
            rows = map(Row._make, _CLAIMS.rows_for(connection, numbers.values(), **found.where))
            return without(story_of_rows(connection, self.situation, rows, texts=False), self.left_out)
