"""Where in a log something stands: lookups by identity and by name, without reading entries."""

from collections.abc import Collection

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.names import NO_SITUATION, SITUATION_TAG, Names
from sitlog.store.ledger.prepared import Prepared

_LAST_CHARACTER = "\U0010ffff"

_BY_IDENTITY = Prepared("SELECT identity, position FROM entries WHERE situation = :situation AND identity IN :many")
_FIRST_TAGGED = Prepared(
    "SELECT name, (SELECT min(position) FROM entry_tags WHERE tag = tags.id) FROM tags WHERE name IN :many"
)
_FIRST_WITHIN = Prepared(
    """
    SELECT slug, (SELECT min(position) FROM entries WHERE situation = situations.id)
    FROM situations WHERE slug IN :many
    """
)
_TAGGED = Prepared(
    """
    SELECT tags.name, entry_tags.position, types.name
    FROM tags
    JOIN entry_tags ON entry_tags.tag = tags.id
    JOIN entries ON entries.position = entry_tags.position
    JOIN types ON types.id = entries.type
    WHERE tags.name IN :many
    """
)
_TAGS = Prepared("SELECT name FROM tags WHERE name >= :first AND name <= :last ORDER BY name LIMIT :most")
_SLUGS = Prepared("SELECT slug FROM situations WHERE slug >= :first AND slug <= :last ORDER BY slug LIMIT :most")
_NO_LIMIT = 2**62


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
    found = {name: at for name, at in _FIRST_TAGGED.rows_for(connection, plain) if at is not None}
    within = _FIRST_WITHIN.rows_for(connection, slugs)
    return found | {SITUATION_TAG + slug: at for slug, at in within if at is not None}


def tagged(connection: Connection, names: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """The positions and types of the entries with each of these tags, in order; for tags that few entries have."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    for name, position, type_ in sorted(_TAGGED.rows_for(connection, names)):
        found[name].append((position, type_))
    return found


def tag_names(connection: Connection, beginning: str, limit: int | None) -> list[str]:
    """The tags that begin so, in the order of their characters; those of situations if it begins with `situation:`."""
    if not beginning.startswith(SITUATION_TAG):
        return _names_in(connection, _TAGS, beginning, limit)
    slugs = _names_in(connection, _SLUGS, beginning.removeprefix(SITUATION_TAG), limit)
    return [SITUATION_TAG + slug for slug in slugs]


def _names_in(connection: Connection, names: Prepared, beginning: str, limit: int | None) -> list[str]:
    most = _NO_LIMIT if limit is None else limit
    return [row[0] for row in names.rows(connection, first=beginning, last=beginning + _LAST_CHARACTER, most=most)]
