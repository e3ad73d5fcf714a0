"""What is recorded part by part as one whole: each part sees those before it, and all of them stand or none."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sitlog.domain.errors import LogUnreachable, NoSuchEntry, RefusedBatch
from sitlog.domain.events import EntryRedacted
from sitlog.store.log import SituationLog
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from tests.given import TOWN, at, claim, corrects, denies, opened, says, source, withdraws
from tests.laws import Ticking

NINE, TEN = at("9:00"), at("10:00")
PRELUDE = (opened(), source("mayor"), claim("arson"))


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(*PRELUDE)
        yield log


def record(whole: Any, *events: Any, earlier: dict[int, int] | None = None) -> list[int]:
    """Record a part; the positions."""
    return list(whole.record(*events, labels={}, earlier=earlier or {}).positions)


def test_a_part_rests_on_those_before_it(log: SituationLog) -> None:
    with log.whole() as whole:
        assert record(whole, source("crew"), claim("fault")) == [4, 5]
        assert record(whole, says("crew", "fault", NINE), says("crew", "arson", NINE)) == [6, 7]
        assert record(whole, corrects(900, denies("crew", "fault", TEN)), earlier={900: 6}) == [8]
        assert record(whole, withdraws(901), says("crew", "arson", NINE), earlier={901: 7}) == [9, 7]

    assert log.head.position == 9
    assert len({entry.recorded_at for entry in log.read().after(3)}) == 1
    assert verify_log(log.url, Trust()).verdict is Verdict.NOT_PROVEN


def test_what_is_undone_leaves_nothing_and_gives_no_numbers_away(log: SituationLog) -> None:
    with log.whole() as whole:
        record(whole, source("crew"))
        whole.undo()
        assert record(whole, says("crew", "arson", NINE)) == [5]
    assert log.head.position == len(PRELUDE)

    log.record(source("clerk"), says("clerk", "arson", NINE))

    assert [entry.type for entry in log.read().after(3)] == ["SourceRegistered", "ClaimAsserted"]
    assert not log.knows(TOWN, claim("x").introductions[0].kind, "crew")
    assert verify_log(log.url, Trust()).verdict is Verdict.NOT_PROVEN


def test_what_is_refused_is_left_out_unless_it_is_supposed(log: SituationLog) -> None:
    with log.whole() as whole:
        with pytest.raises(RefusedBatch):
            record(whole, claim("fault"), says("crew", "fault", NINE))
        assert record(whole, claim("fault")) == [4]
        with pytest.raises(RefusedBatch) as refused:
            whole.suppose(source("mayor", name="Another"), claim("flood"), labels={}, earlier={})
        assert [index for index, _ in refused.value.refusals] == [0]
        assert record(whole, says("mayor", "flood", NINE)) == [7]

    assert log.head.position == len(PRELUDE)


def test_an_error_undoes_it(log: SituationLog) -> None:
    def fail() -> None:
        with log.whole() as whole:
            record(whole, source("crew"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert log.head.position == len(PRELUDE)


def test_nothing_of_a_whole_can_be_redacted_by_it(log: SituationLog) -> None:
    with log.whole() as whole:
        record(whole, source("crew"))
        with pytest.raises(NoSuchEntry):
            record(whole, EntryRedacted.of(situation=TOWN, entry=999, basis="the law"), earlier={999: 4})
        whole.undo()

    assert log.head.position == len(PRELUDE)


def test_what_the_log_had_can_be_redacted_by_a_whole(log: SituationLog) -> None:
    log.record(says("mayor", "arson", NINE, words="a secret"))
    with log.whole() as whole:
        record(whole, EntryRedacted.of(situation=TOWN, entry=4, basis="the law"))
        record(whole, says("mayor", "arson", at("11:00")))

    assert log.entry(4).event is None
    assert verify_log(log.url, Trust()).verdict is Verdict.NOT_PROVEN


def test_whoever_listens_hears_of_it_once_it_stands(log: SituationLog) -> None:
    heard = Event()
    log.read().ledger.listen(heard)

    with log.whole() as whole:
        record(whole, source("crew"))
        assert not heard.is_set()

    assert heard.is_set()


@pytest.mark.parametrize("is_undone", [False, True])
def test_nothing_of_it_is_left_beside_the_file(tmp_path: Path, *, is_undone: bool) -> None:
    file = tmp_path / "sitlog.db"
    with (
        SituationLog.open(f"sqlite:///{file}", create=True) as log,
        closing(sqlite3.connect(file)) as other,
    ):
        log.record(*PRELUDE)
        other.execute("SELECT * FROM head").fetchall()
        with log.whole() as whole:
            record(whole, *(says("mayor", "arson", NINE, words=f"smoke {nth} " * 600) for nth in range(2_500)))
            assert file.with_name("sitlog.db-wal").stat().st_size > 1_000_000
            if is_undone:
                whole.undo()

        assert file.with_name("sitlog.db-wal").stat().st_size == 0


@pytest.mark.postgres
@pytest.mark.parametrize("after_commit", [False, True])
def test_a_connection_lost_at_the_commit_tells_no_lie(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool
) -> None:
    with SituationLog.open(postgres_url, create=True, clock=Ticking()) as log:
        log.record(*PRELUDE)
        dialect: Any = log.read().ledger.database.engine.dialect
        commit = dialect.do_commit

        def lost(connection: Any) -> None:
            monkeypatch.setattr(dialect, "do_commit", commit)
            if after_commit:
                commit(connection)
            connection.dbapi_connection.close()
            commit(connection)

        def take() -> None:
            with log.whole() as whole:
                record(whole, source("crew"))
                record(whole, says("crew", "arson", NINE))
                monkeypatch.setattr(dialect, "do_commit", lost)

        if after_commit:
            take()
        else:
            with pytest.raises(LogUnreachable):
                take()

        assert log.head.position == len(PRELUDE) + 2 * after_commit
