"""The log: the only door, for everyone above, to open one, record in it, read it and follow it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import LogBusy, NoSuchEntry, NoSuchSituation, ReadOnlyLog
from sitlog.domain.event import Event
from sitlog.domain.events import SituationOpened
from sitlog.domain.nearest import nearest
from sitlog.domain.values import Kind, Position
from sitlog.store import codec
from sitlog.store.holdings import LogHoldings
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.heads import Head
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.selection import Selection

if TYPE_CHECKING:  # what only asks pays for none of this at its start
    from sitlog.domain.wording import Wording
    from sitlog.store.ledger.drafts import Placed
    from sitlog.store.receipt import Receipt
    from sitlog.store.recording import Recording
    from sitlog.store.taking import Whole


class Situation(NamedTuple):
    """A story of the log: its key, its title, and the IANA name of its home zone."""

    key: str
    title: str
    zone: str


class SituationLog:
    """A log of situations; any number of threads and processes may use it at once."""

    def __init__(self, ledger: Ledger, url: str, clock: Clock, after: Callable[[Ledger], None] | None = None) -> None:
        """Use an opened ledger; see SituationLog.open."""
        self._ledger = ledger
        self._clock = clock
        self._after = after
        self.url = url

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = False,
        clock: Clock = system_clock,
        after: Callable[[Ledger], None] | None = None,
    ) -> Self:
        """Open the log at a database URL (sqlite or postgresql+psycopg); *create* founds one where there is none.

        *clock* gives the time of recording, with a zone; *after* is called whenever something was recorded, such as
        to make a checkpoint. Raises NoSuchLog (ForeignFile, NewerLog) or Unavailable.
        """
        return cls(Ledger(open_database(url, create=create), clock=clock, within=[_keep]), url, clock, after)

    def record(
        self, *events: Event, labels: Mapping[int, int] | None = None, earlier: Mapping[int, int] | None = None
    ) -> "Receipt":
        """Record events: all of them, or none.

        What the log has already is skipped. *labels* maps entry numbers that these events use for each other to their
        places among them, *earlier* such numbers to entries that the log has.
        Raises RefusedBatch with every reason, or Unavailable; then nothing was recorded.
        """
        receipt = self._recording.record(events, labels or {}, earlier or {})
        if receipt.recorded and self._after is not None:
            self._after(self._ledger)
        return receipt

    def try_out(
        self, *events: Event, labels: Mapping[int, int] | None = None, earlier: Mapping[int, int] | None = None
    ) -> "Receipt":
        """Tell what recording these events would do, and do nothing. Raises as record does."""
        return self._recording.try_out(events, labels or {}, earlier or {})

    @contextmanager
    def whole(self) -> "Iterator[Whole]":
        """Record part by part what is one whole: it stands once the block ends, unless it was undone, or not at all.

        From the beginning of the block to its end nobody else can record, and others read what was there before; in
        the block the log itself is not to be asked. All entries have one time of recording. Raises Unavailable.
        """
        from sitlog.store.taking import taking  # noqa: PLC0415  # only what is long needs it

        with taking(self._ledger) as whole:
            yield whole
        if whole.last is not None and not whole.is_undone and self._after is not None:
            self._after(self._ledger)

    def read(self) -> Selection:
        """Select from the whole log."""
        return Selection(self._ledger, Scope())

    def of(self, situation: str) -> Selection:
        """Select from one situation."""
        return self.read().of(situation)

    def entry(self, position: int) -> Entry:
        """Give one entry as it was recorded; raises NoSuchEntry."""
        found = next(iter(self.read().after(position - 1).until(position)), None)
        if found is None or position < 1:
            msg = f"no entry e{position}"
            raise NoSuchEntry(msg, hint=f"The log ends at e{self.head.position}: sitlog log")
        return found

    def changes(self, position: int) -> Changes:
        """Give the corrections, withdrawals and redactions that touch an entry."""
        return LogHoldings(self._ledger, after=self.head.position).changes(Position(position))

    def subscribe(self, *, after: int = 0) -> "Subscription":
        """Give the entries after a position and then each new one as it comes, from any process, until stopped."""
        return Subscription(self._ledger, after)

    @property
    def head(self) -> Head:
        """How far the log reaches now, with the root of its tree."""
        return self._ledger.head()

    def head_at(self, moment: datetime | int) -> Head:
        """How far the log reached at an instant, or the head when it reached a position; raises NoSuchEntry."""
        return self._ledger.head_at(moment)

    def situations(self) -> tuple[Situation, ...]:
        """Give the situations of the log, by key."""
        beginning = codec.introducing("", Kind.SITUATION, "")
        keys = [tag.removeprefix(beginning) for tag in self._ledger.tag_names(beginning)]
        return tuple(self.situation(key) for key in keys)

    def situation(self, key: str) -> Situation:
        """Give one situation as it stands; raises NoSuchSituation."""
        held = LogHoldings(self._ledger, after=self.head.position)
        for position in held.introductions(key, Kind.SITUATION, key):
            entry = held.entry(position)
            standing = held.changes(position).applied_to(entry) if entry else None
            if standing is not None and isinstance(standing.event, SituationOpened):
                return Situation(key, standing.event.title, standing.event.zone)
            if standing is not None:
                return Situation(key, key, "UTC")  # its title and zone were redacted
        msg = f"no situation '{key}'"
        like = nearest(key, names := held.names(key, Kind.SITUATION))
        there = f"The log holds: {', '.join(names)}" if names else "Open one: sitlog import FILE, or sitlog record"
        raise NoSuchSituation(msg, hint=f"Did you mean {like}?" if like else there)

    def names(self, situation: str, kind: Kind) -> list[str]:
        """Give the keys of a kind that a situation knows, in the order of their characters."""
        return list(LogHoldings(self._ledger, after=self.head.position).names(situation, kind))

    def knows(self, situation: str, kind: Kind, key: str) -> bool:
        """Tell whether a situation knows a key of a kind."""
        introduced = LogHoldings(self._ledger, after=self.head.position).introductions(situation, kind, key)
        return next(iter(introduced), None) is not None

    def search(self, wording: "Wording", *, situation: str | None = None, until: int | None = None) -> list[Entry]:
        """Give the entries, as they were recorded up to a position, whose texts hold what is looked for; in order.

        The index of words takes in first what was recorded since it was last used; where it cannot be written, what
        it lacks is read.
        """
        from sitlog.domain.wording import texts_of  # noqa: PLC0415  # only those who look for words need it
        from sitlog.store.words import Words  # noqa: PLC0415  # as above

        words, end = Words(self._ledger.database), self.head.position if until is None else until
        try:
            reached = words.catch_up()
        except (ReadOnlyLog, LogBusy):
            reached = words.reached()
        indexed = self.read().at(words.found(wording, situation=situation, until=end))
        rest = (self.read() if situation is None else self.of(situation)).after(reached).until(end)
        held = (entry for entries in (indexed, rest if reached < end else ()) for entry in entries)
        return [entry for entry in held if entry.event is not None and wording.matches(texts_of(entry.event))]

    def close(self) -> None:
        """Close all connections."""
        self._ledger.close()

    def __enter__(self) -> Self:
        """Use the log in a with block, which closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the log."""
        self.close()

    @cached_property
    def _recording(self) -> "Recording":
        from sitlog.store.recording import Recording  # noqa: PLC0415  # what only asks needs none of it

        return Recording(self._ledger, self._clock)


def _keep(connection: Connection, placed: "Sequence[Placed]") -> None:
    """Keep the table of statements up to date with each append."""
    from sitlog.store.statements.keeping import keep  # noqa: PLC0415  # what only asks needs none of it

    keep(connection, placed)


class Subscription(Iterator[Entry]):
    """Entries as they come; leave its with block, or call stop from anywhere, to end it."""

    def __init__(self, ledger: Ledger, after: int) -> None:
        """Follow *ledger* from the entry after a position."""
        from sitlog.store.ledger.subscription import Tail  # noqa: PLC0415  # only those who follow a log need it

        self._tail = Tail(ledger, Scope(after=after))

    def __next__(self) -> Entry:
        """Wait for the next entry; raises LogUnreachable when the server stays away."""
        return codec.entry(next(self._tail))

    def stop(self) -> None:
        """Let whoever waits for an entry wait no longer."""
        self._tail.stop()

    def __enter__(self) -> Self:
        """Follow until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Follow no further."""
        self.stop()
