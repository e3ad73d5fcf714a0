"""The ledger: the entries of a log, appended and read, and the root of the tree over them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Lock
from typing import TYPE_CHECKING

from sitlog.domain.errors import LogBusy, Unavailable
from sitlog.store.ledger import heads, places
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.heads import Head
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.ledger.lately import Lately, Places
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.ledger.query import WHOLE_LOG, Order, Scope, counted
from sitlog.store.ledger.reading import Made, Make, Reader, Reading, Stored, as_stored
from sitlog.store.ledger.recent import catch_up
from sitlog.store.proofs.tree import Node

if TYPE_CHECKING:  # what only reads pays for none of this at its start
    from sitlog.store.ledger.append import Append
    from sitlog.store.ledger.conditions import Condition
    from sitlog.store.ledger.drafts import Appended, Draft
    from sitlog.store.ledger.writing import WithinAppend

_ORIGIN = Prepared("SELECT value FROM log_info WHERE key = 'origin'")


class Ledger:
    """The entries of a log in an opened database; any number of threads and processes may use it at once."""

    def __init__(
        self, database: Database, *, clock: Clock = system_clock, within: "Sequence[WithinAppend]" = ()
    ) -> None:
        self.database = database
        self.names = Names()
        self._reader = Reader(database, self.names)
        self._lately = Lately()
        self._clock = clock
        self._within = within
        self._append: Append | None = None
        self._making = Lock()
        self._listeners: set[Event] = set()

    @property
    def origin(self) -> str:
        """The log's name, by which its checkpoints are known."""
        with self.database.reading() as connection:
            return str(_ORIGIN.value(connection))

    def append_drafts(self, drafts: "Sequence[Draft]", condition: "Condition | None" = None) -> "Appended":
        """Append drafts, all or none, after each other and at one instant; at least one.

        Raises Overtaken if an entry matches the condition or has an identity that a draft brings: the decision is to
        be made again, from what the log holds now. Raises NoSuchEntry where a draft erases what is not there, and
        LogBusy, LogUnreachable or ReadOnlyLog, in which case nothing was appended unless they say so.
        """
        append = self._append or self._make_append()
        appended = append(drafts, condition)
        self._tell()
        if any(draft.erases for draft in drafts) and not self.database.is_under_way:
            self._empty_what_is_beside()
        return appended

    @contextmanager
    def whole(self) -> "Iterator[Ledger]":
        """The ledger as one transaction sees and writes it: what is appended to it stands once the block ends.

        It has one time of recording. Nobody else can append meanwhile; others read what was there before. An error
        that leaves the block undoes all of it. Raises as append_drafts does, and ConnectionLost where it is not known
        how it ended.
        """
        try:
            with self.database.writing() as connection:
                heads.lock_head(connection)
                now = self.now()
                yield Ledger(self.database.within(connection), clock=lambda: now, within=self._within)
        except BaseException:
            with suppress(Unavailable):
                self._empty_what_is_beside()  # what was undone is there too
            raise
        self._tell()
        self._empty_what_is_beside()

    def without_more(self) -> "Ledger":
        """The same, that keeps nothing beside the entries: for what will be undone."""
        return Ledger(self.database, clock=self._clock)

    def read_stored(
        self, scope: Scope = WHOLE_LOG, *, limit: int | None = None, reverse: bool = False, whole: bool = False
    ) -> Reading[Stored]:
        """The entries of a scope, in the order of their positions or in reverse, from the log as it is now.

        They come in batches from a transaction that is open until the last one is read or the reading is closed.
        If *whole*, they come with their tags and canonical bytes.
        """
        order = Order(limit, reverse)
        return self._reader.read_whole(scope, order) if whole else self._reader.read(scope, order, as_stored)

    def read_as(
        self, make: Make[Made], scope: Scope = WHOLE_LOG, *, limit: int | None = None, reverse: bool = False
    ) -> Reading[Made]:
        """The same, each made into something when it is come to."""
        return self._reader.read(scope, Order(limit, reverse), make)

    def count(self, scope: Scope) -> int:
        """How many entries a scope has."""
        with self.database.reading() as connection:
            return counted(connection, self.names, scope, heads.read_head(connection).position)

    def head(self) -> Head:
        """How far the log reaches now."""
        with self.database.reading() as connection:
            return heads.read_head(connection)

    def head_at(self, moment: datetime | int) -> Head:
        """How far the log reached at an instant, or the head when it reached a position.

        Raises NoSuchEntry if there is no entry at the position.
        """
        with self.database.reading() as connection:
            return heads.head_at(connection, moment)

    def read_nodes(self, nodes: Sequence[Node]) -> list[bytes]:
        """The hashes of nodes of the tree, for proofs; raises BrokenLog if one is not there."""
        with self.database.reading() as connection:
            return heads.read_nodes(connection, nodes)

    def positions_of(self, situation: str | None, identities: Collection[bytes]) -> dict[bytes, int]:
        """The positions of those of the identities that entries of the situation have."""
        with self.database.reading() as connection:
            return places.positions_of(connection, self.names, situation, identities)

    def first_positions(self, tags: Collection[str]) -> dict[str, int]:
        """The position of the first entry with each of these tags, as far as there is one."""
        with self.database.reading() as connection:
            return places.first_positions(connection, tags)

    def tagged(self, tags: Collection[str], *, until: int) -> dict[str, Places]:
        """The places of the entries up to a position with each of these tags, in order; for tags that few have."""
        return self._lately.places(tags, until, self._tagged)

    def _tagged(self, tags: Collection[str]) -> dict[str, Places]:
        with self.database.reading() as connection:
            return places.tagged(connection, tags)

    def reached(self) -> int | None:
        """The last position that is known without asking the database; None at the beginning."""
        return self._lately.position

    def reach(self) -> int:
        """The last position that there is now, up to which all is known from then on."""
        with self.database.reading() as connection:
            last = heads.read_head(connection).position
            catch_up(connection, self.names, self._lately, last)
        return last

    def tag_names(self, beginning: str, *, limit: int | None = None) -> list[str]:
        """The tags that begin so, in the order of their characters; situations only for `situation:` and longer."""
        with self.database.reading() as connection:
            return places.tag_names(connection, beginning, limit)

    def listen(self, event: Event) -> None:
        """Set the event whenever this ledger has appended."""
        self._listeners.add(event)

    def unlisten(self, event: Event) -> None:
        """Do not set the event any more."""
        self._listeners.discard(event)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def now(self) -> datetime:
        """The time by the clock of the ledger, in which it records."""
        return self._clock()

    def _make_append(self) -> "Append":
        from sitlog.store.ledger.append import Appender, in_turns  # noqa: PLC0415  # what only reads needs none of it

        with self._making:
            if self._append is None:
                self._append = in_turns(Appender(self.database, self.names, self._lately, self._clock, self._within))
            return self._append

    def _tell(self) -> None:
        for event in tuple(self._listeners):
            event.set()

    def _empty_what_is_beside(self) -> None:
        """Empty what SQLite keeps beside the file, where erased payloads still stand, and all of a long transaction."""
        if self.database.file is not None:
            with suppress(LogBusy), self.database.outside_transactions() as connection:
                connection.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
