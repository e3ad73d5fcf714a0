"""How many claims of a situation have which status: told from the narrow columns of the table, in one pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.conflict import rivals
from sitlog.domain.status import Status, status_of
from sitlog.domain.story import Stance
from sitlog.domain.values import Kind
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.lines import STANCE_OF, Act
from sitlog.store import codec
from sitlog.store.ledger.instants import micros
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.statements.finding import ALL, EXCLUDING, HERE, STATEMENT, Found, Held
from sitlog.store.statements.reading import events_of
from sitlog.store.statements.rows import Row

# In the order of the table's key: of what a source said of a claim, the last row is what stands.
_SPOKEN = Prepared(
    f"""
    SELECT thing, source, act, said_latest FROM told WHERE {HERE} AND {STATEMENT} AND said_earliest <= :possible
    ORDER BY thing, said_latest, said_earliest, recorded_at, position
    """
)
_AGAINST = Prepared(f"{ALL} AND {EXCLUDING}")
_VOICES = Prepared(f"SELECT count(DISTINCT thing) FROM told WHERE {HERE} AND act = {Act.REGISTERED:d}")
# Only a key can stand so, without a stroke before its quotation marks.
_WITHDRAWN = Prepared(f"SELECT position FROM told WHERE {HERE} AND act = {Act.PUBLISHED:d} AND rest LIKE :kind LIMIT 1")


class Counts(NamedTuple):
    """The sources that a situation knows, and its claims by status: those of which known tells."""

    sources: int
    statuses: Mapping[Status, int]


def counted(log: Held, situation: str, asked: Asked) -> Counts | None:
    """Count sources and claims, as known tells them.

    None where it takes more than who said what: by publication, or if a report was ever withdrawn.
    """
    if asked.by is not Clock.SAID:
        return None
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        if _WITHDRAWN.rows(connection, **found.where, kind='%"kind":"withdrawal"%'):
            return None
        spoken = _SPOKEN.each_row(connection, **found.where, possible=micros(asked.at))
        stances = _stances(spoken, micros(asked.at), strict=asked.strict)
        against = _against(found)
        sources = _VOICES.value(connection, **found.where)
    asserted = {claim for claim, held in stances.items() if held and Stance.ASSERTS in held}
    statuses = Counter(
        status_of(held, opposed=not asserted.isdisjoint(against.get(claim, ()))) for claim, held in stances.items()
    )
    return Counts(sources, statuses)


def _stances(spoken: Iterable[AnyRow], at: int, *, strict: bool) -> dict[int, set[Stance] | None]:
    """By claim, the stances that somebody stands on; None where nothing was surely said."""
    stances: dict[int, set[Stance] | None] = {}
    for claim, rows in groupby(spoken, key=itemgetter(0)):
        latest = {source: act for _, source, act, said_latest in rows if said_latest <= at}
        if latest:
            stances[claim] = {STANCE_OF[act] for act in latest.values()} - {Stance.RETRACTS}
        elif not strict:
            stances[claim] = None
    return stances


def _against(found: Found) -> Mapping[int, set[int]]:
    """By claim, those in declared or evident conflict with it; all by their numbers."""
    entries = list(events_of(found.situation, list(map(Row._make, _AGAINST.rows(found.connection, **found.where)))))
    pairs = rivals(claims.folded(entries), conflicts.folded(entries).values())
    tags = {claim: codec.naming(found.situation, Kind.CLAIM, claim) for claim in pairs}
    numbers = found.numbers(list(tags.values()))
    against: dict[int, set[int]] = defaultdict(set)
    for claim, others in pairs.items():
        against[numbers[tags[claim]]] = {numbers[tags[each]] for each in others}
    return against
