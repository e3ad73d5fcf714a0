"""The rows of views as they are stored, with all their versions: what stood at a position, and what stands."""

from collections.abc import Collection
from json import dumps
from typing import NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from sitlog.store.ledger.prepared import Prepared, is_one_of_many
from sitlog.store.views.intervals import path_to
from sitlog.store.views.rows import Kept
from sitlog.store.views.tables import OPEN, view_rows

_ROW = (view_rows.c.key, view_rows.c.since, view_rows.c.value)
_OF_A_MAPPING = and_(view_rows.c.view == bindparam("view"), view_rows.c.situation == bindparam("situation"))
_ONE: ColumnElement[int] = literal_column("1")


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
    return sorted([(row[0], row[1]) for part in (begun, unended) for row in part])


_IN_IT = select(view_rows.c.key, view_rows.c.value).where(_OF_A_MAPPING)
_BEGUN = Prepared(_IN_IT.where(view_rows.c.since <= bindparam("position"), is_one_of_many(view_rows.c.node)))
_UNENDED = Prepared(_IN_IT.where(view_rows.c.until > bindparam("position"), is_one_of_many(view_rows.c.node)))


def standing(connection: Connection, view: int, situation: int, key: str | None) -> list[Kept]:
    """The row of a key (in JSON) that stands now, if there is one; for None, all that stand."""
    if key is None:
        return [Kept(*row) for row in _STANDING.rows(connection, view=view, situation=situation)]
    last = _LAST.rows(connection, view=view, situation=situation, key=key)
    return [Kept(*row[:3]) for row in last if row[3] == OPEN]


_STANDING = Prepared(select(*_ROW).where(_OF_A_MAPPING, view_rows.c.node == OPEN))
# Not asked for what stands, as the index of that would lead through all that does.
_LAST = Prepared(
    select(*_ROW, view_rows.c.node)
    .where(_OF_A_MAPPING, view_rows.c.key == bindparam("key"))
    .order_by(view_rows.c.since.desc())
    .limit(_ONE)
)


def standing_of(connection: Connection, view: int, situation: int, keys: Collection[str]) -> list[Kept]:
    """The rows of many keys (in JSON) that stand now, as far as there are any."""
    place = {"view": view, "situation": situation, "same_view": view, "same_situation": situation}
    asked = _LAST_OF_MANY[connection.dialect.name].rows(connection, keys=dumps(list(keys)), **place)
    return [Kept(*row[:3]) for row in asked if row[3] == OPEN]


def _last_of_many(keys: TableValuedAlias) -> Prepared:
    other = view_rows.alias()
    last = (
        select(func.max(other.c.since))
        .where(other.c.view == bindparam("same_view"), other.c.situation == bindparam("same_situation"))
        .where(other.c.key == keys.c.value)
        .scalar_subquery()
    )
    mine = and_(_OF_A_MAPPING, view_rows.c.key == keys.c.value, view_rows.c.since == last)
    # An outer join, so that every database begins with the keys.
    return Prepared(select(*_ROW, view_rows.c.node).select_from(keys).join(view_rows, mine, isouter=True))


_KEYS = bindparam("keys", type_=Text)
_LAST_OF_MANY = {
    "sqlite": _last_of_many(func.json_each(_KEYS).table_valued("value")),
    "postgresql": _last_of_many(func.json_array_elements_text(cast(_KEYS, JSON)).table_valued("value")),
}


def has_rows(connection: Connection, view: int, situation: int) -> bool:
    """Whether anything stands in a mapping."""
    return bool(_ANY.rows(connection, view=view, situation=situation))


_ANY = Prepared(select(view_rows.c.since).where(_OF_A_MAPPING, view_rows.c.node == OPEN).limit(_ONE))
