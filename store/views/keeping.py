"""Keeping views: made, held by one runner at a time, moved forward with their rows, and put in each other's place."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, func, literal, or_, select, true, tuple_

from sitlog.projections.projection import Projection
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.instants import Clock, micros
from sitlog.store.ledger.prepared import Insert, Prepared
from sitlog.store.views.fingerprint import fingerprint
from sitlog.store.views.folding import Folding
from sitlog.store.views.tables import (
    BUILDING,
    CHANGED,
    FAILED,
    PAUSED,
    RETIRED,
    RUNNING,
    SERVING,
    view_refolds,
    view_rows,
    views,
)
from sitlog.store.views.views import Missing, View, view_of

LEASE = timedelta(seconds=15)
_CLEARED_AT_ONCE = 10_000  # rows, and those of the same key


class Hold(NamedTuple):
    """Who keeps a view, and the clock that tells when they let go of it unless they say otherwise."""

    holder: str
    clock: Clock

    def now(self) -> int:
        """The present instant, in microseconds since 1970-01-01 UTC."""
        return micros(self.clock())

    def until(self) -> int:
        """When a hold that begins or is renewed now ends."""
        return self.now() + LEASE // timedelta(microseconds=1)


def register(connection: Connection, projection: Projection[Any], role: str, now: int) -> None:
    """Begin to keep a projection, from nothing; as the one that answers, or to take its place."""
    last = connection.core.execute(select(func.coalesce(func.max(views.c.id), 0))).scalar_one()
    connection.core.execute(
        views.insert().values(
            id=last + 1,
            name=projection.name,
            version=projection.version,
            fingerprint=fingerprint(projection),
            summary=projection.summary,
            scope=projection.scope,
            role=role,
            state=RUNNING,
            position=0,
            epoch=0,
            rate=0.0,
            built_at=now,
            held_until=0,
        )
    )


def build(connection: Connection, projection: Projection[Any], now: int) -> None:
    """Build a projection beside the view that answers for it, or go on with that; raises NoSuchProjection."""
    view_of(connection, projection.name)
    under_way = and_(views.c.name == projection.name, views.c.role == BUILDING)
    row = connection.core.execute(select(views).where(under_way)).first()
    if row is not None:
        found = View(*row)
        if (found.version, found.fingerprint) == (projection.version, fingerprint(projection)):
            return resume(connection, found)
        retire(connection, found.id)
    return register(connection, projection, BUILDING, now)


def resume(connection: Connection, view: View, projection: Projection[Any] | None = None) -> None:
    """Let a view go on from where it is; with other code, if it is given."""
    code = {} if projection is None else {"fingerprint": fingerprint(projection)}
    connection.core.execute(views.update().where(views.c.id == view.id).values(state=RUNNING, error=None, **code))


def pause(connection: Connection, name: str) -> None:
    """Let what is kept under a name stay as it is; raises NoSuchProjection."""
    view_of(connection, name)
    kept = and_(views.c.name == name, views.c.role != RETIRED)
    connection.core.execute(views.update().where(kept).values(state=PAUSED, holder=None, held_until=0))


def mark_changed(connection: Connection, view: View) -> None:
    """Let a view stay as it is, as its code is not the one that made it."""
    message = f"its code changed and its version, {view.version}, did not"
    kept = and_(views.c.id == view.id, views.c.state == RUNNING)
    connection.core.execute(views.update().where(kept).values(state=CHANGED, error=message))


def retire(connection: Connection, view_id: int) -> None:
    """Take a view out of use; its rows are cleared away later."""
    connection.core.execute(views.update().where(views.c.id == view_id).values(role=RETIRED, holder=None, held_until=0))


def take_hold(connection: Connection, ids: Collection[int], hold: Hold) -> None:
    """Hold those of the views that nobody else holds."""
    free = or_(views.c.holder.is_(None), views.c.holder == hold.holder, views.c.held_until < hold.now())
    taken = views.update().where(views.c.id.in_(ids), free)
    connection.core.execute(taken.values(holder=hold.holder, held_until=hold.until()))


def let_go(connection: Connection, holder: str) -> None:
    """Hold nothing any more."""
    connection.core.execute(views.update().where(views.c.holder == holder).values(holder=None, held_until=0))


def advance(connection: Connection, folding: Folding, hold: Hold, rate: float) -> View | None:
    """Write what was folded into a view, and how far that got; the view as it is then.

    None, and nothing is written, if it is not as it was when the folding began, or not held any more: what was
    folded may have been folded by another, or rest on what was erased.
    """
    after = folding.view._replace(position=folding.reached, rate=rate)
    return _written(connection, folding, (folding.view, after), hold)


def mend(connection: Connection, folding: Folding, missing: Missing, hold: Hold) -> View | None:
    """Write what was folded into a mapping of which rows are missing, and how far that got; its view as it is then.

    None, and nothing is written, in the same cases.
    """
    written = _written(connection, folding, (missing.view, missing.view), hold)
    if written is not None:
        mapping = and_(view_refolds.c.view == written.id, view_refolds.c.situation == missing.mapping)
        if folding.reached == written.position:
            connection.core.execute(view_refolds.delete().where(mapping))
        else:
            connection.core.execute(view_refolds.update().where(mapping).values(reached=folding.reached))
    return written


def _written(connection: Connection, folding: Folding, moved: tuple[View, View], hold: Hold) -> View | None:
    before, after = moved
    as_it_was = and_(
        views.c.id == before.id,
        views.c.position == before.position,
        views.c.epoch == before.epoch,
        views.c.state == RUNNING,
        views.c.holder == hold.holder,
        views.c.role == before.role,
    )
    state = RUNNING if folding.error is None else FAILED
    after = after._replace(state=state, error=folding.error, held_until=hold.until())
    # These alone: whatever else there is to a view, others may have changed.
    changed = {name: value for name, value in after._asdict().items() if name in _MOVED}
    if connection.core.execute(views.update().where(as_it_was).values(changed)).rowcount != 1:
        return None
    folding.look_back(connection)
    _END.run_all(connection, folding.versions.ended)
    _BEGIN.rows(connection, folding.versions.begun)
    return after


_MOVED = {"position", "state", "error", "rate", "held_until"}
_BEGIN = Insert("view_rows")
_END = Prepared(
    """
    UPDATE view_rows SET until = :until, node = :node
    WHERE view = :view AND situation = :situation AND key = :key AND since = :since
    """
)


def switch(connection: Connection, view_id: int, now: int) -> bool:
    """Put a view that was built in the place of the one that answers, if it got as far; whether it did."""
    asked = select(views.c.name, views.c.position).where(views.c.id == view_id, views.c.role == BUILDING)
    built = connection.core.execute(asked).first()
    if built is None:
        return False
    serving = and_(views.c.name == built.name, views.c.role == SERVING)
    answering = connection.core.execute(select(views.c.id, views.c.position).where(serving).with_for_update()).first()
    if answering is not None:
        if answering.position > built.position:
            return False
        retire(connection, answering.id)
    connection.core.execute(views.update().where(views.c.id == view_id).values(role=SERVING, built_at=now))
    return True


def is_anything_retired(connection: Connection) -> bool:
    """Whether there are views out of use."""
    return bool(_RETIRED.rows(connection))


_RETIRED = Prepared(f"SELECT id FROM views WHERE role = '{RETIRED}' LIMIT 1")


def clear_away(connection: Connection) -> bool:
    """Delete some rows of views that are out of use; whether there may be more."""
    gone = connection.core.execute(select(views.c.id).where(views.c.role == RETIRED).limit(1)).scalar()
    if gone is None:
        return False
    mine, place = view_rows.c.view == gone, (view_rows.c.situation, view_rows.c.key)
    some = select(*place).where(mine).order_by(*place).limit(1)
    last = connection.core.execute(some.offset(_CLEARED_AT_ONCE)).first()
    so_far = tuple_(*place) <= tuple_(literal(last.situation), literal(last.key)) if last is not None else true()
    connection.core.execute(view_rows.delete().where(mine, so_far))
    if last is None:
        connection.core.execute(view_refolds.delete().where(view_refolds.c.view == gone))
        connection.core.execute(views.delete().where(views.c.id == gone))
    return True
