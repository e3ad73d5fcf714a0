"""What verifying costs, beside reading the same rows bare: `python benchmarks/verify.py [ENTRIES]`.

Prints medians of five runs and ratios within the same run: the bare read, with a leaf hash, the walk along all entries
(payloads, leaves and nodes, but no events), the whole verification, and proofs at growing sizes.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sitlog.domain.events import ClaimAsserted, ClaimFramed, SituationOpened, SourceRegistered
from sitlog.domain.when import When
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog
from sitlog.store.proofs.tree import consistency_proof, inclusion_proof
from sitlog.store.verify.database import opened
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.verify.walk import Walk

RUNS, BATCH = 5, 1000
TOWN = "harbour-fire"
WORDS = "What somebody said about it, word for word as it was printed. " * 6
START = datetime(2031, 5, 5, 10, tzinfo=UTC)
COLUMNS = "position, recorded_at, situation, type, identity, tags, entry, tree, disclosure"


def main() -> None:
    """Measure, and print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sitlog.db"
        fill(file, entries)
        cases: list[tuple[str, Callable[[Path], None]]] = [
            ("bare read of the rows", bare),
            ("... and a leaf hash each", hashed),
            ("the walk: payloads, leaves, tree", walk),
            ("the whole of sitlog verify", whole),
        ]
        runs: list[list[float]] = [[] for _ in cases]
        for _ in range(RUNS):
            for (_, measure), took in zip(cases, runs, strict=True):
                start = perf_counter()
                measure(file)
                took.append((perf_counter() - start) / entries)
        print(f"{entries:,} entries{'':30}{'us an entry':>12}{'of bare':>9}")
        for (name, _), took in zip(cases, runs, strict=True):
            print(f"{name:45}{median(took) * 1e6:12.2f}{median(took) / median(runs[0]):9.2f}")
        proofs(file, entries)


def fill(file: Path, entries: int) -> None:
    """Record that many statements."""
    with SituationLog.open(str(file), create=True) as log:
        mayor = SourceRegistered.of(situation=TOWN, source="mayor", name="Mayor", kind="person", identification="named")
        opening = SituationOpened.of(situation=TOWN, title="Fire", zone="UTC")
        log.record(opening, mayor, ClaimFramed.of(situation=TOWN, claim="arson", text="It was arson"))
        for start in range(0, entries - 3, BATCH):
            numbers = range(start, min(start + BATCH, entries - 3))
            log.record(*(_statement(number) for number in numbers))


def _statement(number: int) -> ClaimAsserted:
    said = When.at(START + timedelta(seconds=number))
    return ClaimAsserted.of(situation=TOWN, claim="arson", by="mayor", said=said, words=f"{number} {WORDS}")


def bare(file: Path) -> None:
    """Read every row."""
    connection = sqlite3.connect(file)
    for _ in connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY position"):  # noqa: S608  # both are ours
        pass
    connection.close()


def hashed(file: Path) -> None:
    """Read every row, and hash its entry."""
    connection = sqlite3.connect(file)
    for row in connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY position"):  # noqa: S608  # both are ours
        sha256(b"\x00" + row[6]).digest()
    connection.close()


def walk(file: Path) -> None:
    """Check payloads, leaves and nodes, and no more."""
    with opened(str(file)) as tables:
        along = Walk(Findings(""))
        for row in tables.entries():
            along.take(row.position, row.entry, row.disclosure)


def whole(file: Path) -> None:
    """Check all there is."""
    assert not list(verify_log(str(file), Trust()).found)  # noqa: S101  # a benchmark of what is broken says nothing


def proofs(file: Path, entries: int) -> None:
    """Make proofs at growing sizes: logarithmic work stays nearly level."""
    ledger = Ledger(open_database(str(file), create=False))
    print(f"\n{'':45}{'us a proof':>12}{'hashes':>9}")
    for size in (entries // 100, entries // 10, entries):
        for name, prove in (
            ("of inclusion", lambda at: inclusion_proof(at // 3, at, ledger.read_nodes)),
            ("of consistency", lambda at: consistency_proof(at // 3, at, ledger.read_nodes)),
        ):
            took = []
            for _ in range(RUNS * 10):
                start = perf_counter()
                made = prove(size)
                took.append(perf_counter() - start)
            print(f"{f'a proof {name} at {size:,}':45}{median(took) * 1e6:12.0f}{len(made):9}")
    ledger.close()


if __name__ == "__main__":
    main()
