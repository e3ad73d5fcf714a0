"""What was known in a whole situation, however big: looked over once, and its claims told a few at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
from sitlog.store.statements.reading import story_of_rows
from sitlog.store.statements.rows import Row

_AT_ONCE = 2000  # statements

_OTHERS = ", ".join(
    f"{act:d}" for act in (Act.FRAMED, Act.CONFLICTED, Act.REGISTERED, Act.HAPPENED, Act.PUBLISHED, Act.REDACTED)
)
# An attribution frames the claim where nothing else does.
_FRAME = Prepared(
    f"""
    {ALL} AND (act IN ({_OTHERS}) OR act = {Act.ATTRIBUTES:d} AND NOT EXISTS (
        SELECT 1 FROM told AS framing
        WHERE framing.situation = told.situation AND framing.thing = told.thing AND framing.act = {Act.FRAMED:d}
            AND framing.since <= :at AND (framing.until IS NULL OR framing.until > :at)
    ))
    """
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
    frame = _frame(log, situation, asked.position)
    story = without(frame.story, wanted.without)
    survey = _surveyed(Survey(story, asked), Bare(log, situation, asked.position), wanted.without)
    later = later_incidents(story, asked, wanted.occurred) if wanted.occurred else set[IncidentId]()
    keys = _told_of(survey, frame, later, everything=wanted.everything)
    about = story.incidents.keys() - later if wanted.everything else {frame.about.get(each) for each in keys}
    outline = outlined(replace(story, claims={}, conflicts=()), asked, about=about)
    reading = _Reading(log, situation, asked.position, wanted.without, survey, View(story, survey))
    heard = [survey.heard.get(each, UNHEARD) for each in keys]
    claims = ReadClaims(
        tuple(keys),
        frame.about,
        last=max((each.last for each in heard), default=0),
        sure=all(each.sure for each in heard),
        read=reading.claims,
    )
    return Whole(replace(outline, claims=claims), claims, survey.first, frame.story)


def _told_of(survey: Survey, frame: "_Frame", later: Collection[IncidentId], *, everything: bool) -> list[ClaimId]:
    """Give the claims that the answer tells of, in its order."""
    spoken = (claim for claim, heard in survey.heard.items() if heard.made)
    claims = {*frame.claims, *survey.heard} if everything else spoken
    return survey.order(each for each in claims if frame.about.get(each) not in later)


def _surveyed(survey: Survey, bare: Bare, left_out: Collection[str]) -> Survey:
    with collector_paused():
        for claim, told in groupby(bare.told(), key=lambda each: each.claim):
            survey.hear(claim, _left(told, left_out))
    return survey


def _left(told: Iterable[Told], left_out: Collection[str]) -> Iterable[Told]:
    return (left for each in told if (left := kept(each, left_out))) if left_out else told


class _Frame(NamedTuple):
    """All but statements: a story with the claims that have a value, all that are framed, what they are about."""

    story: Story
    claims: Collection[ClaimId]
    about: Mapping[ClaimId, IncidentId]


def _frame(log: Held, situation: str, position: int) -> _Frame:
    ledger = log.read().ledger
    keys: list[ClaimId] = []
    about: dict[ClaimId, IncidentId] = {}
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, position)
        rows = map(Row._make, _FRAME.each_row(connection, **found.where))
        story = story_of_rows(connection, situation, _valued(rows, keys, about), texts=False)
    about |= {key: each.about for key, each in story.claims.items() if each.about is not None}
    return _Frame(replace(story, told={}), [*keys, *story.claims], about)


def _valued(rows: Iterable[Row], keys: list[ClaimId], about: dict[ClaimId, IncidentId]) -> Iterator[Row]:
    """Pass over how claims are framed that have no value, of which it is only learned what they are about."""
    for row in rows:
        if row.act == Act.FRAMED and row.aspect is None:
            framed = loads(row.rest)
            keys.append(framed["claim"])
            if framed.get("about") is not None:
                about[framed["claim"]] = framed["about"]
        else:
            yield row


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
        ledger = self.log.read().ledger
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self.situation, self.position)
            for part in self._parts(keys):
                story = self._story(found, part)
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

    def _story(self, found: Found, claims: Collection[ClaimId]) -> Story:
        numbers = found.numbers([codec.naming(self.situation, Kind.CLAIM, each) for each in claims])
        rows = map(Row._make, _CLAIMS.rows_for(found.connection, numbers.values(), **found.where))
        story = story_of_rows(found.connection, self.situation, rows, texts=False)
        return without(story, self.left_out)
