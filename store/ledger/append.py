"""How proposals get into a log: many in one transaction, tried again when the server was lost on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from time import monotonic, sleep
from typing import TypeAlias

from sitlog.domain.collector import collector_paused
from sitlog.domain.errors import Unavailable
from sitlog.store.ledger.conditions import Condition
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Appended, Draft
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.heads import lock_head
from sitlog.store.ledger.instants import Clock, instant_of, micros
from sitlog.store.ledger.judging import Judge, Proposal
from sitlog.store.ledger.lately import Lately
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.prepared import Insert, Prepared
from sitlog.store.ledger.recent import catch_up
from sitlog.store.ledger.trouble import ConnectionLost, Contended, is_of_a_double
from sitlog.store.ledger.turns import Turns
from sitlog.store.ledger.writing import WithinAppend, Writer

PATIENCE_WITH_A_LOST_SERVER = 15.0  # seconds
_AT_ONCE = 500  # appends
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds


@dataclass(slots=True, eq=False)
class Wish:
    """A proposal that somebody waits for, and what came of it."""

    proposal: Proposal
    outcome: Appended | Exception | None = None
    tried: tuple[Appended, bytes] | None = None
    """Where the last attempt put the drafts, and the first of them as an entry: its salt is like no other's."""

    @property
    def is_settled(self) -> bool:
        """Whether it was done or refused."""
        return self.outcome is not None

    def result(self) -> Appended:
        """Where the drafts stand; raises what came in the way. Only once it is settled."""
        match self.outcome:
            case Appended():
                return self.outcome
            case Exception():
                raise self.outcome
            case None:
                raise RuntimeError("asked before it was settled")


class Appender:
    """Appends to one log; by one thread at a time."""

    def __init__(
        self, database: Database, names: Names, lately: Lately, clock: Clock, within: Sequence[WithinAppend]
    ) -> None:
        self._database = database
        self._names = names
        self._lately = lately
        self._clock = clock
        self._writer = Writer(names, within)

    def settle(self, wishes: Sequence[Wish]) -> None:
        """Append what can be; one that fails does not keep the others from being appended."""
        try:
            self._persist(wishes)
        except Unavailable as error:
            for wish in wishes:
                wish.outcome = _told_to(wish, error)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is raised in the thread that asked
            if len(wishes) == 1:
                wishes[0].outcome = error
            else:
                for wish in wishes:
                    self.settle([wish])

    def _persist(self, wishes: Sequence[Wish]) -> None:
        deadline = monotonic() + PATIENCE_WITH_A_LOST_SERVER
        for attempt in count():
            try:
                self._transact_hopefully(wishes)
            except (ConnectionLost, Contended):
                if self._database.is_under_way or monotonic() > deadline:
                    raise  # of a transaction that was begun elsewhere, what came before is lost too
                sleep(min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE))
            else:
                return

    def _transact_hopefully(self, wishes: Sequence[Wish]) -> None:
        """Look identities up only when one turns out to be there already, which is seldom."""
        try:
            self._transact(wishes)
        except Exception as error:
            if self._database.is_under_way or not is_of_a_double(error):
                raise
            self._transact(wishes, looks_up_identities=True)

    def _transact(self, wishes: Sequence[Wish], *, looks_up_identities: bool = False) -> None:
        try:
            with collector_paused(), self._database.writing() as connection:
                judge, outcomes = self._append(connection, wishes, looks_up_identities=looks_up_identities)
        except BaseException:
            self._names.forget()  # names that were new are undone, and their numbers will be given to others
            raise
        self._lately.add(judge.traces)
        for wish, outcome in zip(wishes, outcomes, strict=True):
            wish.outcome = outcome

    def _append(
        self, connection: Connection, wishes: Sequence[Wish], *, looks_up_identities: bool
    ) -> tuple[Judge, list[Appended | Exception]]:
        tip = lock_head(connection)
        catch_up(connection, self._names, self._lately, tip.position)
        recorded_at = max(micros(self._clock()), tip.recorded_at)
        instant = instant_of(recorded_at)
        proposals = [wish.proposal for wish in wishes]
        judge = Judge(connection, self._names, tip, self._lately, proposals)
        if looks_up_identities:
            judge.look_up_identities(proposals)
        outcomes: list[Appended | Exception] = []
        accepted: list[tuple[Wish, Appended]] = []
        for wish in wishes:
            outcome = _what_stands(connection, wish) or judge.judge(wish.proposal)
            if isinstance(outcome, range):
                outcome = Appended(outcome, instant)
                accepted.append((wish, outcome))
            outcomes.append(outcome)
        firsts = [appended.positions.start for _, appended in accepted]
        written = self._writer.write(connection, tip, judge.accepted, recorded_at, firsts=firsts) if accepted else {}
        if any(draft.erases for draft in judge.accepted):
            _erase(connection, judge.accepted, tip.position + 1)
        for wish, appended in accepted:
            wish.tried = appended, written[appended.positions.start]
        return judge, outcomes


Append: TypeAlias = Callable[[Sequence[Draft], Condition | None], Appended]
"""Appends drafts, all or none, under a condition; by any number of threads."""


def in_turns(appender: Appender) -> Append:
    """Let threads append together: one of them does it for all that wait."""
    turns = Turns(appender.settle, at_most=_AT_ONCE)

    def append(drafts: Sequence[Draft], condition: Condition | None) -> Appended:
        wish = Wish(Proposal(tuple(drafts), condition))
        turns.take(wish)
        return wish.result()

    return append


def _what_stands(connection: Connection, wish: Wish) -> Appended | None:
    """Where an earlier attempt, lost on its way back, has put the drafts after all."""
    if wish.tried is None:
        return None
    appended, entry = wish.tried
    return appended if _ENTRY.value(connection, position=appended.positions.start) == entry else None


_ENTRY = Prepared("SELECT entry FROM entries WHERE position = :position")


def _erase(connection: Connection, drafts: Sequence[Draft], start: int) -> None:
    """Let go what the drafts, of which the first stands at *start*, erase: each answers for its own."""
    erasing = {erased: at for at, draft in enumerate(drafts, start) for erased in draft.erases}
    gone = [row[0] for row in _HELD.rows_for(connection, erasing)]
    Insert("erasures").rows(connection, [(each, erasing[each]) for each in gone])
    _ERASE.run_all(connection, [(each,) for each in gone])


_HELD = Prepared("SELECT position FROM entries WHERE position IN :many AND disclosure IS NOT NULL")
_ERASE = Prepared("UPDATE entries SET disclosure = NULL WHERE position = :position")


def _told_to(wish: Wish, error: Unavailable) -> Unavailable:
    """The error as the one who waits for the wish must hear it: after an attempt, nobody knows how that ended."""
    told = type(error)(error.message, hint=error.hint) if wish.tried is None else in_doubt(error)
    told.__cause__ = error
    return told


def in_doubt(error: Unavailable) -> Unavailable:
    """The error as it must be told where nobody knows how an attempt ended."""
    message = f"{error.message}, and so it is not known whether the last entries were recorded"
    return type(error)(message, hint="look at the end of the log before recording them again")
