"""What entries shifted in the table of what is told: rows that stood until they came, and rows that stand since."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sitlog.domain.entry import Entry
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind, ReportId
from sitlog.projections.lines import Act
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.log import SituationLog
from sitlog.store.statements.between import Between
from sitlog.store.statements.chains import chain_of
from sitlog.store.statements.closure import story_of
from sitlog.store.statements.finding import Found
from sitlog.store.statements.kin import Kin
from sitlog.store.statements.rows import Row, withdraws

_ON_CLAIMS = {*(act for act in Act if act.is_statement), Act.FRAMED, Act.CONFLICTED}
_IN_NO_ANSWER = {Act.CAPTURED, Act.CLAIM_JUDGED, Act.SOURCE_JUDGED}
_SHIFTED = Prepared(
    """
    SELECT * FROM told WHERE situation = :situation AND position IN :many
        AND (since > :before AND since <= :at OR until > :before AND until <= :at)
    """
)


@dataclass(frozen=True, slots=True)
class Shift:
    """The *rows* of a situation that entries shifted which came after a position, *before*, up to another, *at*.

    They are those of which answers are made.
    """

    log: SituationLog
    situation: str
    before: int
    at: int
    rows: Sequence[Row]

    @property
    def is_on_claims(self) -> bool:
        """Whether nothing else was shifted than what is told of claims."""
        return all(row.act in _ON_CLAIMS for row in self.rows)

    def keys(self) -> Mapping[int, ClaimId]:
        """Give the claims on which statements were shifted, by their numbers."""
        with self._ends() as (_, between):
            return _claims(between, {row.thing for row in self.rows if row.is_statement})

    def concerned(self) -> Sequence[ClaimId]:
        """Give the claims of which an answer may tell otherwise, if nothing was shifted but what is told of claims."""
        with self._ends() as (found, between):
            elsewhere = between.spoken_of_by(_disowned_otherwise(found, between, self.rows))
            return sorted(_claims(between, between.beside({row.thing for row in self.rows} | elsewhere)).values())

    def restated(self) -> Sequence[ClaimId]:
        """Give the claims whose statuses may be others, whatever was shifted."""
        with self._ends() as (found, between):
            published = {row.thing for row in self.rows if row.act == Act.PUBLISHED}
            withdrawn = {row.thing for row in (*found.reports(published), *self.rows) if withdraws(row)}
            carried = between.citing({ReportId(key) for key in between.keys(Kind.REPORT, withdrawn).values()})
            told = {row.thing for row in self.rows if row.act in _ON_CLAIMS}
            return sorted(_claims(between, between.beside(told | carried)).values())

    def stories(self, claims: Collection[ClaimId], *, sparing: bool = True) -> tuple[Story, Story]:
        """Put together what answers on some claims rest on, right before and since; *sparing* as story_of has it."""
        before, after = (
            story_of(self.log, self.situation, each, claims, sparing=sparing) for each in (self.before, self.at)
        )
        return before, after

    @contextmanager
    def _ends(self) -> Iterator[tuple[Found, Between]]:
        ledger = self.log.read().ledger
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self.situation, self.at)
            yield found, Between(connection, ledger.names, self.situation, {self.before, self.at})


def shift_of(log: SituationLog, situation: str, *entries: Entry) -> Shift:
    """Find what entries of a situation shifted that were recorded together, or one did."""
    ends = {"before": entries[0].position - 1, "at": entries[-1].position}
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        about = {each.position for entry in entries for each in chain_of(connection, entry)}
        where = Found(connection, ledger.names, situation, entries[-1].position).where | ends
        rows = map(Row._make, _SHIFTED.rows_for(connection, about, **where))
        return Shift(log, situation, **ends, rows=[row for row in rows if row.act not in _IN_NO_ANSWER])


def _claims(between: Between, numbers: Collection[int]) -> Mapping[int, ClaimId]:
    return {number: ClaimId(key) for number, key in between.keys(Kind.CLAIM, numbers).items()}


def _disowned_otherwise(found: Found, between: Between, rows: Sequence[Row]) -> set[int]:
    """Give the voices that may be disowned otherwise once these rows stand, or stand no more.

    They spoke of a claim of which they, or whom they speak for, denied to be the author, and one of both does so by one
    of these rows.
    """
    shifted_by: dict[int, set[int | None]] = {}
    for row in rows:
        if row.is_statement:
            shifted_by.setdefault(row.thing, set()).add(row.source)
    voices: set[int] = set()
    kin = Kin(found)
    for claim, (spoke, denied) in between.voices_on(shifted_by).items():
        kin.learn_of(spoke if denied else ())
        for voice in spoke:
            disowners = denied & {voice, *kin.above(voice)}
            if disowners and not shifted_by[claim].isdisjoint({voice, *disowners}):
                voices.add(voice)
    return voices
