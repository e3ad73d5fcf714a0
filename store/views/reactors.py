"""Reactors: what is done in the world about new entries, at least once each, and never for a rebuild or a replay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from threading import Event
from typing import NamedTuple, Protocol

from sqlalchemy import and_, or_, select

from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotFound, SitlogError
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.instants import Clock, instant_of, micros, system_clock
from sitlog.store.log import SituationLog
from sitlog.store.views.keeping import Hold
from sitlog.store.views.news import News, status_changes
from sitlog.store.views.tables import RUNNING, dead_letters, reactors

PAUSES = (1.0, 4.0, 16.0)
"""Seconds before the second try, the third, and so on; then an entry is a dead letter."""

# No transaction is open while a reactor is at work: a slow one would keep a server from clearing away old rows.
_AT_ONCE = 100  # entries


class NotDelivered(SitlogError):
    """A reactor could not do what it does; *final* if trying again is of no use."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        """Say why."""
        super().__init__(message)
        self.final = final


class NoSuchReactor(NotFound):
    """No reactor of that name was started on the log."""


class Reactor(Protocol):
    """Does something about news; its *name* is that under which a log remembers how far it got."""

    @property
    def name(self) -> str:
        """Its name, unique in a log."""
        ...

    def react(self, news: News) -> None:
        """Do it; news may come again, with the same key. Raises NotDelivered."""
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An entry about which a reactor could not do what it does, after so many tries, and why."""

    position: int
    tries: int
    error: str
    died_at: datetime


class Reactions:
    """A reactor at work on a log, from the entry after the one at which it was started; one worker at a time."""

    def __init__(
        self,
        log: SituationLog,
        reactor: Reactor,
        *,
        pauses: Sequence[float] = PAUSES,
        hold: Hold | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """Remember in the log how far it got; *pauses* are those between tries, in seconds.

        Without a *hold* that somebody renews, one is taken for each time that it catches up.
        """
        self._log = log
        self._ledger = log.read().ledger
        self._reactor = reactor
        self._pauses = pauses
        self._clock = clock
        self._hold = hold or Hold(token_hex(8), clock)
        self._is_held = hold is not None
        self._stopping = Event()
        self._origin = self._ledger.origin

    def start(self, *, after: int | None = None) -> None:
        """React to what follows an entry (default: to what is recorded from now on); goes on if it was started."""
        with self._ledger.database.writing() as connection:
            mine = select(reactors.c.position).where(reactors.c.name == self._reactor.name)
            if connection.core.execute(mine).first() is None:
                position = self._log.head.position if after is None else after
                row = {"name": self._reactor.name, "position": position, "state": RUNNING, "held_until": 0}
                connection.core.execute(reactors.insert().values(row))

    @property
    def position(self) -> int:
        """The last entry that was dealt with; raises NoSuchReactor."""
        with self._ledger.database.reading() as connection:
            mine = select(reactors.c.position).where(reactors.c.name == self._reactor.name)
            found = connection.core.execute(mine).scalar()
        if found is None:
            raise NoSuchReactor(f"reactor {self._reactor.name} was not started", hint="start it first")
        return int(found)

    def catch_up(self) -> None:
        """React to all that there is by now, until stopped; to nothing while another worker does."""
        position = self.position
        if not self._is_held and not take_hold(self._ledger.database, [self._reactor.name], self._hold):
            return
        try:
            while batch := list(self._log.read().after(position).first(_AT_ONCE)):
                for entry in batch:
                    if self._stopping.is_set():
                        return
                    self._deal_with(entry)
                position = batch[-1].position
        finally:
            if not self._is_held:
                let_go(self._ledger.database, self._hold)

    def stop(self) -> None:
        """Let catch_up end, after the entry it is about; from any thread."""
        self._stopping.set()

    def dead_letters(self) -> list[DeadLetter]:
        """Give the entries that could not be dealt with, in order."""
        return dead_letters_of(self._log, self._reactor.name)

    def try_again(self) -> list[DeadLetter]:
        """React once more to the dead letters; gives those that are still dead."""
        for letter in self.dead_letters():
            dead = self._react(self._log.entry(letter.position))
            self._bury(letter.position, dead and dead._replace(tries=dead.tries + letter.tries), None)
        return self.dead_letters()

    def _deal_with(self, entry: Entry) -> None:
        dead = self._react(entry)
        if dead is None or not self._stopping.is_set():  # stopped between tries: it is tried again when it goes on
            self._bury(entry.position, dead, entry.position)

    def _react(self, entry: Entry) -> "_Failure | None":
        news = News(f"{self._origin}/e{entry.position}", entry, tuple(status_changes(self._log, entry)))
        tries = 0
        while True:
            tries += 1
            try:
                self._reactor.react(news)
            except Exception as error:  # noqa: BLE001  # a reactor that breaks is one that did not deliver
                final = isinstance(error, NotDelivered) and error.final
                pause = None if final or tries > len(self._pauses) else self._pauses[tries - 1]
                if pause is None or self._stopping.wait(pause):
                    return _Failure(tries, _said(error))
            else:
                return None

    def _bury(self, position: int, dead: "_Failure | None", reached: int | None) -> None:
        mine = and_(dead_letters.c.reactor == self._reactor.name, dead_letters.c.position == position)
        held = and_(reactors.c.name == self._reactor.name, reactors.c.holder == self._hold.holder)
        with self._ledger.database.writing() as connection:
            if reached is not None:
                moved = connection.core.execute(reactors.update().where(held).values(position=reached))
                if moved.rowcount != 1:  # another worker has it now, and will react to this entry again
                    self._stopping.set()
                    return
            connection.core.execute(dead_letters.delete().where(mine))
            if dead is not None:
                row = {"reactor": self._reactor.name, "position": position, "died_at": micros(self._clock())}
                connection.core.execute(dead_letters.insert().values(**row, tries=dead.tries, error=dead.error))


class _Failure(NamedTuple):
    tries: int
    error: str


def _said(error: Exception) -> str:
    return error.message if isinstance(error, SitlogError) else f"{type(error).__name__}: {error}"


def dead_letters_of(log: SituationLog, name: str) -> list[DeadLetter]:
    """Give the entries that a reactor could not deal with, in order."""
    asked = select(dead_letters).where(dead_letters.c.reactor == name).order_by(dead_letters.c.position)
    with log.read().ledger.database.reading() as connection:
        rows = connection.core.execute(asked).all()
    return [DeadLetter(row.position, row.tries, row.error, instant_of(row.died_at)) for row in rows]


def take_hold(database: Database, names: Collection[str], hold: Hold) -> int:
    """Hold those of the reactors that nobody else holds, or hold them longer; how many that is."""
    free = or_(reactors.c.holder.is_(None), reactors.c.holder == hold.holder, reactors.c.held_until < hold.now())
    taken = reactors.update().where(reactors.c.name.in_(names), free)
    with database.writing() as connection:
        return connection.core.execute(taken.values(holder=hold.holder, held_until=hold.until())).rowcount


def let_go(database: Database, hold: Hold) -> None:
    """Hold no reactor any more."""
    with database.writing() as connection:
        held = reactors.c.holder == hold.holder
        connection.core.execute(reactors.update().where(held).values(holder=None, held_until=0))
