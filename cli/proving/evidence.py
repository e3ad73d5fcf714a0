"""The log as those need it who sign, prove and export it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitlog.cli import session

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.ledger.ledger import Ledger


@contextmanager
def opened_ledger(given: str | None) -> Iterator["Ledger"]:
    """Open the entries of the log that is meant; see session.log_url."""
    from sitlog.store.ledger.founding import open_database  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.ledger.ledger import Ledger  # noqa: PLC0415  # as above

    ledger = Ledger(open_database(session.log_url(given), create=False), clock=session.now)
    try:
        yield ledger
    finally:
        ledger.close()
