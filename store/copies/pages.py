"""The copy of an SQLite log page by page, from one state of it, while others write."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.trouble import translated

Seen = Callable[[float], None]
"""Told from time to time which share is done, from 0 to 1."""

_AT_ONCE = 1000  # pages


def copy_pages(source: Database, draft: Path, seen: Seen) -> None:
    """Copy the database of a log into a new file, with SQLite's own means."""
    with source.translated(), closing(source.connect_bare()) as held, translated(str(draft), sqlite3):
        reading = held.driver
        reading.execute("BEGIN")
        reading.execute("SELECT position FROM head").fetchone()  # from here on it sees one state, whoever writes
        try:
            with closing(sqlite3.connect(draft)) as copy:
                reading.backup(copy, pages=_AT_ONCE, progress=lambda _, left, all_: seen(1 - left / max(all_, 1)))
        finally:
            reading.execute("ROLLBACK")
