"""The rows of views as they are stored, with all their versions: what stood at a position, and what stands."""

from collections.abc import Collection
from json import dumps
from typing import NamedTuple

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.views.intervals import path_to
from sitlog.store.views.rows import Kept
from sitlog.store.views.tables import OPEN

_OF_A_MAPPING = "view = :view AND situation = :situation"


class Place(NamedTuple):
    """Where rows are that are to be read: of a view, of a mapping of it, and as of a position."""

    view: int
    """Its number."""
    version: int
    reached: int
    """The position up to which the view is kept."""
    mapping: int
    """The number of a situation, or 0 for the mapping of the whole log."""
    position: int
    """No later than that up to which the view is kept."""


def rows_at(connection: Connection, place: Place) -> list[tuple[str, str]]:
    """The rows of a mapping as they stood at a position: keys and values in JSON, in the order of the keys' texts."""
    path = path_to(place.position, head=place.reached)
    given = {"view": place.view, "situation": place.mapping, "position": place.position}
    # One after the other, as each of them is one range of an index, and both together are none.
    begun = _BEGUN.rows_for(connection, (OPEN, *path.rights), **given)
    unended = _UNENDED.rows_for(connection, path.lefts, **given)
    return sorted([(key, value) for part in (begun, unended) for key, _, value in part])


_IN_IT = f"SELECT key, since, value FROM view_rows WHERE {_OF_A_MAPPING}"
_BEGUN = Prepared(f"{_IN_IT} AND since <= :position AND node IN :many")
_UNENDED = Prepared(f"{_IN_IT} AND until > :position AND node IN :many")


def standing(connection: Connection, view: int, situation: int, keys: Collection[str] | None) -> list[Kept]:
    """The rows of some keys (in JSON) that stand now, as far as there are any; for None, all that stand."""
    mapping: dict[str, object] = {"view": view, "situation": situation}
    if keys is None:
        return [Kept(*row) for row in _STANDING.rows(connection, **mapping)]
    if len(keys) == 1:
        last = _LAST.rows(connection, key=next(iter(keys)), **mapping)
    else:
        last = _LAST_OF_MANY[connection.dialect].rows(connection, keys=dumps(list(keys)), **mapping)
    return [Kept(*row[:3]) for row in last if row[3] == OPEN]


_STANDING = Prepared(f"SELECT key, since, value FROM view_rows WHERE {_OF_A_MAPPING} AND node = {OPEN}")
# Not asked for what stands, as the index of that would lead through all that does.
_LAST = Prepared(
    f"""
    SELECT key, since, value, node FROM view_rows WHERE {_OF_A_MAPPING} AND key = :key
    ORDER BY since DESC LIMIT 1
    """
)


# An outer join, so that every database begins with the keys.
_LAST_OF_KEYS = f"""
SELECT view_rows.key, view_rows.since, view_rows.value, view_rows.node
FROM {{keys}} LEFT JOIN view_rows ON {_OF_A_MAPPING} AND view_rows.key = keys.value AND view_rows.since = (
    SELECT max(other.since) FROM view_rows AS other
    WHERE other.view = :view AND other.situation = :situation AND other.key = keys.value
)
"""
_LAST_OF_MANY = {
    "sqlite": Prepared(_LAST_OF_KEYS.format(keys="json_each(:keys) AS keys")),
    "postgresql": Prepared(_LAST_OF_KEYS.format(keys="json_array_elements_text(CAST(:keys AS JSON)) AS keys(value)")),
}


def others_since(connection: Connection, place: Place) -> dict[str, Kept | None]:
    """The rows of a mapping as they stood at a position that are others since, by key (in JSON); None if they did not.

    It costs what changed since, and not the mapping.
    """
    path = path_to(place.position, head=place.reached)
    given = {"view": place.view, "situation": place.mapping, "position": place.position}
    new = dict.fromkeys(row[0] for row in _NEW.rows(connection, **given))
    ended = (_BEGUN.rows_for(connection, path.rights, **given), _UNENDED.rows_for(connection, path.lefts, **given))
    return {**new, **{row[0]: Kept(*row) for part in ended for row in part}}


# Its node is at or after the beginning of a version that has ended, and so its index leads there.
_NEW = Prepared(
    f"""
    SELECT key FROM view_rows
    WHERE {_OF_A_MAPPING} AND (node = {OPEN} OR node > :position) AND since > :position
    """
)


def has_rows(connection: Connection, view: int, situation: int) -> bool:
    """Whether anything stands in a mapping."""
    return bool(_ANY.rows(connection, view=view, situation=situation))


_ANY = Prepared(f"SELECT since FROM view_rows WHERE {_OF_A_MAPPING} AND node = {OPEN} LIMIT 1")
