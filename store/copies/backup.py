"""Backups: a log in a file of its own, whole, as it stood at one moment, while others go on recording."""

from dataclasses import dataclass
from pathlib import Path

from sitlog.domain.errors import BrokenLog
from sitlog.store.copies.drafted import drafted
from sitlog.store.copies.pages import Seen, copy_pages
from sitlog.store.copies.rows import all_rows, fill_file
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that agrees with itself: where it is, the name of the log, how far it reaches, and its root."""

    place: str
    origin: str
    position: int
    root: bytes


def back_up(source: Database, file: Path, seen: Seen = lambda _: None) -> Copied:
    """Copy a log into a new SQLite file, which is a log like any other, and check that as `verify` does.

    Writers go on meanwhile; the copy is of one moment. Raises Occupied if there is anything at *file*, LogUnreachable
    if there is no room for it, BrokenLog if the log does not agree with itself; then there is no file.
    """
    with drafted(file) as draft:
        if source.is_sqlite:
            copy_pages(source, draft, seen)
        else:
            _copy_rows(source, draft, seen)
        must_hold(draft, "a backup of it would be of no use; see what it is: sitlog verify")
        return told(str(draft), file)


def must_hold(file: Path, hint: str) -> None:
    """Verify the log in a file; raises BrokenLog if anything in it was changed or cannot be read."""
    findings = verify_log(str(file), Trust())
    if findings.verdict in {Verdict.TAMPERED, Verdict.COULD_NOT_RUN}:
        first = next(map(str, findings.found), None) or findings.damage[0]
        raise BrokenLog(f"the log does not agree with itself: {first}", hint=hint)


def told(place: str, shown: Path | None = None) -> Copied:
    """Tell how far the copy at a place reaches."""
    ledger = Ledger(open_database(place))
    try:
        head = ledger.head()
        return Copied(str(shown or ledger.database.place), ledger.origin, head.position, head.root)
    finally:
        ledger.close()


def _copy_rows(source: Database, draft: Path, seen: Seen) -> None:
    file = open_database(str(draft), create=True)
    try:
        with source.one_state() as connection:
            fill_file(file, all_rows(connection, seen))
    finally:
        file.close()
