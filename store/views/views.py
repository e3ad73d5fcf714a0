"""Kept views: which projections are kept, how far each got, and the rows of each as they stood at any position."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select

from sitlog.domain.errors import NotFound, Unavailable
from sitlog.domain.nearest import nearest
from sitlog.store.ledger.engine import Database
from sitlog.store.views.intervals import path_to
from sitlog.store.views.rows import Kept
from sitlog.store.views.tables import OPEN, RETIRED, SERVING, view_refolds, view_rows, views


class NoSuchProjection(NotFound):
    """There is no projection of that name, or it is not kept."""


class NotThere(Unavailable):
    """A kept view has not come as far as was asked."""


class View(NamedTuple):
    """A projection as it is kept: what made it, how far it got, and who keeps it."""

    id: int
    name: str
    version: int
    fingerprint: str
    summary: str
    scope: str
    role: str
    state: str
    position: int
    epoch: int
    error: str | None
    rate: float
    """Entries a second, when it last took some in."""
    built_at: int
    """Microseconds since 1970-01-01 UTC."""
    holder: str | None
    held_until: int
    """Microseconds since 1970-01-01 UTC."""


@contextmanager
def one_state(database: Database) -> Iterator[Connection]:
    """A transaction that reads, all of it from one state of the database."""
    with database.reading() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield connection


def all_views(connection: Connection) -> list[View]:
    """Every view that answers or is being built, by name; of the same name, the one that answers last."""
    asked = select(views).where(views.c.role != RETIRED).order_by(views.c.name, views.c.role)
    return [View(*row) for row in connection.execute(asked)]


def serving(connection: Connection, names: Collection[str]) -> dict[str, View]:
    """The views of these names that answer, as far as they are kept."""
    asked = select(views).where(views.c.name.in_(names), views.c.role == SERVING)
    return {row.name: View(*row) for row in connection.execute(asked)}


def view_of(connection: Connection, name: str) -> View:
    """The view of a name that answers; raises NoSuchProjection."""
    found = serving(connection, [name]).get(name)
    if found is None:
        kept = sorted({view.name for view in all_views(connection)})
        like = nearest(name, kept)
        hint = f"did you mean {like}?" if like else f"start it first: sitlog projections start {name}"
        raise NoSuchProjection(f"no projection '{name}' is kept", hint=hint)
    return found


def must_reach(view: View, position: int) -> None:
    """Raise NotThere if a view does not answer for a position yet."""
    if view.position < position:
        message = f"{view.name} is kept up to e{view.position}, and e{position} was asked"
        raise NotThere(message, hint="let it catch up: sitlog projections run")


def is_whole(connection: Connection, view_ids: Collection[int], situation: int) -> bool:
    """Whether no rows of a situation are missing in these views since something was erased."""
    asked = select(view_refolds.c.view).where(view_refolds.c.view.in_(view_ids), view_refolds.c.situation == situation)
    return connection.execute(asked.limit(1)).first() is None


def rows_at(connection: Connection, view: View, situation: int, position: int) -> list[tuple[str, str]]:
    """The rows of a mapping as they stood at a position: keys and values in JSON, in the order of the keys' texts.

    *situation* is its number, or 0 for the mapping of the whole log.
    """
    path = path_to(position, head=view.position)
    begun = and_(view_rows.c.node.in_((OPEN, *path.rights)), view_rows.c.since <= position)
    unended = and_(view_rows.c.node.in_(path.lefts), view_rows.c.until > position)
    # One after the other, as each of them is one range of an index, and both together are none.
    found = [row for part in (begun, unended) for row in _rows(connection, view.id, situation, part)]
    return sorted(found)


def _rows(connection: Connection, view: int, situation: int, part: ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    asked = select(view_rows.c.key, view_rows.c.value).where(view_rows.c.view == view)
    return [(row[0], row[1]) for row in connection.execute(asked.where(view_rows.c.situation == situation, part))]


def row_at(connection: Connection, view: View, situation: int, key: str, position: int) -> str | None:
    """The value, in JSON, that the row of a key (in JSON) had at a position; None if there was no such row."""
    asked = (
        select(view_rows.c.value, view_rows.c.until)
        .where(view_rows.c.view == view.id, view_rows.c.situation == situation, view_rows.c.key == key)
        .where(view_rows.c.since <= position)
        .order_by(view_rows.c.since.desc())
        .limit(1)
    )
    row = connection.execute(asked).first()
    return None if row is None or (row.until is not None and row.until <= position) else str(row.value)


def situations_of(connection: Connection, view: View) -> list[int]:
    """The numbers of the situations that have rows in a view."""
    asked = select(view_rows.c.situation).where(view_rows.c.view == view.id).distinct()
    return sorted(connection.execute(asked).scalars())


def standing(connection: Connection, view: int, situation: int, key: str | None) -> list[Kept]:
    """The row of a key (in JSON) that stands now, if there is one; for None, all that stand."""
    asked = select(view_rows.c.key, view_rows.c.since, view_rows.c.value).where(
        view_rows.c.view == view, view_rows.c.situation == situation, view_rows.c.node == OPEN
    )
    if key is not None:
        asked = asked.where(view_rows.c.key == key).order_by(view_rows.c.since.desc()).limit(1)
    return [Kept(*row) for row in connection.execute(asked)]


def has_rows(connection: Connection, view: int, situation: int) -> bool:
    """Whether anything stands in a mapping."""
    asked = select(view_rows.c.since).where(
        view_rows.c.node == OPEN, view_rows.c.view == view, view_rows.c.situation == situation
    )
    return connection.execute(asked.limit(1)).first() is not None
