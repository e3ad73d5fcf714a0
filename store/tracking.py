"""How far eventsourcing's own projections got in other applications' logs."""

from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder
from sqlalchemy import select

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.heads import lock_head
from sitlog.store.ledger.tables import tracking as tracking_table


class PositionTracking(TrackingRecorder):
    """Keeps, for each application, the position last dealt with; positions only go forward."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        """Record that a position was dealt with; raises IntegrityError unless it is past the last one."""
        application, position = tracking.application_name, tracking.notification_id
        with self._database.writing() as connection:
            lock_head(connection)  # one writer at a time, also on PostgreSQL
            last = self._last(connection, application)
            if last is not None and position <= last:
                raise IntegrityError(f"{application} was followed up to {last} already, and so past {position}")
            connection.core.execute(tracking_table.delete().where(tracking_table.c.application == application))
            connection.core.execute(tracking_table.insert().values(application=application, position=position))

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position last dealt with, None if there is none."""
        with self._database.reading() as connection:
            return self._last(connection, application_name)

    def _last(self, connection: Connection, application: str) -> int | None:
        asked = select(tracking_table.c.position).where(tracking_table.c.application == application)
        last: int | None = connection.core.execute(asked).scalar()
        return last
