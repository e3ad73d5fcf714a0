"""Who said what of which claim, and when: all that counts of voices need, from the narrow columns of the table."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.public import PublicClock
from sitlog.domain.record import Uttered, uttered
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Position, SourceId
from sitlog.projections.lines import STANCE_OF, Act
from sitlog.store.ledger.instants import instant_of, micros
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.statements.bare import Bare
from sitlog.store.statements.finding import ALL, EXCLUDING, HERE, STATEMENT, Found, Held
from sitlog.store.statements.keys import Keys
from sitlog.store.statements.reading import story_of_rows
from sitlog.store.statements.rows import Row

_AT_ONCE = 500  # statements
_UTTERED = Prepared(
    f"""
    SELECT position, thing, source, act, said_latest, said_earliest
    FROM told WHERE {HERE} AND {STATEMENT} AND said_latest <= :certain
    ORDER BY said_latest, said_earliest, position
    """
)
_FRAME = Prepared(f"{ALL} AND ({EXCLUDING} OR act IN ({Act.REGISTERED:d}, {Act.PUBLISHED:d}))")


class Spoken(NamedTuple):
    """What voices surely said by T, in order; and who they are, what they published, and which claims exclude others.

    Of the story nothing else is there: of what was told nothing, and of reports no texts.
    """

    story: Story
    public: list[Uttered]


def spoken(log: Held, situation: str, asked: Asked) -> Spoken:
    """Read what was said in public: from a few columns, or on the clock of publication with the evidence for it."""
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        frame = map(Row._make, _FRAME.rows(connection, **found.where))
        story = story_of_rows(connection, situation, frame, texts=False)
        if asked.by is Clock.SAID:
            said = _UTTERED.each_row(connection, **found.where, certain=micros(asked.at))
            return Spoken(story, list(_uttered(found, said)))
    told = Bare(log, situation, asked.position).told()
    return Spoken(story, uttered(told, PublicClock(story.reports, asked.by), asked.at))


def _uttered(found: Found, rows: Iterator[AnyRow]) -> Iterator[Uttered]:
    keyed = Keys(found)
    while batch := list(islice(rows, _AT_ONCE)):
        keyed.look_up({number for row in batch for number in row[1:3]})
        for position, claim, source, act, latest, earliest in batch:
            at = instant_of(latest), instant_of(earliest)
            who = ClaimId(keyed[claim]), SourceId(keyed[source])
            yield Uttered(Position(position), *who, STANCE_OF[act], (*at, position))
