"""What goes wrong in a database, told in the words of domain/errors.py."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sitlog.domain.errors import (
    BrokenLog,
    ForeignFile,
    LogBusy,
    LogUnreachable,
    NoSuchLog,
    ReadOnlyLog,
    SitlogError,
)


class ConnectionLost(LogUnreachable):
    """The server went away; what was under way may or may not have been done."""


class Contended(LogBusy):
    """The server undid the transaction for the sake of another one; it may be tried again."""


@contextmanager
def translated(place: str, driver: Any) -> Iterator[None]:
    """Raise what the database of the log at *place* raises as a SitlogError; what has no word there is a bug.

    *driver* is the driver's module.
    """
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", None) or error  # what SQLAlchemy raises has the driver's own within it
        if not isinstance(cause, driver.Error):
            raise
        told = _of_sqlite(cause, place) if hasattr(cause, "sqlite_errorname") else _of_postgresql(cause, place)
        if told is None:
            raise
        raise told from error


def is_of_a_double(error: Exception) -> bool:
    """Whether the database's driver raised it because something that must be unique is there already."""
    told = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return told in {"SQLITE_CONSTRAINT_UNIQUE", "23505"}


def _of_sqlite(error: BaseException | None, place: str) -> SitlogError | None:
    return _told(_SQLITE, getattr(error, "sqlite_errorname", ""), place, error)


def _of_postgresql(error: BaseException | None, place: str) -> SitlogError | None:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _told(_POSTGRESQL, state, place, error)
    # Errors of psycopg have a state if the server raised them; what it has none for is trouble with the connection.
    return _not_connected(_one_line(error), place) if hasattr(error, "sqlstate") else None


def _told(words: "dict[str, _Told]", code: str, place: str, cause: object) -> SitlogError | None:
    for beginning, (kind, message, hint) in words.items():
        if code.startswith(beginning):
            return kind(message.format(place=place, cause=_one_line(cause)), hint=hint)
    return None


def _not_connected(cause: str, place: str) -> SitlogError:
    if re.search(r'database ".*" does not exist', cause):
        return NoSuchLog(f"there is no database {place}", hint="create it first, for instance with createdb")
    if "password" in cause or "authentication" in cause or "role" in cause:
        return LogUnreachable(f"{place} does not let you in: {cause}", hint="check the user and password in its URL")
    return ConnectionLost(f"{place} does not answer: {cause}", hint="check the address and whether the server is up")


def _one_line(cause: object) -> str:
    return " ".join(str(cause).split())


_Told = tuple[type[SitlogError], str, str | None]

_SQLITE: dict[str, _Told] = {
    "SQLITE_BUSY": (LogBusy, "another program is writing to {place}", "try again when it is done"),
    "SQLITE_LOCKED": (LogBusy, "another program is writing to {place}", "try again when it is done"),
    "SQLITE_NOTADB": (ForeignFile, "{place} is not a log", "name another file with --log"),
    "SQLITE_CORRUPT": (BrokenLog, "{place} is damaged: {cause}", "restore it from a backup"),
    "SQLITE_READONLY": (
        ReadOnlyLog,
        "{place} cannot be written",
        "allow writing to the file and its folder, or copy the log elsewhere",
    ),
    "SQLITE_PERM": (ReadOnlyLog, "{place} may not be used by you", "ask its owner for access"),
    "SQLITE_CANTOPEN": (
        LogUnreachable,
        "{place} cannot be opened",
        "allow reading the file and writing to its folder, where SQLite keeps two more files beside it",
    ),
    "SQLITE_FULL": (LogUnreachable, "there is no room left on the disk of {place}", "make room and try again"),
    "SQLITE_IOERR": (LogUnreachable, "the disk of {place} does not answer: {cause}", "look after the disk"),
}


_POSTGRESQL: dict[str, _Told] = {
    "55P03": (LogBusy, "another program is writing to {place}", "try again when it is done"),
    "57014": (LogBusy, "{place} took too long to answer", "try again when less is under way"),
    "57P": (ConnectionLost, "the server of {place} is shutting down or starting", "try again when it is up"),
    "08": (ConnectionLost, "the connection to {place} was lost", "try again when the server is up"),
    "40": (Contended, "another program is writing to {place}", "try again when it is done"),
    "42501": (ReadOnlyLog, "the user of {place} may not do this: {cause}", "connect as a user who may"),
    "25006": (ReadOnlyLog, "{place} cannot be written", "connect to the primary server"),
    "53300": (LogBusy, "the server of {place} has no connection left", "try again when less is under way"),
    "53": (LogUnreachable, "the server of {place} has run out of something: {cause}", "make room and try again"),
    "58": (LogUnreachable, "the disk of {place} does not answer: {cause}", "look after the server"),
    "XX": (BrokenLog, "{place} is damaged: {cause}", "restore it from a backup"),
}
