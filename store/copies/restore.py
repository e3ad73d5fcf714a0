"""Restoring: a log made from a backup, where there is none."""

from contextlib import closing
from pathlib import Path

from sitlog.domain.errors import NoSuchLog, NotFound
from sitlog.store.copies.backup import Copied, must_hold, told
from sitlog.store.copies.drafted import Occupied, drafted, must_be_free
from sitlog.store.copies.pages import Seen, copy_pages
from sitlog.store.copies.rows import all_rows, fill_empty
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database, database_at
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.heads import Head, head_at, read_head
from sitlog.store.views.tables import PAUSED, reactors, views


def restore(backup: Path, place: str, seen: Seen = lambda _: None) -> Copied:
    """Make the log at a URL or path from a backup, which is verified first.

    On a server, the database must hold no log, or one in which nothing was recorded; elsewhere there must be no file.
    Webhooks are stopped in it: two copies of a log must not both post. Raises Occupied, NotFound, Unavailable, or
    BrokenLog; then nothing was made.
    """
    if not backup.exists():
        raise NotFound(f"there is no backup {backup}", hint="make one with: sitlog backup FILE")
    with closing(open_database(str(backup))) as held:
        _must_be_free(held, place)
        must_hold(backup, f"see what it is, and use another backup: sitlog verify --log {backup}")
        target = database_at(place)
        if target.file is not None:
            with drafted(target.file) as draft:
                copy_pages(held, draft, seen)
                with closing(open_database(str(draft))) as made, made.writing() as connection:
                    _let_go(connection)
        else:
            _fill(held, place, seen)
    return told(place)


def _fill(held: Database, place: str, seen: Seen) -> None:
    server = open_database(place, create=True)
    with closing(server), held.reading() as reading, server.writing() as writing:
        if not fill_empty(writing, all_rows(reading, seen)):
            raise Occupied(f"somebody recorded in {server.place} meanwhile", hint="restore into another database")
        _let_go(writing)


def _let_go(connection: Connection) -> None:
    """Nobody holds the views of the new log, and its webhooks wait until somebody starts them."""
    connection.core.execute(views.update().values(holder=None, held_until=0))
    connection.core.execute(reactors.update().values(state=PAUSED, holder=None, held_until=0))


def _must_be_free(held: Database, place: str) -> None:
    """Raise Occupied if there is a log already, and tell how it and the backup compare."""
    target = database_at(place)
    if target.file is not None and not target.file.exists():
        return
    try:
        there = open_database(place)
    except NoSuchLog:
        if target.file is not None:
            must_be_free(target.file)
        return
    with closing(there):
        compared = _compared(there, held)
    if compared is not None:
        hint = "restore into another place, and look at both; nothing is ever written over a log"
        raise Occupied(f"there is a log at {there.place} already, and {compared}", hint=hint)


def _compared(there: Database, held: Database) -> str | None:
    """Tell how a log and a backup compare; None for a log on a server in which nothing was recorded."""
    log, backup = _head(there), _head(held)
    if log.position == 0:
        return None if there.file is None else "nothing was recorded in it"
    common = min(log.position, backup.position)
    if _head(there, common).root != _head(held, common).root:
        return "it is another one than was backed up, or one of the two was rewritten"
    if log.position >= backup.position:
        return f"it reaches to e{log.position} and has all that the backup has, to e{backup.position}"
    return f"it ends at e{log.position}, as the backup did once, which goes on to e{backup.position}"


def _head(database: Database, position: int | None = None) -> Head:
    with database.reading() as connection:
        return read_head(connection) if position is None else head_at(connection, position)
