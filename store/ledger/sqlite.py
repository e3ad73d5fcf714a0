"""How SQLite is reached: by its own driver, and by SQLAlchemy only for what SQLAlchemy puts together."""

import re
import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path
from threading import local
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from sitlog.domain.errors import NoSuchLog
from sitlog.store.ledger.connection import Connection

if TYPE_CHECKING:
    from sqlalchemy import Connection as Core
    from sqlalchemy import Engine

PATIENCE_FOR_A_LOCK = 10.0  # seconds

_ADDRESS = re.compile(
    r"sqlite(?:\+pysqlite)?://(?P<server>[^/?]*)(?:/(?P<database>[^?]*))?(?:\?(?P<query>.*))?", re.DOTALL
)
_SETTINGS = (
    "PRAGMA synchronous = FULL",  # an entry that was acknowledged survives a power cut
    "PRAGMA secure_delete = ON",  # what was erased is overwritten, not only forgotten
    "PRAGMA cache_size = -16384",  # kB a connection; four times that writes no faster, and a keeper has several
    "PRAGMA mmap_size = 67108864",  # bytes; more reads no faster, and fills what a process may have
    "PRAGMA wal_autocheckpoint = 4000",
)


class Sqlite:
    """A database of SQLite, in a file or in memory; connections to one in memory must be one."""

    driver: ModuleType = sqlite3
    is_sqlite = True

    def __init__(self, database: str, options: dict[str, str]) -> None:
        """Name the database as SQLite does, with the options of its URL."""
        self._patience = _seconds(options.pop("timeout", str(PATIENCE_FOR_A_LOCK)))
        self._is_uri = options.pop("uri", "").lower() in {"true", "yes", "on", "1"}
        self._name = f"{database}?{urlencode(options)}" if self._is_uri and options else database
        in_memory = database in {"", ":memory:"} or "memory" in options.get("mode", "")
        self.file = None if in_memory else Path(database.removeprefix("file:") if self._is_uri else database)
        self.spares = 1 if in_memory else 8
        self._is_taken = False

    @property
    def place(self) -> str:
        """The file, as a person would name it."""
        return str(self.file or "a log in memory")

    @cached_property
    def engine(self) -> "Engine":
        """SQLAlchemy's way to it."""
        return self._core.engine

    def connect(self) -> Connection:
        """Open a connection that begins no transactions; to a log in memory there is but one."""
        if self.file is None and self._is_taken:
            raise RuntimeError("a log in memory was asked within a transaction of its own")
        self._is_taken = True
        return Connection(self.open(), is_sqlite=True, over=self._over)

    def open(self) -> sqlite3.Connection:
        """Open the driver's own."""
        # Begin and commit are ours: the driver would begin too late to lock.
        opened = sqlite3.connect(
            self._name or ":memory:",
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
            uri=self._is_uri,
        )
        try:
            for setting in _SETTINGS:
                opened.execute(setting)
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Nothing is kept open here."""

    def _over(self, driver: Any) -> "Core":
        return self._core.over(driver)

    @cached_property
    def _core(self) -> "_Core":
        return _Core(self)


class _Core:
    """SQLAlchemy over connections that are open already."""

    def __init__(self, database: Sqlite) -> None:
        # Imported here because it takes as long as all else that a command does: most need none of it.
        from sqlalchemy import create_engine  # noqa: PLC0415  # see above
        from sqlalchemy.pool import NullPool  # noqa: PLC0415  # see above

        self._database = database
        self._handed = local()
        self.engine = create_engine("sqlite://", creator=self._hand, poolclass=NullPool)
        # It has a look at its first connection, and rolls back what is under way there.
        with closing(self.over(sqlite3.connect(":memory:"))):
            pass

    def over(self, driver: Any) -> "Core":
        self._handed.driver = driver
        try:
            return self.engine.connect()
        finally:
            del self._handed.driver

    def _hand(self) -> Any:
        return getattr(self._handed, "driver", None) or self._database.open()


def _seconds(told: str) -> float:
    try:
        return float(told)
    except ValueError as error:
        raise NoSuchLog(f"timeout={told} is no number of seconds", hint="write it as ?timeout=10") from error


def sqlite_at(place: str) -> Sqlite | None:
    """The database at a URL, or at a path, of SQLite; None for the URL of something else.

    Raises NoSuchLog where the URL names a server, or says how long to wait for a lock and that is no number.
    """
    if "://" not in place:
        return Sqlite(place, {})
    address = _ADDRESS.fullmatch(place)
    if address is None:
        return None
    if address["server"]:
        path = address["server"] + (f"/{address['database']}" if address["database"] else "")
        hint = f"write the file after three slashes: sqlite:///{path}"
        raise NoSuchLog(f"SQLite has no servers, and {place} names one", hint=hint)
    return Sqlite(address["database"] or "", dict(parse_qsl(address["query"] or "")))
