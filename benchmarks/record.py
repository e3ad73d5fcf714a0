"""What recording costs, beside raw SQLite writing the same bytes: `python benchmarks/record.py [BATCHES]`.

Prints medians of five runs, in microseconds an entry, and ratios within the same run: one durable record, batches of a
thousand, and the same without the tree (no digests of payloads, no leaves, no nodes), which is what evidence costs.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from sitlog.domain.event import Event
from sitlog.domain.events import ClaimAsserted, ClaimFramed, SituationOpened, SourceRegistered
from sitlog.domain.identity import identity
from sitlog.domain.when import When
from sitlog.store import codec
from sitlog.store.ledger import writing
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog

RUNS, ONES, BATCH = 5, 300, 1000
TOWN = "harbour-fire"
WORDS = "What somebody said about it, word for word as it was printed. " * 6
START = datetime(2031, 5, 5, 10, tzinfo=UTC)


def main() -> None:
    """Measure, and print."""
    batches = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    rows = measured(batches)
    print(f"{'':44}{'us an entry':>12}{'of raw':>9}")
    for name, took, reference in rows:
        print(f"{name:44}{took * 1e6:12.1f}{took / rows[reference][1]:9.2f}")
    with_tree, without = rows[4][1], rows[5][1]
    print(f"the tree slows recording in batches by {100 * (with_tree / without - 1):.0f} %")
    with_tree, without = rows[6][1], rows[7][1]
    print(f"the tree slows importing (rules, JSON, batches) by {100 * (with_tree / without - 1):.0f} %")


def measured(batches: int) -> list[tuple[str, float, int]]:
    """Name, seconds an entry, and the row of the reference; the runs of all of them take turns."""
    cases: list[tuple[str, Callable[[Path], float], int]] = [
        ("raw sqlite3, one row a transaction", raw_ones, 0),
        ("the ledger, one entry a transaction", ledger_ones, 0),
        ("the log with its rules, one event", log_ones, 0),
        ("raw sqlite3, 1,000 rows a transaction", lambda at: raw_batches(at, batches), 3),
        ("the ledger, 1,000 entries a transaction", lambda at: ledger_batches(at, batches), 3),
        ("... without digests, leaves and nodes", lambda at: treeless(ledger_batches, at, batches), 3),
        ("the log with its rules, 1,000 events", lambda at: log_batches(at, batches), 3),
        ("... without digests, leaves and nodes", lambda at: treeless(log_batches, at, batches), 3),
    ]
    runs: list[list[float]] = [[] for _ in cases]
    for _ in range(RUNS):
        for (_, measure, _), took in zip(cases, runs, strict=True):
            with TemporaryDirectory() as folder:
                took.append(measure(Path(folder)))
    return [(name, median(took), reference) for (name, _, reference), took in zip(cases, runs, strict=True)]


def statement(number: int) -> Event:
    """An event of about 700 bytes."""
    said = When.at(START + timedelta(seconds=number))
    return ClaimAsserted.of(situation=TOWN, claim="arson", by="mayor", said=said, words=f"{number} {WORDS}")


PAYLOADS = [codec.draft(statement(number), bytes(16)).data for number in range(BATCH)]
ENTRY = b"x" * 190
"""As long as an entry is."""


def raw(folder: Path) -> sqlite3.Connection:
    """A file as durable as that of a log."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for pragma in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE entries (position INTEGER PRIMARY KEY, recorded_at INTEGER, situation INTEGER, type INTEGER, "
        "identity BLOB, tags TEXT, entry BLOB, tree BLOB, disclosure BLOB)"
    )
    return connection


def row(position: int) -> tuple[object, ...]:
    """What the log stores of an entry, made beforehand by somebody else."""
    return (position, 1, 1, 1, bytes(16), "[0,1,2]", ENTRY, bytes(64), PAYLOADS[position % BATCH] + bytes(30))


def raw_ones(folder: Path) -> float:
    """Seconds a row."""
    connection = raw(folder)
    with timed() as seconds:
        for position in range(1, ONES + 1):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row(position))
            connection.execute("COMMIT")
    connection.close()
    return seconds() / ONES


def raw_batches(folder: Path, batches: int) -> float:
    """Seconds a row."""
    connection = raw(folder)
    rows = [[row(nth * BATCH + position) for position in range(BATCH)] for nth in range(batches)]
    with timed() as seconds:
        for batch in rows:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)
            connection.execute("COMMIT")
    connection.close()
    return seconds() / BATCH / batches


def ledger_ones(folder: Path) -> float:
    """Seconds an entry."""
    ledger = Ledger(open_database(str(folder / "sitlog.db"), create=True))
    drafts = [codec.draft(event, identity(event)) for event in map(statement, range(ONES))]
    ledger.append_drafts([codec.draft(statement(-1), bytes(16))])
    with timed() as seconds:
        for draft in drafts:
            ledger.append_drafts([draft])
    ledger.close()
    return seconds() / ONES


def ledger_batches(folder: Path, batches: int) -> float:
    """Seconds an entry."""
    ledger = Ledger(open_database(str(folder / "sitlog.db"), create=True))
    events = [list(map(statement, range(nth * BATCH, (nth + 1) * BATCH))) for nth in range(batches)]
    drafts = [[codec.draft(event, identity(event)) for event in batch] for batch in events]
    with timed() as seconds:
        for batch in drafts:
            ledger.append_drafts(batch)
    ledger.close()
    return seconds() / BATCH / batches


def town(folder: Path) -> SituationLog:
    """A log in which the events can be recorded."""
    log = SituationLog.open(str(folder / "sitlog.db"), create=True)
    mayor = SourceRegistered.of(situation=TOWN, source="mayor", name="Mayor", kind="person", identification="named")
    opened = SituationOpened.of(situation=TOWN, title="Fire", zone="UTC")
    log.record(opened, mayor, ClaimFramed.of(situation=TOWN, claim="arson", text="It was arson"))
    return log


def log_ones(folder: Path) -> float:
    """Seconds an event."""
    log, events = town(folder), list(map(statement, range(ONES)))
    with timed() as seconds:
        for event in events:
            log.record(event)
    log.close()
    return seconds() / ONES


def log_batches(folder: Path, batches: int) -> float:
    """Seconds an event, its JSON read and validated too."""
    log = town(folder)
    lines = [[statement(nth * BATCH + n).model_dump_json() for n in range(BATCH)] for nth in range(batches)]
    with timed() as seconds:
        for batch in lines:
            log.record(*map(ClaimAsserted.model_validate_json, batch))
    log.close()
    return seconds() / BATCH / batches


def treeless(measure: Callable[[Path, int], float], folder: Path, batches: int) -> float:
    """The same, where nothing is hashed and the tree does not grow."""

    class Still:
        size, subtrees, root = 0, (), bytes(32)

        def extend(self, leaves: Iterator[bytes]) -> tuple["Still", list[bytes]]:
            return self, [bytes(32) for _ in leaves]

    still = Still()
    with (
        patch.object(writing, "digest_of", lambda _: "x" * 43),
        patch.object(writing, "leaf_hash", lambda _: b""),
        patch("sitlog.store.proofs.tree.Frontier.extend", lambda _, leaves: still.extend(leaves)),
    ):
        return measure(folder, batches)


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Gives the seconds that the block took, once it is over."""
    start = perf_counter()
    end = [0.0]
    yield lambda: end[0]
    end[0] = perf_counter() - start


if __name__ == "__main__":
    main()
