"""Whether there is a log in a database: finding it, founding it, bringing its tables up to date."""

from base64 import urlsafe_b64encode
from pathlib import Path
from secrets import token_bytes
from time import monotonic, sleep

from sitlog.domain.errors import BrokenLog, ForeignFile, LogBusy, LogUnreachable, NewerLog, NoSuchLog
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database, database_at
from sitlog.store.ledger.prepared import Insert, Prepared
from sitlog.store.ledger.sqlite import PATIENCE_FOR_A_LOCK
from sitlog.store.proofs.tree import Frontier

FORMAT = "1"
"""The form of entries, disclosures and tree; what is stored in it stays as it is for good."""

REVISION = "0006"
"""The revision of the tables that this code reads and writes; four digits, counted up."""

APPLICATION_ID = 0x736C6F67
"""What tells the SQLite file of a log from any other (`PRAGMA application_id`): "slog" in ASCII."""

_FOUNDING = 0x736C6F67
_PAGE_SIZE = 8192
_PAUSE = 0.01  # seconds


def open_database(place: str, *, create: bool = False, origin: str | None = None) -> Database:
    """Open the log at a URL or path, founding it if *create* allows and there is none.

    A new log gets the name *origin*, by which its checkpoints will be known, or a random one.
    Raises NoSuchLog, ForeignFile, NewerLog, LogBusy, LogUnreachable or ReadOnlyLog, each saying what to do.
    """
    database = database_at(place)
    try:
        if database.file is not None:
            _check_place(database.file, create=create)
        _bring_up_to_date(database, create=create, origin=origin)
    except BaseException:
        database.close()
        raise
    return database


def _check_place(file: Path, *, create: bool) -> None:
    try:
        _check_file(file, create=create)
    except OSError as error:
        message = f"{file} cannot be reached: {error.strerror}"
        raise LogUnreachable(message, hint="ask for access to its folder, or name another place with --log") from error


def _check_file(file: Path, *, create: bool) -> None:
    if file.is_dir():
        raise ForeignFile(f"{file} is a folder, not a log", hint=f"name a file in it: --log {file / 'sitlog.db'}")
    if not file.exists():
        if not create:
            raise NoSuchLog(f"there is no log at {file}", hint="make one with: sitlog init")
        if not file.parent.is_dir():
            raise NoSuchLog(f"there is no folder {file.parent}", hint=f"make it first: mkdir -p {file.parent}")


def _bring_up_to_date(database: Database, *, create: bool, origin: str | None) -> None:
    with database.reading() as connection:
        found = _revision(connection, database)
    if found == REVISION:
        return
    if found is None:
        if not create:
            raise NoSuchLog(f"there is no log at {database.place}", hint="make one with: sitlog init")
        _prepare(database)
    with database.writing() as connection:
        _take_turns(connection)
        found = _revision(connection, database)
        if found != REVISION:
            _upgrade(connection)
        if found is None:
            _found(connection, origin)


def _revision(connection: Connection, database: Database) -> str | None:
    """The revision of the log's tables, or None where nothing is yet."""
    is_log = _is_log_on_sqlite(connection) if database.is_sqlite else _is_log_on_postgresql(connection)
    if is_log is None:
        return None
    if not is_log:
        raise ForeignFile(f"{database.place} holds something else than a log", hint="name another place with --log")
    found = _VERSION.value(connection)
    if found is None:
        raise BrokenLog(f"{database.place} does not tell the revision of its tables", hint="restore it from a backup")
    if found > REVISION:
        message = f"{database.place} was written by a newer sitlog (tables {found}, this one knows {REVISION})"
        raise NewerLog(message, hint="upgrade this one: pip install --upgrade sitlog")
    return str(found)


_VERSION = Prepared("SELECT version_num FROM alembic_version")


def _is_log_on_sqlite(connection: Connection) -> bool | None:
    if _APPLICATION.value(connection) == APPLICATION_ID:
        return True
    return None if _IS_EMPTY.value(connection) else False


_APPLICATION = Prepared("PRAGMA application_id")
_IS_EMPTY = Prepared("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)")
# Not to_regclass: it may still answer from before the wait for whoever has founded the log meanwhile.
_TABLES_OF_A_LOG = Prepared(
    "SELECT relname FROM pg_class WHERE relname IN ('log_info', 'alembic_version') AND pg_table_is_visible(oid)"
)
_FORM = Prepared("SELECT value FROM log_info WHERE key = 'format'")


def _is_log_on_postgresql(connection: Connection) -> bool | None:
    found = len(_TABLES_OF_A_LOG.rows(connection))
    if found == len(("log_info", "alembic_version")):
        return _FORM.value(connection) is not None
    return False if found else None


def _prepare(database: Database) -> None:
    """Set what SQLite can set only outside of transactions, and a file keeps."""
    if database.file is None:
        return
    patient_until = monotonic() + PATIENCE_FOR_A_LOCK
    while True:
        try:
            with database.outside_transactions() as connection:
                connection.driver.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
                connection.driver.execute("PRAGMA journal_mode = WAL")
        except LogBusy:
            # SQLite waits for no other founder here: it would wait with a lock in its hand.
            if monotonic() > patient_until:
                raise
            sleep(_PAUSE)
        else:
            return


def _take_turns(connection: Connection) -> None:
    if not connection.is_sqlite:
        connection.driver.execute(f"SELECT pg_advisory_xact_lock({_FOUNDING})")


def _upgrade(connection: Connection) -> None:
    # Imported here because it takes longer than all else that opening a log does, and is hardly ever needed.
    from alembic import command  # noqa: PLC0415  # see above
    from alembic.config import Config  # noqa: PLC0415  # see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    connection.core.begin()  # to be committed with all else: Alembic would commit each revision for itself
    config.attributes["connection"] = connection.core
    command.upgrade(config, "head")


def _found(connection: Connection, origin: str | None) -> None:
    if connection.is_sqlite:
        connection.driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    name = origin or f"sitlog/{urlsafe_b64encode(token_bytes(16)).rstrip(b'=').decode()}"
    Insert("log_info").rows(connection, [("format", FORMAT), ("origin", name)])
    Insert("head").rows(connection, [(1, 0, None, Frontier().root, b"")])
