"""Reactors: what is done in the world about new entries, at least once each, and never for a rebuild or a replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import NamedTuple, Protocol

from sqlalchemy import and_, select

from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotFound, SitlogError
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId
from sitlog.store.instants import Clock, instant_of, micros, system_clock
from sitlog.store.log import SituationLog, Subscription
from sitlog.store.stories import story_at
from sitlog.store.view_tables import dead_letters, reactors

PAUSES = (1.0, 4.0, 16.0)
"""Seconds before the second try, the third, and so on; then an entry is a dead letter."""


class NotDelivered(SitlogError):
    """A reactor could not do what it does; *final* if trying again is of no use."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        """Say why."""
        super().__init__(message)
        self.final = final


class NoSuchReactor(NotFound):
    """No reactor of that name was started on the log."""


class StatusChange(NamedTuple):
    """What an entry did to the status of a claim, as it was known when it was recorded."""

    claim: ClaimId
    before: Status
    after: Status

    def __str__(self) -> str:
        """Say it: `deliberate: denied only -> disputed`."""
        return f"{self.claim}: {self.before.replace('-', ' ')} -> {self.after.replace('-', ' ')}"


@dataclass(frozen=True, slots=True)
class News:
    """A new entry, what it changed, and a key that is the same however often it is told."""

    key: str
    entry: Entry
    changes: tuple[StatusChange, ...]


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
    """A reactor at work on a log, from the entry after the one at which it was started."""

    def __init__(
        self,
        log: SituationLog,
        reactor: Reactor,
        *,
        pauses: Sequence[float] = PAUSES,
        clock: Clock = system_clock,
    ) -> None:
        """Remember in the log how far it got; *pauses* are those between tries, in seconds."""
        self._log = log
        self._ledger = log.read().ledger
        self._reactor = reactor
        self._pauses = pauses
        self._clock = clock
        self._stopping = Event()
        self._coming: Subscription | None = None
        self._origin = self._ledger.origin

    def start(self, *, after: int | None = None) -> None:
        """React to what follows an entry (default: to what is recorded from now on); goes on if it was started."""
        with self._ledger.database.writing() as connection:
            mine = select(reactors.c.position).where(reactors.c.name == self._reactor.name)
            if connection.execute(mine).first() is None:
                position = self._log.head.position if after is None else after
                connection.execute(reactors.insert().values(name=self._reactor.name, position=position))

    @property
    def position(self) -> int:
        """The last entry that was dealt with; raises NoSuchReactor."""
        with self._ledger.database.reading() as connection:
            mine = select(reactors.c.position).where(reactors.c.name == self._reactor.name)
            found = connection.execute(mine).scalar()
        if found is None:
            raise NoSuchReactor(f"reactor {self._reactor.name} was not started", hint="start it first")
        return int(found)

    def catch_up(self) -> None:
        """React to all that there is by now."""
        for entry in self._log.read().after(self.position):
            if self._stopping.is_set():
                return
            self._deal_with(entry)

    def run(self) -> None:
        """React to entries as they come, until stopped."""
        with self._log.subscribe(after=self.position) as coming:
            self._coming = coming
            for entry in coming:
                if self._stopping.is_set():
                    return
                self._deal_with(entry)

    def stop(self) -> None:
        """Let run end, after the entry it is about; from any thread."""
        self._stopping.set()
        if self._coming is not None:
            self._coming.stop()

    def dead_letters(self) -> list[DeadLetter]:
        """Give the entries that could not be dealt with, in order."""
        asked = select(dead_letters).where(dead_letters.c.reactor == self._reactor.name)
        with self._ledger.database.reading() as connection:
            rows = connection.execute(asked.order_by(dead_letters.c.position)).all()
        return [DeadLetter(row.position, row.tries, row.error, instant_of(row.died_at)) for row in rows]

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
            except NotDelivered as error:
                pause = None if error.final or tries > len(self._pauses) else self._pauses[tries - 1]
                if pause is None or self._stopping.wait(pause):
                    return _Failure(tries, error.message)
            else:
                return None

    def _bury(self, position: int, dead: "_Failure | None", reached: int | None) -> None:
        mine = and_(dead_letters.c.reactor == self._reactor.name, dead_letters.c.position == position)
        with self._ledger.database.writing() as connection:
            connection.execute(dead_letters.delete().where(mine))
            if dead is not None:
                row = {"reactor": self._reactor.name, "position": position, "died_at": micros(self._clock())}
                connection.execute(dead_letters.insert().values(**row, tries=dead.tries, error=dead.error))
            if reached is not None:
                name = reactors.c.name == self._reactor.name
                connection.execute(reactors.update().where(name).values(position=reached))


class _Failure(NamedTuple):
    tries: int
    error: str


def status_changes(log: SituationLog, entry: Entry) -> Iterator[StatusChange]:
    """Give what an entry changed in the statuses of claims, as of the instant at which it was recorded."""
    if entry.situation is None:
        return
    before = _statuses(log, entry.situation, entry, entry.position - 1)
    after = _statuses(log, entry.situation, entry, entry.position)
    for claim in sorted(before.keys() | after.keys()):
        was, became = before.get(claim, Status.NOT_YET_PUBLIC), after.get(claim, Status.NOT_YET_PUBLIC)
        if was is not became:
            yield StatusChange(claim, was, became)


def _statuses(log: SituationLog, situation: str, entry: Entry, position: int) -> dict[ClaimId, Status]:
    asked = Asked(at=entry.recorded_at, recorded_at=entry.recorded_at, position=position, root="")
    return {each.claim.claim: each.status for each in known(story_at(log, situation, position), asked).claims}
