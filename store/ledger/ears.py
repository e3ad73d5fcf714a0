"""How a process hears that entries were appended, by itself or by another process."""

from collections.abc import Sequence
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from sitlog.domain.errors import LogUnreachable
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection as Core

CHANNEL = "sitlog_entries"
"""Where PostgreSQL tells those who listen that the head of a log has moved."""

_BEFORE_CALLING_AGAIN = 0.5  # seconds
_BETWEEN_LOOKS = 0.02  # seconds


class Ears(Protocol):
    """Waits for news of a log; used by one thread, and woken by any."""

    def wait(self, seconds: float) -> None:
        """Return when there may be news since the last call, at the latest after so many seconds."""
        ...

    def wake(self) -> None:
        """Let `wait` return."""
        ...

    def close(self) -> None:
        """Hear nothing more."""
        ...


class SqliteEars:
    """Hears other threads by an event, and other processes by looking at the version of the file's data."""

    def __init__(self, database: Database) -> None:
        self.event = Event()
        self._database = database
        self._connection: Connection | None = None
        self._version: int | None = None

    def wait(self, seconds: float) -> None:
        """Return when this process says so or the file was changed."""
        end = monotonic() + seconds
        while not self._has_changed() and monotonic() < end:
            if self.event.wait(seconds if self._database.in_memory else _BETWEEN_LOOKS):
                break
        self.event.clear()

    def wake(self) -> None:
        """Let `wait` return."""
        self.event.set()

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _has_changed(self) -> bool:
        if self._database.in_memory:
            return False
        before, self._version = self._version, self._read_version()
        return before != self._version

    def _read_version(self) -> int:
        with self._database.translated():
            if self._connection is None:
                self._connection = self._database.connect_bare()
            return int(self._connection.driver.execute("PRAGMA data_version").fetchone()[0])


class PostgresqlEars:
    """Listens to what the server tells when the head moves, on a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Core | None = None
        self._alarm, self._bell = socketpair()

    def wait(self, seconds: float) -> None:
        """Return when the server says so; also when it can say no more, which the next reading will find out."""
        # Imported here because only those who use PostgreSQL need to have it, and to wait for its import.
        from psycopg import OperationalError  # noqa: PLC0415  # see above

        try:
            if self._connection is None:
                self._listen()
            else:
                self._hear(self._connection.connection.driver_connection, seconds)
        except (LogUnreachable, OperationalError):
            self._hang_up()
            self._await([self._alarm], min(seconds, _BEFORE_CALLING_AGAIN))

    def wake(self) -> None:
        """Let `wait` return."""
        with suppress(OSError):  # closed meanwhile: nobody waits
            self._bell.send(b"!")

    def close(self) -> None:
        """Hang up."""
        self._hang_up()
        self._alarm.close()
        self._bell.close()

    def _listen(self) -> None:
        with self._database.translated():
            connection = self._database.engine.connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            self._connection.exec_driver_sql(f"LISTEN {CHANNEL}")

    def _hear(self, driver: Any, seconds: float) -> None:
        if driver in self._await([driver, self._alarm], seconds):
            driver.pgconn.consume_input()
            while driver.pgconn.notifies():
                pass

    def _await(self, sources: Sequence[Any], seconds: float) -> set[Any]:
        with DefaultSelector() as selector:
            for source in sources:
                selector.register(source, EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(seconds)}
        if self._alarm in ready:
            self._alarm.recv(4096)
        return ready

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # so that nobody else is given a connection that listens
            self._connection.close()
            self._connection = None
