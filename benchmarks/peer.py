"""The same in eventsourcing, in the ways its documentation has: an application, a view, a projection and its runner."""

from collections.abc import Iterator, Mapping
from itertools import islice
from time import time_ns
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder
from psycopg.sql import SQL, Composed
from sqlalchemy import URL

CLAIMS = 50
WORDS = "What somebody said about it, word for word as it was printed. " * 6
_LIMIT = 1000
_SAVED_AT_ONCE = 200  # events; with some thousands, its pipeline to PostgreSQL waits for ever


class Claim(Aggregate):
    """A claim, as eventsourcing would have it."""

    @event("Asserted")
    def assert_(self, by: str, words: str, note: str) -> None:
        """Somebody says so."""

    @event("Denied")
    def deny(self, by: str, words: str, note: str) -> None:
        """Somebody denies it."""


def sqlite_environment(file: str) -> dict[str, str]:
    """Settings for a file."""
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": file}


def postgres_environment(url: URL) -> dict[str, str]:
    """Settings for a server."""
    host = str(url.query.get("host") or url.host)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(url.database),
        "POSTGRES_HOST": host,
        "POSTGRES_PORT": str(url.port or 5432),
        "POSTGRES_USER": str(url.username),
        "POSTGRES_PASSWORD": url.password or "none",
    }


def a_peer(environment: Mapping[str, str], entries: int) -> Application[Any]:
    """As many events of claims, with its default JSON."""
    app: Application[Any] = Application(dict(environment))
    held = [Claim() for _ in range(CLAIMS)]
    for number in range(entries - CLAIMS):
        one = held[number % CLAIMS]
        (one.deny if number % 3 else one.assert_)(by=f"s{number % 20}", words=WORDS, note=str(number))
        if number % _SAVED_AT_ONCE == 0:
            app.save(*held)
    app.save(*held)
    return app


def events(app: Application[Any]) -> Iterator[tuple[int, Any]]:
    """All events, decoded, with their places."""
    start: int | None = 1
    while start is not None:
        found = app.recorder.select_notifications(start, limit=_LIMIT)
        for each in found:
            yield each.id, app.mapper.to_domain_event(each)
        start = found[-1].id + 1 if len(found) == _LIMIT else None


def in_memory(app: Application[Any]) -> None:
    """Count the events of each claim."""
    counts: dict[Any, int] = {}
    for _, one in events(app):
        counts[one.originator_id] = counts.get(one.originator_id, 0) + 1


class SqliteCounts(SQLiteTrackingRecorder):
    """How many events each claim has, on disk."""

    def count(self, key: str, tracking: Tracking) -> None:
        """Count one, exactly once."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO counts VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET n = n + 1", (key,))


def durably_on_sqlite(app: Application[Any], folder: str, count: int) -> None:
    """Keep counts of so many events as its runner would, one by one; its runner cannot subscribe to SQLite."""
    datastore = SQLiteDatastore(f"{folder}/view-{time_ns()}.db")
    view = SqliteCounts(datastore)
    view.create_table()
    with datastore.transaction(commit=True) as cursor:
        cursor.execute("CREATE TABLE counts (key TEXT PRIMARY KEY, n INTEGER)")
    for place, one in islice(events(app), count):
        view.count(str(one.originator_id), Tracking("peer", place))
    datastore.close()


class PostgresCounts(PostgresTrackingRecorder):
    """How many events each claim has, on a server."""

    def __init__(self, datastore: Any, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        table = SQL("CREATE TABLE IF NOT EXISTS peer_counts (key text PRIMARY KEY, n int)")
        self.sql_create_statements.append(Composed([table]))

    def count(self, key: str, tracking: Tracking) -> None:
        """Count one, exactly once."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO peer_counts VALUES (%s, 1) ON CONFLICT (key) DO UPDATE SET n = peer_counts.n + 1", (key,)
            )


class Counting(Projection[PostgresCounts]):
    """Keeps the counts, and tells when it heard of an event."""

    name = "counting"
    heard: ClassVar[Any] = staticmethod(lambda: None)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Count one event."""
        self.heard()
        self.view.count(str(domain_event.originator_id), tracking)


def runner(environment: Mapping[str, str]) -> Any:
    """Its own runner, at work from the first event on."""
    return ProjectionRunner(
        application_class=Application, projection_class=Counting, view_class=PostgresCounts, env=dict(environment)
    )


def durably_on_postgres(environment: Mapping[str, str], count: int) -> None:
    """Let its runner catch up with so many events, from the first on."""
    Counting.name = f"counting_{time_ns()}"  # another name, another beginning
    with runner(environment) as running:
        running.wait(count, timeout=600)


def listen(environment: Mapping[str, str], pipe: Any) -> None:
    """Tell when its runner hears of each event after those of new claims; a process of its own."""
    with runner(environment) as running:
        running.wait(CLAIMS, timeout=60)  # what was there before
        Counting.heard = staticmethod(lambda: pipe.send(time_ns()))
        pipe.send("ready")
        pipe.recv()
