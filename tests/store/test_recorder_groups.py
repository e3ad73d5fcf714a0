"""Appends that meet go in one transaction, and each hears of its own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from sitlog.store.ledger.append import Appender, Wish
from sitlog.store.ledger.conditions import Condition, Overtaken, Tagged
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Draft, Placed
from sitlog.store.ledger.judging import Proposal
from sitlog.store.ledger.lately import Lately
from sitlog.store.ledger.turns import Turns
from sitlog.store.recorder import Recorder, open_recorder
from tests.store.ledgers import TownClock, draft

PATIENCE = 30  # seconds


class Door:
    """Notes who comes through together, and turns troublemakers away."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []

    def __call__(self, _: Connection, placed: Sequence[Placed]) -> None:
        self.groups.append([one.draft.type for one in placed])
        if any(one.draft.type == "Trouble" for one in placed):
            raise RuntimeError("trouble")


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def ledger(database_url: str, door: Door) -> Iterator[Recorder]:
    with closing(open_recorder(database_url, create=True, within=[door])) as ledger:
        yield ledger


def wish(*drafts: Draft, condition: Condition | None = None) -> Wish:
    return Wish(Proposal(drafts, condition))


def settle(ledger: Recorder, door: Door, *wishes: Wish) -> None:
    Appender(ledger.database, ledger.names, Lately(), TownClock(), [door]).settle(wishes)


def test_wishes_that_meet_go_in_one_transaction(ledger: Recorder, door: Door) -> None:
    wishes = [wish(draft("A"), draft("B")), wish(draft("C")), wish(draft("D"))]

    settle(ledger, door, *wishes)

    assert [each.result().positions for each in wishes] == [range(1, 3), range(3, 4), range(4, 5)]
    assert door.groups == [["A", "B", "C", "D"]]
    assert [stored.type for stored in ledger.read_stored()] == ["A", "B", "C", "D"]
    assert ledger.head() == ledger.head_at(4)


def test_a_condition_sees_what_was_appended_just_before_it(ledger: Recorder, door: Door) -> None:
    no_fire = Condition([Tagged(("situation:flood",), ("Fire",))], 0)
    fire, too_late, other = wish(draft("Fire")), wish(draft("A"), condition=no_fire), wish(draft("B"))

    settle(ledger, door, fire, too_late, other)

    assert fire.result().positions == range(1, 2)
    with pytest.raises(Overtaken, match="entry 1"):
        too_late.result()
    assert other.result().positions == range(2, 3)
    assert door.groups == [["Fire", "B"]]


def test_an_identity_is_recorded_once_also_by_those_who_meet(ledger: Recorder, door: Door) -> None:
    one, other = wish(draft("Fire", once="fire")), wish(draft("Fire", once="fire"))

    settle(ledger, door, one, other)

    assert one.result().positions == range(1, 2)
    with pytest.raises(Overtaken, match="entry 1 has the same identity"):
        other.result()
    assert ledger.head().position == 1


def test_trouble_of_one_is_not_trouble_of_the_others(ledger: Recorder, door: Door) -> None:
    before, trouble, after = wish(draft("A")), wish(draft("Trouble")), wish(draft("B"))

    settle(ledger, door, before, trouble, after)

    assert before.result().positions == range(1, 2)
    with pytest.raises(RuntimeError, match="trouble"):
        trouble.result()
    assert after.result().positions == range(2, 3)
    assert [stored.type for stored in ledger.read_stored()] == ["A", "B"]


def test_many_threads_append_without_a_gap(ledger: Recorder, door: Door) -> None:
    with ThreadPoolExecutor(16) as threads:
        wishes = [threads.submit(ledger.append_drafts, [draft(f"Drop{number}")]) for number in range(400)]
        positions = [wish.result(PATIENCE).positions[0] for wish in wishes]

    stored = [each.type for each in ledger.read_stored()]
    assert sorted(positions) == list(range(1, 401))
    assert [stored[position - 1] for position in positions] == [f"Drop{number}" for number in range(400)]
    assert len(door.groups) < 400


class Job:
    """Something to be settled."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_settled = False


class Settler:
    """Settles jobs, the first only when it is told to, and is interrupted by one of them."""

    def __init__(self) -> None:
        self.is_called = Event()
        self.may_go_on = Event()

    def __call__(self, jobs: Sequence[Job]) -> None:
        self.is_called.set()
        assert self.may_go_on.wait(PATIENCE)
        for job in jobs:
            if job.name == "interrupted":
                raise KeyboardInterrupt
            job.is_settled = True


def test_whoever_is_interrupted_while_leading_leaves_the_others_to_the_next() -> None:
    settler = Settler()
    turns = Turns(settler, at_most=100)
    jobs = [Job(name) for name in ("first", "interrupted", "third", "fourth")]

    def take(job: Job) -> None:
        with suppress(KeyboardInterrupt):
            turns.take(job)

    threads = [Thread(target=take, args=[job], daemon=True) for job in jobs]
    for waiting, thread in enumerate(threads):
        thread.start()
        assert settler.is_called.wait(PATIENCE)
        wait_for(turns, waiting)
    settler.may_go_on.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert not any(thread.is_alive() for thread in threads)
    assert [job.is_settled for job in jobs] == [True, False, True, True]


def wait_for(turns: Turns[Job], waiting: int) -> None:
    end = monotonic() + PATIENCE
    while turns.waiting != waiting:
        assert monotonic() < end
        sleep(0.001)
