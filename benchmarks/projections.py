"""What projections cost, beside raw SQLite and eventsourcing's own way: `python benchmarks/projections.py [ENTRIES]`.

Prints medians of five runs, in microseconds an entry unless it says otherwise, and ratios within the same run: replay
in the order of the log, rebuilding kept claims, answering from kept rows, and how long news take between processes.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, time_ns
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from sitlog.domain.event import Event
from sitlog.domain.events import ClaimAsserted, ClaimDenied, ClaimFramed, SituationOpened, SourceRegistered
from sitlog.domain.identity import identity
from sitlog.domain.when import When
from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.projections.story import PARTS, story
from sitlog.store import codec
from sitlog.store.kept import KeptProjections
from sitlog.store.log import SituationLog
from sitlog.store.stories import story_at

RUNS = 5
TOWN = "harbour-fire"
WORDS = "What somebody said about it, word for word as it was printed. " * 6
CLAIMS, SOURCES = 50, 20


def main() -> None:
    """Measure, and print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with TemporaryDirectory() as folder:
        log, peer = a_log(Path(folder), entries), a_peer(Path(folder), entries)
        replaying(log, Path(folder) / "sitlog.db", peer, entries)
        rebuilding(log, peer, Path(folder), entries)
        answering(log)
        log.close()
        living(Path(folder))


def a_log(folder: Path, entries: int) -> SituationLog:
    """A log of one town, recorded in batches."""
    log = SituationLog.open(f"sqlite:///{folder / 'sitlog.db'}", create=True)
    log.record(
        SituationOpened.of(situation=TOWN, title="Fire at the harbour", zone="Europe/Lisbon"),
        *map(voice, range(SOURCES)),
        *(ClaimFramed.of(situation=TOWN, claim=f"c{n}", text=f"Claim {n}") for n in range(CLAIMS)),
    )
    for start in range(0, entries, 1000):
        made = [statement(number) for number in range(start, min(start + 1000, entries))]
        log.read().ledger.append_drafts([codec.draft(each, identity(each)) for each in made])
    return log


def voice(number: int) -> Event:
    """A source of the town."""
    key = f"s{number}"
    return SourceRegistered.of(situation=TOWN, source=key, name=key, kind="person", identification="named")


def statement(number: int) -> Event:
    """A statement of the town."""
    kind = ClaimDenied if number % 3 else ClaimAsserted
    said = When.at(datetime(2031, 5, 5, tzinfo=UTC) + timedelta(seconds=number % 80_000))
    claim, by = f"c{number % CLAIMS}", f"s{number % SOURCES}"
    return kind.of(situation=TOWN, claim=claim, by=by, said=said, words=WORDS, note=str(number))


class Claim(Aggregate):
    """A claim, as eventsourcing would have it."""

    @event("Asserted")
    def assert_(self, by: str, words: str, note: str) -> None:
        """Somebody says so."""

    @event("Denied")
    def deny(self, by: str, words: str, note: str) -> None:
        """Somebody denies it."""


def a_peer(folder: Path, entries: int) -> Application[Any]:
    """The same in eventsourcing, with its SQLite recorder and its default JSON."""
    app: Application[Any] = Application(
        {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "peer.db")}
    )
    held = [Claim() for _ in range(CLAIMS)]
    for number in range(entries - CLAIMS):
        one = held[number % CLAIMS]
        (one.deny if number % 3 else one.assert_)(by=f"s{number % SOURCES}", words=WORDS, note=str(number))
    app.save(*held)
    return app


def peers_events(app: Application[Any]) -> Any:
    """All events of the peer, decoded, with their places."""
    start: int | None = 1
    while start is not None:
        found = app.recorder.select_notifications(start, limit=1000)
        for each in found:
            yield each.id, app.mapper.to_domain_event(each)
        start = found[-1].id + 1 if len(found) == 1000 else None  # noqa: PLR2004  # the limit above


def replaying(log: SituationLog, file: Path, peer: Application[Any], entries: int) -> None:
    """Figure 3: replay in the order of the log."""
    raw = sqlite3.connect(file)
    bare = timed(lambda: exhaust(raw.execute("SELECT position, type, disclosure FROM entries ORDER BY position")))
    full, theirs = timed(lambda: exhaust(log.read())), timed(lambda: exhaust(peers_events(peer)))
    named = timed(lambda: claims(log.of(TOWN).only(*(claims.topics or ()))))
    print("replay (3)")
    tell("bare SELECT", bare, entries)
    tell("sitlog, full events", full, entries, theirs)
    tell("sitlog, a fold that names its events", named, entries, theirs)
    tell("eventsourcing, full events", theirs, entries)


def rebuilding(log: SituationLog, peer: Application[Any], folder: Path, entries: int) -> None:
    """Figure 4: making kept rows anew."""
    kept = KeptProjections(log)
    for each in PARTS:
        kept.start(each)
    kept.runner(PARTS).catch_up()

    def rebuild(projection: Any) -> Callable[[], None]:
        def again() -> None:
            kept.rebuild(projection)
            kept.runner([projection]).catch_up()

        return again

    def in_memory() -> None:
        counts: dict[Any, int] = {}
        for _, one in peers_events(peer):
            counts[one.originator_id] = counts.get(one.originator_id, 0) + 1

    times = {"claims": timed(rebuild(claims)), "statements": timed(rebuild(statements))}
    theirs, durable = timed(in_memory), timed(lambda: durably(peer, folder), runs=1)
    print("rebuild, kept durably with history, the old rows cleared away (4)")
    for name, took in times.items():
        tell(f"sitlog, {name}, to eventsourcing durable", took, entries, durable)
        tell(f"sitlog, {name}, to eventsourcing in memory", took, entries, theirs)
    tell("eventsourcing, in memory", theirs, entries)
    tell("eventsourcing, durable, a transaction an event as its runner has it", durable, entries)


class Counts(SQLiteTrackingRecorder):
    """A materialised view of eventsourcing."""

    def count(self, key: str, tracking: Tracking) -> None:
        """Count one, exactly once."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO counts VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET n = n + 1", (key,))


def durably(peer: Application[Any], folder: Path) -> None:
    """Let eventsourcing keep counts on disk, as its projection runner does: event by event."""
    datastore = SQLiteDatastore(str(folder / f"view-{time_ns()}.db"))
    view = Counts(datastore)
    view.create_table()
    with datastore.transaction(commit=True) as cursor:
        cursor.execute("CREATE TABLE counts (key TEXT PRIMARY KEY, n INTEGER)")
    for place, one in peers_events(peer):
        view.count(str(one.originator_id), Tracking("peer", place))
    datastore.close()


def answering(log: SituationLog) -> None:
    """Figure 5: the story of a situation and one row of it, from kept rows and by replay."""
    kept, head = KeptProjections(log), log.head.position
    kept.runner(PARTS).catch_up()
    by_replay = timed(lambda: story(TOWN, log.of(TOWN).until(head // 2)))
    from_rows = timed(lambda: story_at(log, TOWN, head // 2))
    one = timed(lambda: [kept.get(claims, "c7", situation=TOWN, recorded_at=head // 2) for _ in range(100)])
    print("answers as of the middle of the log (5)")
    tell("story by replay, an entry", by_replay, head // 2)
    tell("story from kept rows, a row", from_rows, head // 2, by_replay)
    tell("one kept row", one, 100)


def living(folder: Path) -> None:
    """Figure 8: from a recorder's process to a subscriber's."""
    url = f"sqlite:///{folder / 'live.db'}"
    with SituationLog.open(url, create=True) as log:
        log.record(SituationOpened.of(situation=TOWN, title="Fire at the harbour", zone="Europe/Lisbon"))
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        listener = context.Process(target=listen, args=(url, theirs, log.head.position), daemon=True)
        listener.start()
        ours.recv()
        waits = []
        for number in range(200):
            log.record(voice(number))
            recorded = time_ns()
            waits.append((ours.recv() - recorded) / 1e6)
        listener.kill()
    cuts = quantiles(waits, n=100)
    print(f"live, process to process on SQLite (8): median {median(waits):.1f} ms, p99 {cuts[98]:.1f} ms")


def listen(url: str, pipe: Any, after: int) -> None:
    """Tell when each entry is heard."""
    with SituationLog.open(url) as log, log.subscribe(after=after) as coming:
        pipe.send("ready")
        for _ in coming:
            pipe.send(time_ns())


def exhaust(things: Any) -> None:
    """Read to the end."""
    for _ in things:
        pass


def timed(does: Callable[[], object], *, runs: int = RUNS) -> float:
    """The median of some runs, in seconds."""
    times = []
    for _ in range(runs):
        began = perf_counter()
        does()
        times.append(perf_counter() - began)
    return median(times)


def tell(name: str, seconds: float, number: int, peer: float | None = None) -> None:
    """Print a time, and how many times it goes into that of a peer."""
    ratio = "" if peer is None else f"   {peer / seconds:6.1f} times as fast"
    print(f"  {name:<68} {seconds / number * 1e6:9.2f} us{ratio}")


if __name__ == "__main__":
    main()
