"""The databases to measure on: each with a log, with eventsourcing's own store beside it, and with raw SQL."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import URL

from benchmarks import peer, stories
from benchmarks.figures import Setting
from sitlog.store.log import SituationLog

Raw: TypeAlias = Callable[[str, Sequence[Any]], Any]
_PEER = 100_000  # events of eventsourcing at most; its time by the event does not change with more


@dataclass(frozen=True, slots=True)
class Ground:
    """A database; *raw* runs a query by its bare driver and gives the cursor, `?` stands for a value."""

    name: str
    url: str
    log: SituationLog
    entries: int
    runs: int
    raw: Raw
    peer: Any
    peers: int
    """How many events eventsourcing has."""
    durably: Callable[[int], None]
    """Lets eventsourcing keep a count of so many events, durably."""
    another: Callable[[str], str]
    """Makes room for another log, of that name; gives its URL."""


@contextmanager
def on_sqlite(setting: Setting) -> Iterator[Ground]:
    """A log in a file."""
    folder, count = setting.folder, min(setting.entries, _PEER)
    file = stories.a_file(folder, setting.entries)
    app = peer.a_peer(peer.sqlite_environment(str(folder / "peer.db")), count)
    url = f"sqlite:///{file}"
    with SituationLog.open(url) as log:
        raw = sqlite3.connect(file)
        durably = lambda limit: peer.durably_on_sqlite(app, str(folder), limit)  # noqa: E731  # said where it is used
        another = lambda name: f"sqlite:///{folder / name}.db"  # noqa: E731  # as above
        yield Ground("SQLite", url, log, setting.entries, setting.runs, raw.execute, app, count, durably, another)
        raw.close()
    app.close()


@contextmanager
def on_postgres(setting: Setting, server: URL) -> Iterator[Ground]:
    """A log in the database of a server."""
    settings, count = peer.postgres_environment(server), min(setting.entries, _PEER)
    app = peer.a_peer(settings, count)
    url = server.render_as_string(hide_password=False)
    with (
        stories.a_log(url, setting.entries) as log,
        psycopg.connect(server.set(drivername="postgresql").render_as_string(hide_password=False)) as connection,
    ):
        connection.autocommit = True

        def raw(query: str, values: Sequence[Any] = ()) -> Any:
            return connection.execute(query.replace("?", "%s").encode(), values)

        def another(name: str) -> str:
            connection.execute(f"CREATE DATABASE {name}".encode())
            return server.set(database=name).render_as_string(hide_password=False)

        durably = lambda limit: peer.durably_on_postgres(settings, limit)  # noqa: E731  # as above
        yield Ground("PostgreSQL", url, log, setting.entries, setting.runs, raw, app, count, durably, another)
    app.close()
