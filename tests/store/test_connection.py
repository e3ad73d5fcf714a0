"""A connection is the driver's own and SQLAlchemy's at once: one transaction, whichever of them is used."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from sitlog.domain.errors import NoSuchLog, ReadOnlyLog
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.prepared import Prepared

_TOLD = Prepared("SELECT count(*) FROM log_info WHERE key = :key")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(open_database(database_url, create=True)) as database:
        yield database


def add(connection: Connection, key: str) -> None:
    connection.core.execute(text("INSERT INTO log_info (key, value) VALUES (:key, 'x')"), {"key": key})


def count(database: Database, key: str) -> int:
    with database.reading() as connection:
        return int(_TOLD.value(connection, key=key))


def test_what_sqlalchemy_writes_the_driver_reads_and_both_is_committed_once(database: Database) -> None:
    with database.writing() as connection:
        connection.driver.execute("INSERT INTO log_info (key, value) VALUES ('by-driver', 'x')")
        add(connection, "by-sqlalchemy")
        assert _TOLD.value(connection, key="by-sqlalchemy") == 1

    assert [count(database, each) for each in ("by-driver", "by-sqlalchemy")] == [1, 1]


def test_what_fails_undoes_what_either_wrote(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as connection:
            add(connection, "by-sqlalchemy")
            connection.driver.execute("INSERT INTO log_info (key, value) VALUES ('by-driver', 'x')")
            raise RuntimeError("the desk was called away")

    with pytest.raises(RuntimeError, match="called away"):
        write_and_fail()

    assert [count(database, each) for each in ("by-driver", "by-sqlalchemy")] == [0, 0]


def test_what_sqlalchemy_only_reads_keeps_what_the_driver_wrote(database: Database) -> None:
    with database.writing() as connection:
        connection.driver.execute("INSERT INTO log_info (key, value) VALUES ('early', 'x')")
        assert connection.core.execute(text("SELECT value FROM log_info WHERE key = 'early'")).scalar() == "x"

    assert count(database, "early") == 1


def test_what_went_wrong_first_is_told_where_nothing_can_be_undone(sqlite_url: str) -> None:
    def lose_the_file(held: Database) -> None:
        with held.writing() as connection:
            connection.driver.close()
            raise RuntimeError("the disk is gone")

    with closing(open_database(sqlite_url, create=True)) as database:
        with pytest.raises(RuntimeError, match="disk is gone"):
            lose_the_file(database)

        assert count(database, "format") == 1


def test_a_log_in_memory_is_asked_by_one_at_a_time() -> None:
    with closing(open_database("sqlite://", create=True)) as database:  # the one within the other
        with database.reading(), pytest.raises(RuntimeError, match="within a transaction"), database.reading():
            pass

        assert count(database, "format") == 1


def test_sqlite_waits_as_long_as_its_url_says(sqlite_url: str) -> None:
    open_database(sqlite_url, create=True).close()

    with closing(open_database(f"{sqlite_url}?timeout=1.5")) as database, database.reading() as connection:
        assert connection.driver.execute("PRAGMA busy_timeout").fetchone() == (1500,)


def test_a_wait_that_is_no_number_is_refused(sqlite_url: str) -> None:
    with pytest.raises(NoSuchLog, match="timeout=soon is no number of seconds") as caught:
        open_database(f"{sqlite_url}?timeout=soon", create=True)

    assert caught.value.hint == "write it as ?timeout=10"


def test_a_url_may_be_one_of_sqlite_itself(sqlite_url: str) -> None:
    open_database(sqlite_url, create=True).close()
    file = sqlite_url.removeprefix("sqlite:///")

    with closing(open_database(f"sqlite:///file:{file}?mode=ro&uri=true")) as database:
        with pytest.raises(ReadOnlyLog), database.writing() as connection:
            connection.driver.execute("DELETE FROM log_info")

        assert count(database, "format") == 1
