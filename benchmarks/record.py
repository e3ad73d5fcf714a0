"""Figures 1 and 2: what recording and importing cost, beside bare drivers, eventsourcing and a naive import."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
from sqlalchemy import URL

from benchmarks import peer
from benchmarks import recording as ways
from benchmarks.figures import Figure, Measure, Setting, Timing, at_least, at_most, in_turns, left_out
from benchmarks.recording import BATCH, CLIENTS
from sitlog.store.ledger import writing

_ONES = 200
_BY_A_CLIENT = 40
_BATCHES = 5
_LINES = 5_000
_SHORT, _LONG = 1_000, 100_000  # entries of a situation


def figures(setting: Setting) -> Iterator[Figure]:
    """Record one by one, from many clients at once, in batches, and import."""
    with TemporaryDirectory(dir=setting.folder) as folder:
        place = Place(Path(folder), setting.server, setting.runs)
        yield from _ones(place)
        yield from _lengths(place, setting.entries)
        yield from _clients(place)
        yield from _batches(place)
        yield from _imports(place)


class Place:
    """Where new files and databases can be had."""

    def __init__(self, folder: Path, server: URL | None, runs: int) -> None:
        self.server = server
        self.runs = runs
        self._folder = folder
        self._numbers = count()

    def file(self) -> Path:
        """Name a file that is not there yet."""
        return self._folder / f"{next(self._numbers)}.db"

    def url(self) -> str:
        """Tell where an SQLite log can be made."""
        return f"sqlite:///{self.file()}"

    def database(self) -> URL:
        """Make a database on the server."""
        assert self.server is not None, "asked only where there is one"  # noqa: S101  # a benchmark, not the product
        name = f"recorded_{uuid4().hex}"
        server = self.server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.server.set(database=name)

    def postgres(self) -> str:
        """Tell where a PostgreSQL log can be made."""
        return self.database().render_as_string(hide_password=False)


def _ones(place: Place) -> Iterator[Figure]:
    """One durable record at a time."""
    raw, bare, log = in_turns(
        partial(_each, lambda: ways.raw_sqlite(place.file()), lambda on, row: ways.insert(on, [row]), ways.rows),
        partial(_each, lambda: ways.a_ledger(place.url()), lambda on, draft: on.append_drafts([draft]), ways.drafts),
        partial(_each, lambda: ways.a_town(place.url()), lambda on, event: on.record(event), _statements),
        runs=place.runs,
    )
    reference = Timing("raw sqlite3, one row a transaction", raw, _ONES)
    yield at_least(1, Timing("one durable entry appended, leaf and tree", bare, _ONES), reference, None)
    yield at_least(1, Timing("one durable record, with rules, leaf and tree", log, _ONES), reference, 0.75)


def _statements(numbers: range) -> list[Any]:
    return list(map(ways.statement, numbers))


def _each(
    open_: Callable[[], AbstractContextManager[Any]], does: Callable[[Any, Any], object], make: Callable[[range], Any]
) -> float:
    things = make(range(1, _ONES + 1))
    with open_() as opened:
        began = perf_counter()
        for each in things:
            does(opened, each)
        return perf_counter() - began


def _lengths(place: Place, entries: int) -> Iterator[Figure]:
    """The same in a short situation and in a long one."""
    long = max(_SHORT, min(_LONG, entries))
    with ways.a_town(place.url(), _SHORT) as short_one, ways.a_town(place.url(), long) as long_one:
        numbers = count(_LONG * 10, _ONES)

        def measure(log: Any) -> float:
            events = _statements(range(start := next(numbers), start + _ONES))
            began = perf_counter()
            for event in events:
                log.record(event)
            return perf_counter() - began

        few, many = in_turns(partial(measure, short_one), partial(measure, long_one), runs=place.runs)
    reference = Timing(f"in a situation of {_SHORT:,} entries", few, _ONES)
    yield at_most(1, Timing(f"one record in a situation of {long:,}", many, _ONES), reference, 1.5)


def _clients(place: Place) -> Iterator[Figure]:
    """Many at once, in threads."""
    yield from _many("SQLite", place.url, lambda: peer.sqlite_environment(str(place.file())), (place.runs, 6))
    if place.server is None:
        yield left_out(1, f"{CLIENTS} clients on PostgreSQL", "there is no server")
        return
    theirs = lambda: peer.postgres_environment(place.database())  # noqa: E731  # said where it is used
    yield from _many("PostgreSQL", place.postgres, theirs, (place.runs, 8))


def _many(
    name: str, url: Callable[[], str], environment: Callable[[], dict[str, str]], runs_and_goal: tuple[int, float]
) -> Iterator[Figure]:
    runs, goal = runs_and_goal

    def theirs() -> float:
        with ways.a_peer(environment()) as recorder:
            return _together(recorder.insert_events, ways.stored)

    def appends() -> float:
        with ways.a_ledger(url()) as ledger:
            return _together(ledger.append_drafts, lambda number: ways.drafts(range(number, number + 1)))

    def records() -> float:
        with ways.a_town(url()) as log:
            return _together(log.record, ways.statement)

    took = in_turns(theirs, appends, records, runs=runs)
    other, bare, log = (Timing(what, each, CLIENTS * _BY_A_CLIENT) for what, each in zip(_WHO, took, strict=True))
    yield at_least(1, bare._replace(what=f"{CLIENTS} clients on {name}, recorder to recorder"), other, goal)
    yield at_least(1, log._replace(what=f"{CLIENTS} clients on {name}, with rules"), other, None)


_WHO = ("eventsourcing's recorder", "the ledger", "the log")


def _together(does: Callable[[Any], object], make: Callable[[int], Any]) -> float:
    def client(number: int) -> Callable[[], None]:
        things = [make(number * _BY_A_CLIENT + nth) for nth in range(_BY_A_CLIENT)]

        def all_of_them() -> None:
            for each in things:
                does(each)

        return all_of_them

    return ways.together([client(number) for number in range(CLIENTS)])


def _batches(place: Place) -> Iterator[Figure]:
    """A thousand a transaction, of drafts that are made already."""
    raw, ours, still = in_turns(
        partial(_batched, lambda: ways.raw_sqlite(place.file()), ways.insert, ways.rows),
        partial(_batched, lambda: ways.a_ledger(place.url()), _append, ways.drafts),
        partial(_treeless, partial(_batched, lambda: ways.a_ledger(place.url()), _append, ways.drafts)),
        runs=place.runs,
    )
    things = BATCH * _BATCHES
    reference = Timing("raw executemany", raw, things)
    yield at_most(1, Timing("SQLite, a batch of 1,000: indexes, leaf and tree", ours, things), reference, 2)
    without = Timing("without digests, leaves and nodes", still, things)
    yield at_most(1, Timing("the same, to one that proves nothing", ours, things), without, 1.25)
    if place.server is None:
        yield left_out(1, "PostgreSQL, a batch of 1,000", "there is no server")
        return
    copied, ours = in_turns(
        partial(_batched, lambda: ways.raw_postgres(place.database()), ways.copy, ways.rows),
        partial(_batched, lambda: ways.a_ledger(place.postgres()), _append, ways.drafts),
        runs=place.runs,
    )
    reference = Timing("raw COPY BINARY", copied, things)
    yield at_least(1, Timing("PostgreSQL, a batch of 1,000: indexes, leaf and tree", ours, things), reference, 0.5)


def _append(ledger: Any, batch: Sequence[Any]) -> None:
    ledger.append_drafts(batch)


def _batched(
    open_: Callable[[], AbstractContextManager[Any]], does: Callable[[Any, Any], object], make: Callable[[range], Any]
) -> float:
    batches = [make(range(start, start + BATCH)) for start in range(1, BATCH * _BATCHES, BATCH)]
    with open_() as opened:
        began = perf_counter()
        for each in batches:
            does(opened, each)
        return perf_counter() - began


def _treeless(measure: Measure) -> float:
    """The same, where nothing is hashed and the tree does not grow."""

    class Still:
        size, subtrees, root = 0, (), bytes(32)

    with (
        patch.object(writing, "digest_of", lambda _: "x" * 43),
        patch.object(writing, "leaf_hash", lambda _: b""),
        patch("sitlog.store.proofs.tree.Frontier.extend", lambda _, leaves: (Still(), [bytes(32) for _ in leaves])),
    ):
        return measure()


def _imports(place: Place) -> Iterator[Figure]:
    """Events from a file, validated and decided on."""
    file = place.file().with_suffix(".jsonl")
    ways.write_lines(file, _LINES)

    def naively(at_once: int) -> float:
        began = perf_counter()
        ways.import_naively(place.file(), file, at_once)
        return perf_counter() - began

    def ours() -> float:
        with ways.a_town(place.url()) as log:
            began = perf_counter()
            ways.import_lines(log, file)
            return perf_counter() - began

    naive, one_by_one, imported = in_turns(partial(naively, BATCH), partial(naively, 1), ours, runs=place.runs)
    took = Timing("JSONL imported: validated, rules, leaf and tree", imported, _LINES)
    yield at_least(2, took, Timing("naively, json, pydantic, ORM, 1,000 a transaction", naive, _LINES), 3)
    yield at_least(2, took, Timing("naively, a transaction a line", one_by_one, _LINES), None)
