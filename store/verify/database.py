"""The database of a log, read by plain SQL in one transaction that changes nothing."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from sitlog.domain.errors import BrokenLog, LogUnreachable, NewerLog, NoSuchLog
from sitlog.store.verify.kept import Version, View
from sitlog.store.verify.told import Row, Values
from sitlog.store.verify.trust import Kept

REVISION = "0006"
"""The revision of the tables that this reads."""

FORMAT = "1"
"""The form of entries, disclosures and tree that this checks."""

# What is read at once should stay in the cache of the processor; of a server it should be worth the way.
_ROWS_FROM_A_FILE, _ROWS_FROM_A_SERVER = 250, 2000
_TOLD = f"SELECT {', '.join(Row._fields)} FROM told"
_PATIENCE = 5  # seconds


class Rows(NamedTuple):
    """Rows of the table of entries, in columns; the last of them are left empty where nobody looks at them."""

    positions: tuple[int, ...]
    entries: tuple[bytes, ...]
    trees: tuple[bytes, ...]
    disclosures: tuple[bytes | None, ...]
    recorded_at: tuple[int, ...] = ()
    situations: tuple[int, ...] = ()
    types: tuple[int, ...] = ()
    identities: tuple[bytes | None, ...] = ()
    tags: tuple[str, ...] = ()


_HASHED = "position, entry, tree, disclosure"
_ALL = f"{_HASHED}, recorded_at, situation, type, identity, tags"


class Head(NamedTuple):
    """The row that says how far the log reaches."""

    position: int
    recorded_at: int | None
    root: bytes
    subtrees: bytes


@contextmanager
def opened(place: str) -> Iterator["Tables"]:
    """Open the log at a URL or path for reading; raises NoSuchLog, NewerLog, LogUnreachable or BrokenLog."""
    is_sqlite = "://" not in place or place.startswith("sqlite")
    try:
        with closing(_open_file(place) if is_sqlite else _open_server(place)) as connection:
            yield Tables(connection, is_sqlite=is_sqlite)
    except (sqlite3.DatabaseError, psycopg.Error) as error:
        raise BrokenLog(f"the log cannot be read: {error}", hint="compare it with a backup") from error


def _open_file(place: str) -> Any:
    name = place.partition(":///")[2].partition("?")[0] if "://" in place else place
    file = Path(name)
    if not file.is_file():
        raise NoSuchLog(f"there is no log at {name}", hint="name it: sitlog verify --log FILE")
    # SQLite would want to make files beside it, as if others could write meanwhile.
    alone = not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists()
    options = "?mode=ro&immutable=1" if alone else "?mode=ro"
    try:
        connection = sqlite3.connect(file.absolute().as_uri() + options, uri=True, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise LogUnreachable(f"{name} cannot be opened: {error}") from error
    connection.execute("BEGIN")
    return connection


def _open_server(place: str) -> Any:
    address = place.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        connection = psycopg.connect(address, connect_timeout=_PATIENCE)
    except psycopg.Error as error:
        raise LogUnreachable(f"the server of the log does not answer: {error}".strip()) from error
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


class Tables:
    """The tables of a log, as one transaction sees them."""

    def __init__(self, connection: Any, *, is_sqlite: bool) -> None:
        """Look whether there is a log of the form that is known; raises NoSuchLog or NewerLog."""
        self._connection = connection
        self._is_sqlite = is_sqlite
        self._cursors = count(1)
        try:
            found = [row[0] for row in self._rows("SELECT version_num FROM alembic_version")]
            self.info: dict[str, str] = dict(self._rows("SELECT key, value FROM log_info"))
        except (sqlite3.OperationalError, psycopg.errors.UndefinedTable) as error:
            raise NoSuchLog(f"there is no log that can be read: {error}".strip()) from error
        if found != [REVISION] or self.info.get("format") != FORMAT:
            form = f"tables {', '.join(found)} and form {self.info.get('format')}"
            hint = "if an older sitlog wrote it, bring it up to date: sitlog status"
            raise NewerLog(f"the log has {form}, which this sitlog cannot check", hint=hint)

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.info.get("origin", "")

    def entries(self) -> Iterator[Rows]:
        """All entries, by position, many at a time."""
        return self._entries(_ALL, "")

    def hashed(self) -> Iterator[Rows]:
        """All entries without the columns that they are only found by."""
        return self._entries(_HASHED, "")

    def entries_of(self, situation: str) -> Iterator[Rows]:
        """The entries of a situation, by position."""
        return self._entries(_ALL, "WHERE situation IN (SELECT id FROM situations WHERE slug = ?)", situation)

    def entries_of_type(self, name: str) -> Iterator[Rows]:
        """The entries of a type, by position."""
        return self._entries(_HASHED, "WHERE type IN (SELECT id FROM types WHERE name = ?)", name)

    def entries_at(self, positions: Sequence[int]) -> Iterator[Rows]:
        """The entries at some positions, in order."""
        return self._entries(_ALL, f"WHERE position IN ({_places(positions)})", *positions)

    def _entries(self, columns: str, where: str, *values: Any) -> Iterator[Rows]:
        asked = f"SELECT {columns} FROM entries {where} ORDER BY position"
        return (Rows(*zip(*rows, strict=True)) for rows in self._batches(asked, *values))

    def head(self) -> list[Head]:
        """The row of the head, of which there is one."""
        return [Head(*row) for row in self._rows("SELECT position, recorded_at, root, subtrees FROM head")]

    def types(self) -> dict[int, tuple[str, int]]:
        """The names and versions of the types, by their numbers."""
        return {row[0]: (row[1], row[2]) for row in self._rows("SELECT id, name, schema FROM types")}

    def situations(self) -> dict[int, tuple[str, str]]:
        """The names and opaque names of the situations, by their numbers."""
        return {row[0]: (row[1], row[2]) for row in self._rows("SELECT id, slug, opaque FROM situations")}

    def tags(self) -> dict[int, str]:
        """The names of the tags, by their numbers."""
        return dict(self._rows("SELECT id, name FROM tags"))

    def tagged(self) -> Iterator[list[tuple[int, int]]]:
        """The index by tags: pairs of position and tag, in order, many at a time."""
        return self._batches("SELECT position, tag FROM entry_tags ORDER BY position, tag")

    def statements(self) -> Iterator[list[Values]]:
        """The table of what is told of each thing, by position, many rows at a time."""
        order = "position, situation, thing, said_latest, said_earliest, recorded_at, since"
        return self._batches(f"{_TOLD} ORDER BY {order}")

    def statements_at(self, positions: Sequence[int]) -> Iterator[list[Values]]:
        """Those of the entries at some positions."""
        return self._batches(f"{_TOLD} WHERE position IN ({_places(positions)})", *positions)

    def erasures(self) -> dict[int, int]:
        """The entries whose payload was erased, and the entry that was appended with it."""
        return dict(self._rows("SELECT position, redacted_by FROM erasures"))

    def views(self) -> list[View]:
        """The views that are kept, or made to be."""
        asked = "SELECT id, name, version, scope, role, position FROM views WHERE role <> 'retired' ORDER BY id"
        return [View(*row) for row in self._rows(asked)]

    def rows(self, view: View) -> Iterator[tuple[int, Version]]:
        """The versions of the rows of a view with the numbers of their situations, in the order of these."""
        asked = "SELECT situation, key, since, until, node, value FROM view_rows WHERE view = ? ORDER BY situation"
        found = chain.from_iterable(self._batches(asked, view.id))
        return ((situation, Version(*version)) for situation, *version in found)

    def strays(self) -> list[tuple[Any, ...]]:
        """The numbers of views that have rows and are none, and from which position on they have any."""
        of_none = "SELECT view, since FROM view_rows WHERE view NOT IN (SELECT id FROM views)"
        return self._rows(f"SELECT view, min(since) FROM ({of_none}) AS strays GROUP BY view ORDER BY view")

    def lost(self) -> dict[tuple[int, int], int]:
        """Of which views and situations rows are to be made again since an erasure, and up to where they are right."""
        in_use = "view NOT IN (SELECT id FROM views WHERE role = 'retired')"
        rows = self._rows(f"SELECT view, situation, reached FROM view_refolds WHERE {in_use}")
        return {(view, situation): reached for view, situation, reached in rows}

    def sizes(self) -> dict[int, int]:
        """What the table says of which size each checkpoint is, by their numbers."""
        return dict(self._rows("SELECT number, size FROM checkpoints ORDER BY number"))

    def stamped(self) -> dict[int, int]:
        """Which checkpoint each time-stamp is over, by their numbers."""
        return dict(self._rows("SELECT number, checkpoint FROM timestamps ORDER BY number"))

    def kept(self) -> list[Kept]:
        """The checkpoints of the log with their time-stamps."""
        tokens: dict[int, list[bytes]] = {}
        for number, token in self._rows("SELECT checkpoint, token FROM timestamps ORDER BY number"):
            tokens.setdefault(number, []).append(bytes(token))
        rows = self._rows("SELECT number, size, note FROM checkpoints ORDER BY number")
        return [
            Kept(f"checkpoint {number}", bytes(note), tuple(tokens.get(number, ())), size)
            for number, size, note in rows
        ]

    def _batches(self, asked: str, *values: Any) -> Iterator[list[Any]]:
        if self._is_sqlite:
            cursor = self._connection.execute(asked, values)
        else:
            cursor = self._connection.cursor(f"read_{next(self._cursors)}", binary=True)
            cursor.execute(asked.replace("?", "%s"), values)
        with closing(cursor):
            while rows := cursor.fetchmany(_ROWS_FROM_A_FILE if self._is_sqlite else _ROWS_FROM_A_SERVER):
                yield rows

    def _rows(self, asked: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(asked)]


def _places(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
