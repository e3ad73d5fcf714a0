"""Ways to record the same events: bare drivers, eventsourcing's recorder, a naive import, and sitlog."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter
from typing import Any, TypeAlias
from uuid import uuid4

import psycopg
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment
from sqlalchemy import URL, LargeBinary, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from sitlog.cli.files.cloudevents import written
from sitlog.cli.files.infile import opened
from sitlog.cli.files.intake import Importer
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE, ClaimAsserted, ClaimFramed, SituationOpened, SourceRegistered
from sitlog.domain.identity import identity
from sitlog.domain.values import Position
from sitlog.domain.when import When
from sitlog.store import codec
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog

BATCH = 1000
CLIENTS = 32
TOWN = "harbour-fire"
_WORDS = "What somebody said about it, word for word as it was printed. " * 6
_START = datetime(2031, 5, 5, 10, tzinfo=UTC)
_ENTRY = b"x" * 190  # as long as an entry is
_TABLE = (
    "CREATE TABLE raw (position {int8} PRIMARY KEY, recorded_at {int8}, situation INTEGER, type INTEGER, "
    "identity {bytes}, tags TEXT, entry {bytes}, tree {bytes}, disclosure {bytes})"
)
_INSERT = "INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TYPES = ("int8", "int8", "int4", "int4", "bytea", "text", "bytea", "bytea", "bytea")

Row: TypeAlias = tuple[object, ...]
Does: TypeAlias = Callable[[], object]


def statement(number: int) -> Event:
    """An event of about 700 bytes."""
    said = When.at(_START + timedelta(seconds=number))
    return ClaimAsserted.of(situation=TOWN, claim="arson", by="mayor", said=said, words=f"{number} {_WORDS}")


def drafts(numbers: range) -> list[Draft]:
    """Events, ready to be appended."""
    return [codec.draft(event, identity(event)) for event in map(statement, numbers)]


def rows(numbers: range) -> list[Row]:
    """What the log stores of events, made beforehand by somebody else."""
    return [
        (number, 1, 1, 1, bytes(16), "[0,1,2]", _ENTRY, bytes(64), statement(number).written + bytes(30))
        for number in numbers
    ]


@contextmanager
def raw_sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    """A file as durable as that of a log."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(_TABLE.format(int8="INTEGER", bytes="BLOB"))
        yield connection


@contextmanager
def raw_postgres(server: URL) -> Iterator[Any]:
    """A table without an index but its key."""
    with psycopg.connect(server.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        connection.execute("DROP TABLE IF EXISTS raw")
        connection.execute(_TABLE.format(int8="BIGINT", bytes="BYTEA").encode())
        connection.commit()
        yield connection


def insert(connection: sqlite3.Connection, batch: Sequence[Row]) -> None:
    """Write rows, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT, batch)
    connection.execute("COMMIT")


def copy(connection: Any, batch: Sequence[Row]) -> None:
    """Write rows, in one transaction, by COPY BINARY."""
    with connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN (FORMAT BINARY)") as copying:
        copying.set_types(_TYPES)
        for row in batch:
            copying.write_row(row)
    connection.commit()


@contextmanager
def a_ledger(url: str) -> Iterator[Ledger]:
    """The entries of a log, without rules; one is there, so that all names are."""
    with closing(Ledger(open_database(url, create=True))) as ledger:
        ledger.append_drafts(drafts(range(-1, 0)))
        yield ledger


@contextmanager
def a_town(url: str, entries: int = 0) -> Iterator[SituationLog]:
    """A log in which statements can be recorded, with so many in it."""
    mayor = SourceRegistered.of(situation=TOWN, source="mayor", name="Mayor", kind="person", identification="named")
    opening = SituationOpened.of(situation=TOWN, title="Fire", zone="UTC")
    with SituationLog.open(url, create=True) as log:
        log.record(opening, mayor, ClaimFramed.of(situation=TOWN, claim="arson", text="It was arson"))
        for start in range(0, entries, BATCH):
            log.record(*map(statement, range(start, min(start + BATCH, entries))))
        yield log


@contextmanager
def a_peer(environment: Mapping[str, str]) -> Iterator[Any]:
    """The recorder of an application of eventsourcing."""
    factory: Any = InfrastructureFactory.construct(Environment(name="peer", env=dict(environment)))
    yield factory.application_recorder()
    factory.close()


def stored(number: int) -> list[StoredEvent]:
    """The same event for eventsourcing: its first of an aggregate."""
    return [StoredEvent(uuid4(), 1, "ClaimAsserted", statement(number).written)]


def together(clients: Sequence[Does]) -> float:
    """Let all of them do it at once, in threads, and give the seconds until the last one is done."""
    ready = Barrier(len(clients) + 1)

    def start(client: Does) -> None:
        ready.wait()
        client()

    threads = [Thread(target=start, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    ready.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - began


def write_lines(file: Path, events: int) -> None:
    """A file of events as machines send them."""
    with file.open("w", encoding="utf-8") as out:
        for number in range(events):
            event = statement(number).model_copy(update={"external_id": f"wire-{number}"})
            entry = Entry(Position(number + 1), _START, event.TOPIC, event.situation, event)
            out.write(f"{written(entry, event)}\n")


def import_lines(log: SituationLog, file: Path) -> None:
    """What `sitlog import --batch 1000` does."""
    with opened(str(file)) as source:
        Importer(log, source, None, None).in_batches(BATCH, lambda _: None)


class _Base(DeclarativeBase):
    pass


class _Stored(_Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    sender: Mapped[str] = mapped_column(unique=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


def import_naively(database: Path, file: Path, at_once: int) -> None:
    """What comes to mind first: json, pydantic and an ORM, so many lines a transaction; no rules, no proof."""
    engine = create_engine(f"sqlite:///{database}")
    _Base.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    with Session(engine) as session, file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            told = json.loads(line)
            kind = CATALOGUE[told["type"].split(".")[1]]
            event = kind(situation=told["source"].removeprefix("/situations/"), external_id=told["id"], **told["data"])
            data = event.model_dump_json(exclude_defaults=True).encode()
            session.add(_Stored(type=event.TOPIC, sender=told["id"], data=data))
            if number % at_once == 0:
                session.commit()
        session.commit()
    engine.dispose()
