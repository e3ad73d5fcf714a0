"""Where in a log something stands: lookups by identity and by name, without reading entries."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Table, bindparam, func, select

from sitlog.store.ledger.names import SITUATION_TAG, Names
from sitlog.store.ledger.prepared import Prepared, is_one_of_many
from sitlog.store.ledger.tables import NO_SITUATION, entries, entry_tags, situations, tags, types

_ASKED_AT_ONCE = 500
_LAST_CHARACTER = "\U0010ffff"

T = TypeVar("T")

_BY_IDENTITY = Prepared(
    select(entries.c.identity, entries.c.position).where(
        entries.c.situation == bindparam("situation"), is_one_of_many(entries.c.identity)
    )
)

_TAGGED = Prepared(
    select(tags.c.name, entry_tags.c.position, types.c.name)
    .join(entry_tags, entry_tags.c.tag == tags.c.id)
    .join(entries, entries.c.position == entry_tags.c.position)
    .join(types, types.c.id == entries.c.type)
    .where(is_one_of_many(tags.c.name))
)


def positions_of(
    connection: Connection, names: Names, situation: str | None, identities: Collection[bytes]
) -> dict[bytes, int]:
    """The positions of those of the identities that entries of the situation have."""
    number = NO_SITUATION
    if situation is not None:
        known = names.situations.numbers(connection, [situation])
        if not known:
            return {}
        number = known[situation]
    rows = _BY_IDENTITY.rows_for(connection, identities, situation=number)
    return {row[0]: row[1] for row in rows}


def first_positions(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """The position of the first entry with each of these tags, as far as there is one."""
    slugs = [name.removeprefix(SITUATION_TAG) for name in names if name.startswith(SITUATION_TAG)]
    plain = [name for name in names if not name.startswith(SITUATION_TAG)]
    tagged = select(func.min(entry_tags.c.position)).where(entry_tags.c.tag == tags.c.id).scalar_subquery()
    within = select(func.min(entries.c.position)).where(entries.c.situation == situations.c.id).scalar_subquery()
    found: dict[str, int] = {}
    for batch in _batches(plain):
        rows = connection.execute(select(tags.c.name, tagged).where(tags.c.name.in_(batch)))
        found |= {name: at for name, at in rows if at is not None}
    for batch in _batches(slugs):
        rows = connection.execute(select(situations.c.slug, within).where(situations.c.slug.in_(batch)))
        found |= {SITUATION_TAG + slug: at for slug, at in rows if at is not None}
    return found


def tagged(connection: Connection, names: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """The positions and types of the entries with each of these tags, in order; for tags that few entries have."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    for name, position, type_ in sorted(_TAGGED.rows_for(connection, names)):
        found[name].append((position, type_))
    return found


def tag_names(connection: Connection, beginning: str, limit: int | None) -> list[str]:
    """The tags that begin so, in the order of their characters; those of situations if it begins with `situation:`."""
    if not beginning.startswith(SITUATION_TAG):
        return _names_in(connection, tags, beginning, limit)
    slugs = _names_in(connection, situations, beginning.removeprefix(SITUATION_TAG), limit)
    return [SITUATION_TAG + slug for slug in slugs]


def _names_in(connection: Connection, table: Table, beginning: str, limit: int | None) -> list[str]:
    name = table.columns[table.columns.keys()[1]]
    asked = select(name).where(name >= beginning, name <= beginning + _LAST_CHARACTER).order_by(name).limit(limit)
    return list(connection.execute(asked).scalars())


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, _ASKED_AT_ONCE)):
        yield batch
