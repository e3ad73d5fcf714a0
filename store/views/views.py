"""Kept views: which projections are kept, and how far each got."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select

from sitlog.domain.errors import NotFound, Unavailable
from sitlog.domain.nearest import nearest
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.views.tables import RETIRED, SERVING, views


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


class Missing(NamedTuple):
    """A mapping of a view of which rows are missing since something was erased: those of entries after *reached*."""

    view: View
    mapping: int
    """The number of a situation, or 0 for the mapping of the whole log."""
    reached: int


def missing_in(connection: Connection, held: Collection[View]) -> list[Missing]:
    """What is missing in some views."""
    of = {view.id: view for view in held}
    return [Missing(of[view], *row) for view, *row in _MISSING.rows(connection) if view in of]


_MISSING = Prepared("SELECT view, situation, reached FROM view_refolds")


def as_far_as_whole(connection: Connection, held: Sequence[View]) -> list[View]:
    """Give views with the position up to which no rows are missing, which is less than their own while some are."""
    whole = {view.id: view.position for view in held}
    for missing in missing_in(connection, held):
        whole[missing.view.id] = min(whole[missing.view.id], missing.reached)
    return [view._replace(position=whole[view.id]) for view in held]


def all_views(connection: Connection) -> list[View]:
    """Every view that answers or is being built, by name; of the same name, the one that answers last."""
    return [View(*row) for row in _ALL.rows(connection)]


# A runner asks this before and after each batch.
_ALL = Prepared(f"SELECT {', '.join(View._fields)} FROM views WHERE role <> '{RETIRED}' ORDER BY name, role")


def serving(connection: Connection, names: Collection[str]) -> dict[str, View]:
    """The views of these names that answer, as far as they are kept."""
    asked = select(views).where(views.c.name.in_(names), views.c.role == SERVING)
    return {row.name: View(*row) for row in connection.core.execute(asked)}


def view_of(connection: Connection, name: str) -> View:
    """The view of a name that answers; raises NoSuchProjection."""
    found = serving(connection, [name]).get(name)
    if found is None:
        raise no_such_projection(connection, name)
    return found


def no_such_projection(connection: Connection, name: str) -> NoSuchProjection:
    """What to raise where nothing is kept under a name."""
    like = nearest(name, sorted({view.name for view in all_views(connection)}))
    hint = f"did you mean {like}?" if like else f"start it first: sitlog projections start {name}"
    return NoSuchProjection(f"no projection '{name}' is kept", hint=hint)


def must_reach(name: str, reached: int, position: int) -> None:
    """Raise NotThere if a view of that name does not answer for a position yet."""
    if reached < position:
        message = f"{name} is kept up to e{reached}, and e{position} was asked"
        raise NotThere(message, hint="let it catch up: sitlog projections run")
