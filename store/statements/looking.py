"""A situation looked over once, so that its claims can be told a few at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sitlog.domain.asked import Asked
from sitlog.domain.collector import collector_paused
from sitlog.domain.knowledge import KnownClaim, View
from sitlog.domain.story import Story, Told
from sitlog.domain.survey import UNHEARD, Survey
from sitlog.domain.telling import ReadClaims
from sitlog.domain.values import ClaimId, IncidentId, Kind, SourceId
from sitlog.domain.without import kept, without
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.statements.bare import Bare
from sitlog.store.statements.finding import ALL, Found, Held
from sitlog.store.statements.reading import story_of_rows
from sitlog.store.statements.rows import Row

_AT_ONCE = 2000  # statements
_CLAIMS = Prepared(f"{ALL} AND act <= {Act.FRAMED:d} AND thing IN :many")


def looked_over(
    log: Held,
    frame: Story,
    questions: Sequence[Asked],
    *,
    left_out: Collection[str] = (),
    among: Collection[int] | None = None,
) -> Sequence["Looked"]:
    """Look over the situation of a *frame* for questions of one position, at which it stood so.

    If only claims *among* some are looked at, by their numbers, those in conflict with the ones told of must be there,
    and those about the same aspect; who was disowned on others is to be told.
    """
    position = questions[0].position
    surveys = [Survey(without(frame, left_out), asked) for asked in questions]
    with collector_paused():
        statements = Bare(log, frame.situation, position).told(among)
        for claim, said in groupby(statements, key=lambda each: each.claim):
            told = _kept(said, left_out)
            for survey in surveys:
                survey.hear(claim, told)
    stories, left = _Stories(log, frame.situation, position, left_out), without(frame, left_out)
    return [Looked(survey, View(left, survey), stories) for survey in surveys]


def _kept(said: Iterable[Told], left_out: Collection[str]) -> Sequence[Told]:
    return [left for each in said if (left := kept(each, left_out))] if left_out else list(said)


class _Stories:
    """Reads all that is said of some claims, and of the claims read last once, for however many questions."""

    def __init__(self, log: Held, situation: str, position: int, left_out: Collection[str]) -> None:
        self._log, self._situation, self._position, self._left_out = log, situation, position, left_out
        self._last: tuple[Sequence[ClaimId], Story] | None = None

    def of(self, claims: Sequence[ClaimId]) -> Story:
        if self._last is None or self._last[0] != claims:
            self._last = claims, self._read(claims)
        return self._last[1]

    def _read(self, claims: Sequence[ClaimId]) -> Story:
        ledger = self._log.read().ledger
        # Whoever reads may take long: no transaction waits for it, and entries that stand at a position stay.
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self._situation, self._position)
            numbers = found.numbers([codec.naming(self._situation, Kind.CLAIM, each) for each in claims])
            rows = map(Row._make, _CLAIMS.rows_for(connection, numbers.values(), **found.where))
            return without(story_of_rows(connection, self._situation, rows, texts=False), self._left_out)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found out of a situation for an answer, in one pass that read statements bare."""

    survey: Survey
    view: View
    stories: _Stories

    def disown(self, disowned: Mapping[SourceId, Collection[SourceId]]) -> None:
        """Let it be known of voices by whom they were disowned, on claims that were not looked at."""
        for voice, by in disowned.items():
            self.survey.disowners[voice].update(by)

    def told(self) -> Iterator[ClaimId]:
        """Give the claims of which the answer tells a statement."""
        return (claim for claim, heard in self.survey.heard.items() if heard.made)

    def claims(self, wanted: Iterable[ClaimId], about: Mapping[ClaimId, IncidentId]) -> ReadClaims:
        """Give claims in the order of the answer, to be read as they are told; *about* has what they are about."""
        keys = self.survey.order(wanted)
        heard = [self.survey.heard.get(each, UNHEARD) for each in keys]
        last = max((each.last for each in heard), default=0)
        return ReadClaims(keys, about, last, sure=all(each.sure for each in heard), read=self._read)

    def _read(self, keys: Iterable[ClaimId]) -> Iterator[KnownClaim]:
        for part in self._parts(keys):
            story = self.stories.of(part)
            for each in part:
                yield self.view.claim(each, story)

    def _parts(self, keys: Iterable[ClaimId]) -> Iterator[Sequence[ClaimId]]:
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
