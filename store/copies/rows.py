"""The copy of a log table by table, every row as it is, between databases of different kinds."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Table, select

from sitlog.store.copies.pages import Seen
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.heads import lock_head, read_head
from sitlog.store.ledger.prepared import AnyRow, Insert
from sitlog.store.ledger.tables import entries, erasures, head, metadata, words_state
from sitlog.store.views import tables as _of_views  # noqa: F401  # so that its tables are among those of the log

_AT_ONCE = 5000  # rows

# The index of words has another form in each kind of database. It is filled again when somebody looks for words.
_MADE_ANEW = {words_state}


class Rows(NamedTuple):
    """Some rows of a table."""

    table: Table
    rows: Sequence[AnyRow]


def copied_tables() -> list[Table]:
    """Give every table of a log that is copied, in the order in which they must be filled.

    Erasures come first: later they would take away what they took away long ago. The head comes last: what stands
    before it is never written.
    """
    between = [each for each in metadata.sorted_tables if each not in {erasures, head, *_MADE_ANEW}]
    return [erasures, *between, head]


def all_rows(connection: Connection, seen: Seen) -> Iterator[Rows]:
    """Read every row of a log, from one state of it, in flat memory."""
    whole = max(read_head(connection).position, 1)
    for table in copied_tables():
        asked = select(table).order_by(*table.primary_key.columns)
        with connection.core.execute(asked, execution_options={"yield_per": _AT_ONCE}) as found:
            for batch in found.partitions(_AT_ONCE):
                if table is entries:
                    seen(batch[-1].position / whole)
                yield Rows(table, [tuple(row) for row in batch])


def fill_file(file: Database, coming: Iterable[Rows]) -> None:
    """Put rows into a new log in a file, batch after batch: one transaction would take the room of all of it twice."""
    with file.writing() as connection:
        _clear(connection)
    for each in coming:
        with file.writing() as connection:
            Insert(each.table.name).rows(connection, each.rows)


def fill_empty(connection: Connection, coming: Iterable[Rows]) -> bool:
    """Put rows into a log in which nothing was recorded, in this transaction; whether it was such a one."""
    if lock_head(connection).position:
        return False
    _clear(connection)
    for each in coming:
        Insert(each.table.name).rows(connection, each.rows)
    return True


def _clear(connection: Connection) -> None:
    """Take out what a log is founded with."""
    for table in copied_tables():
        if connection.core.execute(select(table).limit(1)).first() is not None:
            connection.core.execute(table.delete())
