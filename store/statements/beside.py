"""What stands beside answers, read from the table: what analysts think, and which copies of reports were kept."""

from collections.abc import Collection, Iterable

from sitlog.domain.beside import Capture, Judgement
from sitlog.domain.values import ClaimId, Kind
from sitlog.projections.captures import captures
from sitlog.projections.judgements import judgements
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.reading import events_of


def judged(log: Held, situation: str, position: int, claims: Collection[ClaimId] | None) -> tuple[Judgement, ...]:
    """Give the judgements of some claims, or of all, as the log stood at a position; oldest first."""
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, position)
        if claims is None:
            rows = found.all_judged()
        else:
            numbers = found.numbers([codec.naming(situation, Kind.CLAIM, each) for each in claims])
            rows = [row for row in found.of_things(list(numbers.values())) if row.act == Act.CLAIM_JUDGED]
        entries = sorted(events_of(situation, rows), key=lambda entry: entry.position)
    return tuple(judgements.folded(entries).values())


def beside(
    log: Held, situation: str, position: int, things: Iterable[tuple[Kind, str]]
) -> tuple[tuple[Judgement, ...], tuple[Capture, ...]]:
    """Give the judgements of some claims and sources, and the copies of some reports; of each oldest first."""
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, position)
        numbers = found.numbers([codec.naming(situation, *each) for each in things])
        rows = [row for row in found.of_things(list(numbers.values())) if row.act in _BESIDE]
        entries = sorted(events_of(situation, rows), key=lambda entry: entry.position)
    return tuple(judgements.folded(entries).values()), tuple(captures.folded(entries).values())


_BESIDE = {Act.CLAIM_JUDGED, Act.SOURCE_JUDGED, Act.CAPTURED}
