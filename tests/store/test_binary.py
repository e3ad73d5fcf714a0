"""A server's cursor is closed also where its server went away: what is left open is told as a warning, at any time."""

from contextlib import closing

import psycopg
import pytest
from sqlalchemy import make_url

from sitlog.store.ledger.binary import BinaryServerCursor

pytestmark = pytest.mark.postgres

_MANY = "SELECT * FROM generate_series(1, 1000)"


@pytest.fixture
def connection(postgres_url: str) -> psycopg.Connection:
    url = make_url(postgres_url).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def end(connection: psycopg.Connection, url: str) -> None:
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])


def test_a_cursor_whose_server_went_away_before_its_query_is_closed(
    connection: psycopg.Connection, postgres_url: str
) -> None:
    with closing(connection):
        cursor = BinaryServerCursor(connection, "rows")
        end(connection, postgres_url)

        with pytest.raises(psycopg.OperationalError):
            cursor.execute(_MANY)

        assert cursor.closed


def test_a_cursor_whose_server_goes_away_can_be_closed(connection: psycopg.Connection, postgres_url: str) -> None:
    with closing(connection):
        cursor = BinaryServerCursor(connection, "rows")
        cursor.execute(_MANY)
        assert cursor.fetchone() == (1,)
        end(connection, postgres_url)

        with pytest.raises(psycopg.OperationalError):
            cursor.close()

        assert cursor.closed
