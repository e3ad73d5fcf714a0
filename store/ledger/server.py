"""How a PostgreSQL server is reached: by SQLAlchemy, which keeps a pool of connections."""

from typing import TYPE_CHECKING, Any

from sitlog.domain.errors import LogBusy, NoSuchLog
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.sqlite import PATIENCE_FOR_A_LOCK

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

PATIENCE_FOR_A_SERVER = 5  # seconds
ADDRESSES = "write sqlite:///path/to/sitlog.db or postgresql+psycopg://user@host/database"


class Server:
    """A database on a PostgreSQL server."""

    is_sqlite = False
    file = None
    spares = 1  # no more than one writer needs, as all share a few

    def __init__(self, url: "URL") -> None:
        """Name the server and the database by a URL; nothing is opened yet."""
        self.place = url.render_as_string(hide_password=True)
        self.engine: Engine = _engine(url)

    @property
    def driver(self) -> Any:
        """The driver's module."""
        return self.engine.dialect.loaded_dbapi

    def connect(self) -> Connection:
        """Take a connection out of the pool; raises LogBusy if all are in use for long."""
        from sqlalchemy.exc import TimeoutError as AllInUse  # noqa: PLC0415  # as in server_at

        try:
            core = self.engine.connect()
        except AllInUse as error:
            message = f"all connections to {self.place} are in use"
            raise LogBusy(message, hint="try again when less is under way") from error
        return Connection.of(core)

    def close(self) -> None:
        """Close the pool."""
        self.engine.dispose()


def server_at(place: str) -> Server:
    """The database at a URL; raises NoSuchLog if that is not the address of one that a log can be kept in."""
    # Imported here because SQLite, which most commands ask, needs none of it.
    from sqlalchemy import make_url  # noqa: PLC0415  # see above
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError  # noqa: PLC0415  # see above

    try:
        url = make_url(place)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise NoSuchLog("the address of the log is not one of a database", hint=ADDRESSES) from error
    if url.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise NoSuchLog(f"a log cannot be kept in a database of the kind {url.drivername}", hint=ADDRESSES)
    return Server(url)


def _engine(url: "URL") -> "Engine":
    from sqlalchemy import create_engine, event  # noqa: PLC0415  # as above

    settings: dict[str, Any] = {"connect_timeout": PATIENCE_FOR_A_SERVER, "application_name": "sitlog"}
    settings["options"] = f"-c lock_timeout={PATIENCE_FOR_A_LOCK}s"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in settings.items() if name not in url.query},
        isolation_level="READ COMMITTED",  # a server may be set otherwise, and then waiting for the lock would fail
        paramstyle="format",  # so that rows are tuples for both databases
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    # Imported here because it needs psycopg, which only those who use PostgreSQL wait for.
    from sitlog.store.ledger.binary import BinaryServerCursor  # noqa: PLC0415  # see above

    connection.server_cursor_factory = BinaryServerCursor
