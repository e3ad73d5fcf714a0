"""What is to be known of a kept view before its rows are read, asked in one statement."""

from sqlalchemy import Connection, Text, bindparam, case, exists, literal_column, select

from sitlog.domain.errors import NoSuchSituation
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.ledger.tables import NO_SITUATION, Position, head, situations
from sitlog.store.views.history import Place
from sitlog.store.views.tables import SERVING, view_refolds, view_rows, views
from sitlog.store.views.views import NotThere, must_reach, no_such_projection

_LATEST = 2**62  # stands for a position after all that there may be


# Each parameter stands but once in a statement, as Prepared wants it.
_SITUATION = select(situations.c.id).where(situations.c.slug == bindparam("situation", type_=Text)).scalar_subquery()
_ASKED = (
    select(
        views.c.id,
        views.c.version,
        views.c.position,
        head.c.position.label("head"),
        case((views.c.scope == literal_column("'log'"), NO_SITUATION), else_=_SITUATION).label("mapping"),
        bindparam("position", type_=Position).label("asked"),
    )
    .where(views.c.name == bindparam("name"), views.c.role == SERVING, head.c.id == 1)
    .cte("asked")
)
_GONE = exists().where(view_refolds.c.view == _ASKED.c.id, view_refolds.c.situation == _ASKED.c.mapping)
_STANDS = (view_rows.c.until.is_(None)) | (view_rows.c.until > _ASKED.c.asked)
_VALUE = (
    select(case((_STANDS, view_rows.c.value)))
    .where(view_rows.c.view == _ASKED.c.id, view_rows.c.situation == _ASKED.c.mapping)
    .where(view_rows.c.key == bindparam("key", type_=Text), view_rows.c.since <= _ASKED.c.asked)
    .order_by(view_rows.c.since.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
_VIEW = Prepared(select(*_ASKED.c, _GONE))
_VALUE_IN_VIEW = Prepared(select(*_ASKED.c, _GONE, _VALUE))


def place_asked(connection: Connection, name: str, situation: str | None, moment: int | None) -> Place:
    """Where the rows are that a view of that name has of a situation, as of a position or of now.

    Raises NoSuchProjection, NoSuchSituation, or NotThere if the view does not reach so far.
    """
    rows = _VIEW.rows(connection, situation=situation, position=_LATEST, name=name)
    return _place(connection, rows, (name, situation, moment))


def value_asked(connection: Connection, name: str, situation: str | None, moment: int | None, key: str) -> str | None:
    """The value, in JSON, that the row of a key (in JSON) had at a position or has now, None if it had none.

    Raises as place_asked does.
    """
    position = _LATEST if moment is None else moment
    rows = _VALUE_IN_VIEW.rows(connection, situation=situation, position=position, name=name, key=key)
    _place(connection, rows, (name, situation, moment))
    value: str | None = rows[0][-1]
    return value


def _place(connection: Connection, rows: list[AnyRow], asked: tuple[str, str | None, int | None]) -> Place:
    name, situation, moment = asked
    if not rows:
        raise no_such_projection(connection, name)
    view, version, reached, head, mapping, _, is_missing, *_ = rows[0]
    if mapping is None:
        message = f"no situation '{situation}'" if situation else f"{name} is kept by situation"
        raise NoSuchSituation(message, hint="see what there is: sitlog status")
    position = head if moment is None else min(moment, head)
    must_reach(name, reached, position)
    if is_missing:
        message = f"{name} is being made again, as something was redacted"
        raise NotThere(message, hint="let it catch up: sitlog projections run")
    return Place(view, version, reached, mapping, position)
