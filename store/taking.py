"""Recording part by part what is one whole: in one transaction, each part decided from the log with those before it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from time import monotonic, sleep

from sitlog.domain.admission import Accepted, Admission, Naming, weigh
from sitlog.domain.entry import Entry
from sitlog.domain.errors import LogUnreachable, NoSuchEntry, RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.values import Kind, Position
from sitlog.store import codec
from sitlog.store.holdings import LogHoldings
from sitlog.store.ledger.append import PATIENCE_WITH_A_LOST_SERVER, in_doubt
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.trouble import ConnectionLost
from sitlog.store.receipt import Receipt, receipt_of

_PAUSE = 0.2  # seconds


class Whole:
    """A transaction that takes a whole in; see SituationLog.whole."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        """Begin on a ledger within a transaction, at the time of recording."""
        self._ledger = ledger
        self._now = now
        self.before = ledger.reach()
        """The last entry that the log had."""
        self._doubled: dict[tuple[str, bytes], Position] = {}
        self.is_undone = self.is_complete = False
        self.last: Entry | None = None
        """The last entry so far."""

    def undo(self) -> None:
        """Let nothing stand of the whole in the end, whatever it still takes in so that more can be judged."""
        if not self.is_undone:
            self.is_undone = True
            self._ledger = self._ledger.without_more()

    def knows(self, situation: str, kind: Kind, key: str) -> bool:
        """Tell whether a situation knows a key of a kind, by the log or by the parts so far."""
        introduced = self._held().introductions(situation, kind, key)
        return next(iter(introduced), None) is not None

    def record(self, *events: Event, labels: Mapping[int, int], earlier: Mapping[int, int]) -> Receipt:
        """Record a part as SituationLog.record does; where that is refused, nothing of it is taken in."""
        return self._take(events, Naming(labels, earlier, self.before), supposing=False)

    def suppose(self, *events: Event, labels: Mapping[int, int], earlier: Mapping[int, int]) -> Receipt:
        """Record a part, and take in even what is refused, which undoes the whole: what rests on it is not to blame."""
        return self._take(events, Naming(labels, earlier, self.before), supposing=True)

    def _take(self, events: Sequence[Event], naming: Naming, *, supposing: bool) -> Receipt:
        held = self._held()
        held.expect(events)
        admission = weigh(events, held, after=held.after, now=self._now, naming=naming)
        if admission.refusals and supposing:
            self.undo()
        if admission.accepted and (supposing or not admission.refusals):
            self._append(admission, held)
        if admission.refusals:
            raise RefusedBatch(admission.refusals, admission.positions, after=self.before)
        return receipt_of(admission, self._now)

    def _append(self, admission: Admission, held: LogHoldings) -> None:
        accepted = admission.accepted
        drafts = list(self._as_supposed(accepted, held)) if self.is_undone else [_draft(each) for each in accepted]
        erased = max((position for draft in drafts for position in draft.erases), default=0)
        if erased > self.before:
            raise NoSuchEntry(f"there is no entry {erased} to erase", hint=f"the last one is {self.before}")
        at = self._ledger.append_drafts(drafts).recorded_at
        event = accepted[-1].event
        self.last = Entry(accepted[-1].position, at, event.TOPIC, event.situation, event)

    def _as_supposed(self, accepted: Sequence[Accepted], held: LogHoldings) -> Iterator[Draft]:
        """Erase nothing; of two with one identity, for which the second was refused, only the first has it."""
        here = set[tuple[str, bytes]]()
        for each in accepted:
            mark = each.event.situation, each.identity
            is_second = mark in here or held.recorded_as(*mark) is not None
            if is_second:
                self._doubled[mark] = each.position
            here.add(mark)
            yield replace(_draft(each), identity=None if is_second else each.identity, erases=())

    def _held(self) -> LogHoldings:
        return LogHoldings(self._ledger, after=self._ledger.reach(), doubled=self._doubled)


def _draft(accepted: Accepted) -> Draft:
    return codec.draft(accepted.event, accepted.identity)


class WholeLost(ConnectionLost):
    """The server went away while a whole was taken in: nothing of it stands, and it can be begun again."""


class _Undone(Exception):
    """Leaves a transaction of which nothing shall stand."""


@contextmanager
def taking(ledger: Ledger) -> Iterator[Whole]:
    """Take a whole in; see SituationLog.whole."""
    whole = None
    try:
        with suppress(_Undone), ledger.whole() as within:
            whole = Whole(within, within.now())
            yield whole
            if whole.is_undone:
                raise _Undone
            whole.is_complete = True
    except ConnectionLost as error:
        if whole is None or not whole.is_complete or not _stands_after_all(ledger, whole.last, error):
            raise WholeLost(error.message, hint=error.hint) from error


def _stands_after_all(ledger: Ledger, last: Entry | None, error: ConnectionLost) -> bool:
    """Whether what was lost on its way back had been done: asked of the server until it answers."""
    deadline = monotonic() + PATIENCE_WITH_A_LOST_SERVER
    while True:
        try:
            return last is not None and LogHoldings(ledger, after=ledger.reach()).entry(last.position) == last
        except ConnectionLost:
            if monotonic() > deadline:
                told = in_doubt(error)
                raise LogUnreachable(told.message, hint=told.hint) from error
            sleep(_PAUSE)


def patiently(attempt: Callable[[], None]) -> None:
    """Take a whole in again where a server that went away has undone it, until it stays away for long."""
    lost = 0.0
    while True:
        begun = monotonic()
        try:
            attempt()
        except WholeLost:
            now = monotonic()
            lost = now if not lost or now - begun > PATIENCE_WITH_A_LOST_SERVER else lost
            if now - lost > PATIENCE_WITH_A_LOST_SERVER:
                raise
            sleep(_PAUSE)
        else:
            return
