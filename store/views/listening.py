"""Listening to a log from a loop of one's own, for as long as that runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sitlog.store.ledger.ears import Ears, PostgresqlEars, SqliteEars
from sitlog.store.ledger.ledger import Ledger


@contextmanager
def listening(ledger: Ledger) -> Iterator[Ears]:
    """Give the ears that hear what this process and others append."""
    if not ledger.database.is_sqlite:
        distant = PostgresqlEars(ledger.database)
        try:
            yield distant
        finally:
            distant.close()
        return
    near = SqliteEars(ledger.database)
    ledger.listen(near.event)
    try:
        yield near
    finally:
        ledger.unlisten(near.event)
        near.close()
