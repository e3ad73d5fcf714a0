"""The database of a log: transactions that read or write, on SQLite or on a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.spare import Spares, UnderWay
from sitlog.store.ledger.sqlite import Sqlite, sqlite_at
from sitlog.store.ledger.trouble import translated

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sitlog.store.ledger.server import Server


@dataclass(frozen=True, slots=True)
class Database:
    """A database in which a log is kept, or can be made."""

    kind: "Sqlite | Server"
    _turn: AbstractContextManager[Any] = field(init=False)
    _spares: Spares | UnderWay = field(init=False)

    def __post_init__(self) -> None:
        """Keep some connections; in memory there is one, and whoever has it has the turn."""
        object.__setattr__(self, "_turn", RLock() if self.in_memory else nullcontext())
        object.__setattr__(self, "_spares", Spares(self.kind.connect, at_most=self.kind.spares))

    @property
    def place(self) -> str:
        """The file or URL, without a password, as a person would name it."""
        return self.kind.place

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None in memory and for PostgreSQL."""
        return self.kind.file

    @property
    def engine(self) -> "Engine":
        """SQLAlchemy's way to the database."""
        return self.kind.engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, in a file or in memory."""
        return self.kind.is_sqlite

    @property
    def in_memory(self) -> bool:
        """Whether all share one connection, so that nobody may keep it while they look at what they read."""
        return self.kind.is_sqlite and self.kind.file is None

    @property
    def is_under_way(self) -> bool:
        """Whether this is the database as one transaction of it sees it."""
        return isinstance(self._spares, UnderWay)

    def within(self, connection: Connection) -> "Database":
        """The database as a transaction that is under way sees it: all that is asked and written is part of that."""
        seen = Database(self.kind)
        object.__setattr__(seen, "_spares", UnderWay(connection))
        return seen

    def translated(self) -> AbstractContextManager[None]:
        """Raises what the database raises as a SitlogError; within a transaction that is left to whoever began it."""
        return nullcontext() if self.is_under_way else translated(self.place, self.kind.driver)

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
                connection.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
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
            driver = connection.driver
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
        """A connection outside all transactions, to be closed by whoever asked for it; not for one in memory."""
        return self.kind.connect()

    def close(self) -> None:
        """Close every connection."""
        self._spares.close()
        self.kind.close()


def database_at(place: str) -> Database:
    """The database at a URL, or at a path for an SQLite file; nothing is opened yet.

    Raises NoSuchLog if that is not the address of a database that a log can be kept in.
    """
    found = sqlite_at(place)
    if found is not None:
        return Database(found)
    # Imported here because SQLite, which most commands ask, needs none of it.
    from sitlog.store.ledger.server import server_at  # noqa: PLC0415  # see above

    return Database(server_at(place))
