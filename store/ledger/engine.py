"""How the database of a log is reached: connections, their settings, and transactions that read or write."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from sitlog.domain.errors import NoSuchLog
from sitlog.store.ledger.spare import Spares
from sitlog.store.ledger.trouble import translated

PATIENCE_FOR_A_LOCK = 10  # seconds
PATIENCE_FOR_A_SERVER = 5  # seconds

_Options: TypeAlias = dict[str, Any]

_SPARES = 8
_SQLITE_SETTINGS = (
    "PRAGMA synchronous = FULL",  # an entry that was acknowledged survives a power cut
    "PRAGMA secure_delete = ON",  # what was erased is overwritten, not only forgotten
    "PRAGMA cache_size = -16384",  # kB a connection; four times that writes no faster, and a keeper has several
    "PRAGMA mmap_size = 67108864",  # bytes; more reads no faster, and fills what a process may have
    "PRAGMA wal_autocheckpoint = 4000",
)


@dataclass(frozen=True, slots=True)
class Database:
    """A database in which a log is kept, or can be made."""

    engine: Engine
    place: str
    """The file or URL, without a password, as a person would name it."""
    file: Path | None = None
    """The file of an SQLite database; None in memory and for PostgreSQL."""
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext)
    _spares: Spares = field(init=False)

    def __post_init__(self) -> None:
        """Keep some connections; of those to a server no more than one writer needs, as all share a few."""
        spares = Spares(self.connect_bare, at_most=_SPARES if self.is_sqlite else 1)
        object.__setattr__(self, "_spares", spares)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, in a file or in memory."""
        return self.engine.dialect.name == "sqlite"

    @property
    def in_memory(self) -> bool:
        """Whether all share one connection, so that nobody may keep it while they look at what they read."""
        return self.is_sqlite and self.file is None

    def translated(self) -> AbstractContextManager[None]:
        """Raises what the database raises as a SitlogError."""
        return translated(self.place, self.engine.dialect.loaded_dbapi)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: on SQLite all of it sees the same state, on PostgreSQL each statement its own."""
        transaction = self._spares.transaction("BEGIN" if self.is_sqlite else None)
        with self._turn, self.translated(), transaction as connection:
            yield connection

    @contextmanager
    def one_state(self) -> Iterator[Connection]:
        """A transaction that reads, all of it from one state of the database."""
        with self.reading() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end; on SQLite nobody else writes meanwhile.

        Raises LogBusy if another writer does not end within some seconds.
        """
        # A writer that locked only at its first write could find that what it had read is no longer so.
        transaction = self._spares.transaction("BEGIN IMMEDIATE" if self.is_sqlite else None)
        with self._turn, self.translated(), transaction as connection:
            yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """A connection whose statements each stand for themselves."""
        with self._turn, self.translated(), self._spares.transaction(None) as connection:
            driver: Any = connection.connection.dbapi_connection
            if self.is_sqlite:
                yield connection
                return
            driver.autocommit = True  # which says nothing to the server, and saves it two statements
            try:
                yield connection
            finally:
                if not driver.closed:
                    driver.autocommit = False

    def connect_bare(self) -> Connection:
        """A connection to SQLite that begins no transactions, to be closed by whoever asked for it."""
        return self.engine.connect()

    def close(self) -> None:
        """Close every connection."""
        self._spares.close()
        self.engine.dispose()


def database_at(place: str) -> Database:
    """The database at a URL, or at a path for an SQLite file; nothing is opened yet.

    Raises NoSuchLog if that is not the address of a database that a log can be kept in.
    """
    url = _url_of(place)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.drivername in {"postgresql", "postgresql+psycopg"}:
        return _postgresql(url)
    message = f"a log cannot be kept in a database of the kind {url.drivername}"
    raise NoSuchLog(message, hint=_ADDRESSES)


_ADDRESSES = "write sqlite:///path/to/sitlog.db or postgresql+psycopg://user@host/database"


def _url_of(place: str) -> URL:
    if "://" not in place:
        return URL.create("sqlite", database=place)
    try:
        url = make_url(place)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        message = "the address of the log is not one of a database"
        raise NoSuchLog(message, hint=_ADDRESSES) from error
    return url


def _sqlite(url: URL) -> Database:
    file = _file_of(url)
    options: _Options = {"connect_args": {"check_same_thread": False, "timeout": PATIENCE_FOR_A_LOCK}}
    if file is None:
        options["poolclass"] = StaticPool
    else:
        options["max_overflow"] = -1
    if "timeout" in url.query:
        del options["connect_args"]["timeout"]
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _set_up_sqlite)
    return Database(engine, str(file or "a log in memory"), file, RLock() if file is None else nullcontext())


def _file_of(url: URL) -> Path | None:
    name = url.database or ":memory:"
    if name == ":memory:" or "memory" in url.query.get("mode", ""):
        return None
    return Path(name.removeprefix("file:") if "uri" in url.query else name)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # begin and commit are ours: the driver would begin too late to lock
    for setting in _SQLITE_SETTINGS:
        connection.execute(setting)


def _postgresql(url: URL) -> Database:
    settings: _Options = {"connect_timeout": PATIENCE_FOR_A_SERVER, "application_name": "sitlog"}
    settings["options"] = f"-c lock_timeout={PATIENCE_FOR_A_LOCK}s"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in settings.items() if name not in url.query},
        isolation_level="READ COMMITTED",  # a server may be set otherwise, and then waiting for the lock would fail
        paramstyle="format",  # so that rows are tuples for both databases
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _set_up_postgresql)
    return Database(engine, url.render_as_string(hide_password=True))


def _set_up_postgresql(connection: Any, _record: object) -> None:
    # Imported here because it needs psycopg, which only those who use PostgreSQL wait for.
    from sitlog.store.ledger.binary import BinaryServerCursor  # noqa: PLC0415  # see above

    connection.server_cursor_factory = BinaryServerCursor
