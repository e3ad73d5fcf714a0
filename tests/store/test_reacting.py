"""The worker of webhooks: as they come, one worker at a time, followed when it dies, and ended when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest

from sitlog.domain.errors import KeyUnusable
from sitlog.store.log import SituationLog
from sitlog.store.views.reacting import Reacting
from sitlog.store.views.reactors import dead_letters_of
from sitlog.store.views.status import State
from sitlog.store.views.tables import reactors
from sitlog.store.views.webhooks import Posting, Webhooks
from tests.desk import PATIENCE, SECRET, Desk, a_desk, until
from tests.given import at, claim, denies, opened, says, source
from tests.laws import Ticking


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"), claim("two-dead"))
        yield log


@pytest.fixture
def desk() -> Iterator[Desk]:
    with a_desk() as desk:
        yield desk


def a_secret(_: str) -> bytes:
    return SECRET


def no_secret(_: str) -> bytes:
    raise KeyUnusable("its secret is not here")


def started(log: SituationLog, desk: Desk) -> Webhooks:
    """A webhook that posts all news to the desk."""
    webhooks = Webhooks(log, a_secret)
    webhooks.start("desk", Posting(desk.url, "env:SITLOG_SECRET"))
    return webhooks


def say(log: SituationLog, number: int) -> int:
    """Record something, and give its position."""
    event = (says if number % 2 else denies)("mayor", "arson", at("10:00"), words=str(number))
    return int(log.record(event).recorded[0].position)


@contextmanager
def at_work(*workers: Reacting) -> Iterator[None]:
    """Let workers run."""
    threads = [Thread(target=each.run) for each in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for each in workers:
            each.stop()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)


def test_entries_are_posted_as_they_come_and_the_end_is_clean(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    with at_work(Reacting(log, a_secret)):
        first = say(log, 1)
        until(lambda: desk.entries == [first])
        second = say(log, 2)
        until(lambda: webhooks.one("desk").position == second)
        assert webhooks.one("desk").state is State.LIVE

    assert desk.entries == [first, second]
    assert (webhooks.one("desk").state, webhooks.one("desk").behind) == (State.CURRENT, 0)


def test_of_two_workers_one_posts(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    with at_work(Reacting(log, a_secret), Reacting(log, a_secret)):
        positions = [say(log, number) for number in range(8)]
        until(lambda: webhooks.one("desk").position == positions[-1])

    assert desk.entries == positions


def test_a_worker_that_has_no_secret_leaves_it_to_one_that_has(log: SituationLog, desk: Desk) -> None:
    webhooks, told = started(log, desk), list[str]()
    with at_work(Reacting(log, no_secret, tell=told.append)):
        position = say(log, 1)
        until(lambda: bool(told))
        with at_work(Reacting(log, a_secret)):
            until(lambda: webhooks.one("desk").position == position)

    assert told == ["desk does not run here: its secret is not here"]
    assert desk.entries == [position]


def test_a_worker_that_was_killed_is_followed(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    held_for_ever(log, until=1)
    position = say(log, 1)

    with at_work(Reacting(log, a_secret)):
        until(lambda: webhooks.one("desk").position == position)

    assert desk.entries == [position]


def held_for_ever(log: SituationLog, until: int) -> None:
    """Hold every reactor as somebody who is gone, until an instant."""
    with log.read().ledger.database.writing() as connection:
        connection.core.execute(reactors.update().values(holder="gone", held_until=until))


def test_what_is_stopped_posts_nothing_until_it_is_started_again(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    webhooks.stop("desk")
    with at_work(Reacting(log, a_secret)):
        position = say(log, 1)
        assert webhooks.one("desk").state is State.PAUSED
        assert desk.entries == []
        webhooks.resume("desk")
        until(lambda: desk.entries == [position])


def test_a_worker_that_is_stopped_between_tries_buries_nothing(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    desk.answers = [503]
    with at_work(Reacting(log, a_secret, pauses=(PATIENCE * 10,))):
        position = say(log, 1)
        until(lambda: desk.entries == [position])

    assert dead_letters_of(log, "desk") == []
    assert webhooks.one("desk").behind == 1


def test_one_that_keeps_failing_holds_up_no_other(log: SituationLog, desk: Desk) -> None:
    webhooks = started(log, desk)
    webhooks.start("nobody", Posting("http://127.0.0.1:9/", "env:SITLOG_SECRET"))
    with at_work(Reacting(log, a_secret, pauses=(PATIENCE * 10,))):
        positions = [say(log, number) for number in range(3)]
        until(lambda: webhooks.one("desk").position == positions[-1])

    assert webhooks.one("nobody").behind == 3


def test_the_log_holds_no_secret(log: SituationLog, desk: Desk) -> None:
    started(log, desk)

    with log.read().ledger.database.reading() as connection:
        held: Any = connection.core.execute(reactors.select()).all()

    assert SECRET.decode() not in str(held)


@pytest.mark.postgres
def test_no_transaction_is_open_while_a_slow_desk_takes_its_time(postgres_url: str, desk: Desk) -> None:
    with SituationLog.open(postgres_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"), claim("two-dead"))
        webhooks, is_slow = started(log, desk), Event()
        desk.before_answering = is_slow.wait
        try:
            with at_work(Reacting(log, a_secret)):
                positions = [say(log, number) for number in range(3)]
                until(lambda: desk.entries == positions[:1])
                sleep(0.2)  # seconds, for what was under way beside it to end
                assert open_transactions(log) == 0
                is_slow.set()
                until(lambda: webhooks.one("desk").position == positions[-1])
        finally:
            is_slow.set()

    assert desk.entries == positions


def open_transactions(log: SituationLog) -> int:
    """Count those that others than whoever asks have open, and do nothing in."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in trans%%'"
    with log.read().ledger.database.reading() as connection:
        return int(connection.core.exec_driver_sql(asked).scalar_one())
