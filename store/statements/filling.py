"""Filling the table anew from the entries of a log, in batches and in flat memory."""

from collections.abc import Iterator, Sequence

from sitlog.domain.collector import collector_paused
from sitlog.domain.entry import Entry
from sitlog.domain.events import CATALOGUE, EntryCorrected, EntryWithdrawn, EvidenceLinked
from sitlog.projections.lines import Act, Lines, lines_of
from sitlog.store import codec
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.instants import instant_of
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.ledger.reading import Stored
from sitlog.store.proofs.disclosure import PAYLOAD
from sitlog.store.statements.keeping import change, link
from sitlog.store.statements.rows import NOTHING, Place, Row
from sitlog.store.statements.standing import Standing

_BATCH = 10_000
_CLEAR = Prepared("DELETE FROM told")
_NEXT = Prepared(
    """
    SELECT entries.situation, entries.position, entries.recorded_at, types.name, types.schema, situations.slug,
        entries.disclosure
    FROM entries
    JOIN types ON types.id = entries.type
    JOIN situations ON situations.id = entries.situation
    WHERE entries.position > :after AND entries.position <= :until
    ORDER BY entries.position
    """
)


def fill(connection: Connection, *, until: int) -> None:
    """Make every row that entries up to a position come to, in the place of those that are there."""
    _CLEAR.run(connection)
    for after in range(0, until, _BATCH):
        with collector_paused():
            _take(connection, _NEXT.rows(connection, after=after, until=min(after + _BATCH, until)))


def _take(connection: Connection, rows: Sequence[AnyRow]) -> None:
    standing = Standing(connection)
    held = list(_entries(rows))
    plain = [(place, entry, lines) for place, entry, lines in held if lines]
    standing.begin_all((place, entry.situation or "", lines) for place, entry, lines in plain)
    standing.look([entry.event.entry for _, entry, _ in held if isinstance(entry.event, EvidenceLinked)])
    for place, entry, _ in held:
        match entry.event:
            case EvidenceLinked() as event:
                link(standing, place.position, event)
            case EntryCorrected() | EntryWithdrawn():
                change(connection, standing, entry, place.situation)
            case None:
                standing.begin(place, [_gap(place, entry)])
            case _:
                pass
    standing.write()


def _entries(rows: Sequence[AnyRow]) -> Iterator[tuple[Place, Entry, Lines]]:
    for situation, position, recorded_at, type_, schema, slug, kept in rows:
        if type_ in CATALOGUE:
            payload = None if kept is None else bytes(kept[PAYLOAD])
            entry = codec.entry(Stored(position, instant_of(recorded_at), type_, schema, slug, payload))
            is_current = payload is not None and schema == CATALOGUE[type_].VERSION
            lines = lines_of(entry, payload.decode() if payload and is_current else None)
            yield Place(situation, position, recorded_at), entry, lines


def _gap(place: Place, entry: Entry) -> Row:
    situation, position, recorded_at = place
    act = int(Act.REDACTED)
    return Row(situation, NOTHING, 0, 0, recorded_at, position, position, None, act, None, None, None, entry.type)
