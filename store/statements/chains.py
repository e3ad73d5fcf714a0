"""Entries that are about each other: found by their tags, in the transaction that looks."""

from collections.abc import Collection, Iterable, Iterator

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE, EntryCorrected
from sitlog.domain.values import Kind
from sitlog.store import codec
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.instants import instant_of
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.ledger.reading import Stored
from sitlog.store.proofs.disclosure import PAYLOAD

_ABOUT = Prepared(
    """
    SELECT entry_tags.position FROM tags JOIN entry_tags ON entry_tags.tag = tags.id
    WHERE entry_tags.position <= :until AND tags.name IN :many
    """
)
_ENTRIES = Prepared(
    """
    SELECT entries.position, entries.recorded_at, types.name, types.schema, situations.slug, entries.disclosure
    FROM entries
    JOIN types ON types.id = entries.type
    JOIN situations ON situations.id = entries.situation
    WHERE entries.position IN :many
    """
)


def chain_of(connection: Connection, last: Entry) -> list[Entry]:
    """Give an entry, what it is about, what up to it is about that, and so on; in order.

    That is all that can tell how any of them stands, and what evidence it has.
    """
    found = {int(last.position): last}
    ahead = set(_named(last.event))
    while ahead:
        held = {int(each.position): each for each in entries_at(connection, ahead)}
        found |= held
        ahead = {about for each in held.values() for about in _named(each.event)}
        ahead |= set(_about(connection, held, last.position)) if held else set()
        ahead -= found.keys()
    return [found[position] for position in sorted(found)]


def entries_at(connection: Connection, positions: Collection[int]) -> Iterator[Entry]:
    """Give the entries at some positions, those of events that sitlog knows, as they were recorded; in no order."""
    for at, micros, type_, schema, slug, kept in _ENTRIES.rows_for(connection, positions):
        if type_ in CATALOGUE:
            payload = None if kept is None else bytes(kept[PAYLOAD])
            yield codec.entry(Stored(at, instant_of(micros), type_, schema, slug, payload))


def _about(connection: Connection, positions: Iterable[int], until: int) -> Iterator[int]:
    rows = _ABOUT.rows_for(connection, map(codec.of_entry, positions), until=until)
    return (row[0] for row in rows)


def _named(event: Event | None) -> Iterator[int]:
    if event is not None:
        yield from (int(each.key) for each in event.references if each.kind is Kind.ENTRY)
    if isinstance(event, EntryCorrected):
        yield from _named(event.replacement)
