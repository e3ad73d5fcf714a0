"""What is to be known of a kept view before its rows are read, asked in one statement."""

from sitlog.domain.errors import NoSuchSituation
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.names import NO_SITUATION
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.views.history import Place
from sitlog.store.views.tables import SERVING
from sitlog.store.views.views import NotThere, must_reach, no_such_projection

_LATEST = 2**62  # stands for a position after all that there may be

_ASKED = f"""
WITH asked AS (
    SELECT views.id, views.version, views.position, head.position AS head,
        CASE WHEN views.scope = 'log' THEN {NO_SITUATION}
            ELSE (SELECT situations.id FROM situations WHERE situations.slug = :situation) END AS mapping,
        CAST(:position AS BIGINT) AS asked
    FROM views, head
    WHERE views.name = :name AND views.role = '{SERVING}' AND head.id = 1
)
SELECT asked.*,
    EXISTS (SELECT 1 FROM view_refolds WHERE view_refolds.view = asked.id AND view_refolds.situation = asked.mapping)
"""
_VALUE = """
, (
    SELECT CASE WHEN until IS NULL OR until > asked.asked THEN value END FROM view_rows
    WHERE view_rows.view = asked.id AND view_rows.situation = asked.mapping AND key = :key AND since <= asked.asked
    ORDER BY since DESC LIMIT 1
)
"""
_VIEW = Prepared(f"{_ASKED} FROM asked")
_VALUE_IN_VIEW = Prepared(f"{_ASKED}{_VALUE} FROM asked")


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
