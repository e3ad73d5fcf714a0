"""Entries as they come: what a log holds, and then what any process appends, without a gap or a repeat."""

from collections.abc import Iterator
from threading import Lock
from time import monotonic
from typing import Self

from sitlog.store.ledger.ears import Ears, PostgresqlEars, SqliteEars
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import WHOLE_LOG, Scope
from sitlog.store.ledger.reading import BATCH, Stored
from sitlog.store.ledger.trouble import ConnectionLost

PATIENCE_WITH_A_LOST_SERVER = 60.0  # seconds

_LOOK_ANYWAY = 1.0  # seconds after which to read although nothing was heard


class Tail(Iterator[Stored]):
    """The entries of a scope, the next one as soon as there is one, until it is stopped.

    A server that is gone for up to a minute is waited for; after that, LogUnreachable is raised.
    """

    def __init__(self, ledger: Ledger, scope: Scope = WHOLE_LOG, *, whole: bool = False) -> None:
        self._ledger = ledger
        self._scope = scope
        self._whole = whole
        self._rows: Iterator[Stored] = iter(())
        self._in_use = Lock()
        self._is_stopped = False
        self._lost_at: float | None = None
        self._is_behind = True
        self._ears = self._listen()

    def __enter__(self) -> Self:
        """Stop at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def __next__(self) -> Stored:
        """The next entry, waited for; the end of the iteration once it is stopped."""
        try:
            with self._in_use:
                return self._next()
        finally:
            if self._is_stopped:
                self._close()

    def stop(self) -> None:
        """Let whoever waits for an entry, in any thread, wait no longer."""
        self._is_stopped = True
        self._ears.wake()
        self._close()

    def _next(self) -> Stored:
        while not self._is_stopped:
            for stored in self._rows:
                return stored
            if not self._is_behind:
                self._ears.wait(_LOOK_ANYWAY)
            self._is_behind = self._pull()
        raise StopIteration

    def _pull(self) -> bool:
        """Read on; whether there may be more already. What came since the last wait, the next one tells."""
        try:
            reading = self._ledger.read_stored(self._scope, limit=BATCH, whole=self._whole)
            rows = list(reading)
        except ConnectionLost:
            self._lost_at = self._lost_at or monotonic()
            if monotonic() - self._lost_at > PATIENCE_WITH_A_LOST_SERVER:
                raise
            return False
        self._lost_at = None
        # What was read reaches to the head, unless there was too much: entries between that do not match are done with.
        reached = rows[-1].position if len(rows) == BATCH else max(self._scope.after, reading.head.position)
        self._scope = self._scope._replace(after=reached)
        self._rows = iter(rows)
        return len(rows) == BATCH

    def _listen(self) -> Ears:
        if not self._ledger.database.is_sqlite:
            return PostgresqlEars(self._ledger.database)
        ears = SqliteEars(self._ledger.database)
        self._ledger.listen(ears.event)
        return ears

    def _close(self) -> None:
        if self._in_use.acquire(blocking=False):  # otherwise the one who uses it closes it
            try:
                self._ears.close()
            finally:
                self._in_use.release()
