"""The webhooks of a log: started, stopped, asked how they are, and what they still owe."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, func, select

from sitlog.domain.errors import NotUnderstood
from sitlog.domain.status import Status as ClaimStatus
from sitlog.store.ledger.heads import read_head
from sitlog.store.ledger.instants import Clock, micros, system_clock
from sitlog.store.log import SituationLog
from sitlog.store.views.reactors import NoSuchReactor, Reactions
from sitlog.store.views.status import State
from sitlog.store.views.tables import PAUSED, RUNNING, dead_letters, reactors
from sitlog.store.views.webhook import Webhook

SecretOf = Callable[[str], bytes]
"""Reads a secret from where it is; the log itself holds none."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What a webhook posts, and where to; *secret* says where its secret is, and is not the secret."""

    url: str
    secret: str
    claims: Sequence[str] = ()
    sources: Sequence[str] = ()
    statuses: Sequence[ClaimStatus] = ()

    def webhook(self, name: str, secret_of: SecretOf) -> Webhook:
        """Make the reactor that posts it; raises what *secret_of* raises, or NotUnderstood."""
        return Webhook(name, self.url, secret_of(self.secret), self.claims, self.sources, self.statuses)


@dataclass(frozen=True, slots=True)
class ReactorStatus:
    """A reactor: how far it got, how many entries it could not deal with, and what it posts if it is a webhook."""

    name: str
    position: int
    behind: int
    state: State
    dead: int
    posting: Posting | None


class Webhooks:
    """The webhooks of a log; any number of programs may look at them and change them at once."""

    def __init__(self, log: SituationLog, secret_of: SecretOf, *, clock: Clock = system_clock) -> None:
        """Look at *log*."""
        self._log = log
        self._ledger = log.read().ledger
        self._secret_of = secret_of
        self._clock = clock

    def start(self, name: str, posting: Posting, *, after: int | None = None) -> None:
        """Post what follows an entry (default: what is recorded from now on).

        One that is there goes on from where it is, with what it is given now. Raises NotUnderstood, or as the secret.
        """
        there = name in {each.name for each in self.status()}
        if there and after is not None:
            raise NotUnderstood(f"{name} was started already, and goes on from where it is", hint="leave out --from")
        Reactions(self._log, posting.webhook(name, self._secret_of), clock=self._clock).start(after=after)
        self._change(name, state=RUNNING, settings=json.dumps(asdict(posting)))

    def resume(self, name: str) -> None:
        """Go on with one that was stopped; raises NoSuchReactor."""
        self._change(name, state=RUNNING)

    def stop(self, name: str) -> None:
        """Let one be until it is started again; raises NoSuchReactor."""
        self._change(name, state=PAUSED)

    def status(self) -> tuple[ReactorStatus, ...]:
        """Tell how each reactor of the log is."""
        count = select(func.count()).where(dead_letters.c.reactor == reactors.c.name).scalar_subquery()
        with self._ledger.database.one_state() as connection:
            head = read_head(connection).position
            found = connection.core.execute(select(reactors, count.label("dead")).order_by(reactors.c.name)).all()
        now = micros(self._clock())
        return tuple(_status(row, head, now) for row in found)

    def reactions(self, name: str, *, pauses: Collection[float] = ()) -> Reactions:
        """Give a webhook to try its dead letters again; raises NoSuchReactor, or as the secret."""
        posting = self.one(name).posting
        if posting is None:
            raise NoSuchReactor(f"reactor {name} is no webhook", hint="the program that brings it tries again")
        webhook = posting.webhook(name, self._secret_of)
        return Reactions(self._log, webhook, pauses=tuple(pauses), clock=self._clock)

    def one(self, name: str) -> ReactorStatus:
        """Tell how one is; raises NoSuchReactor."""
        for each in self.status():
            if each.name == name:
                return each
        raise NoSuchReactor(f"no reactor '{name}' was started", hint="see what there is: sitlog reactors")

    def _change(self, name: str, **values: Any) -> None:
        with self._ledger.database.writing() as connection:
            changed = connection.core.execute(reactors.update().where(reactors.c.name == name).values(**values))
        if changed.rowcount != 1:
            raise NoSuchReactor(f"no reactor '{name}' was started", hint="see what there is: sitlog reactors")


def posting_of(settings: str | None) -> Posting | None:
    """Read the settings of a reactor; None if a program brings it."""
    if settings is None:
        return None
    read = json.loads(settings)
    return Posting(**read | {"statuses": [ClaimStatus(each) for each in read["statuses"]]})


def _status(row: Row[Any], head: int, now: int) -> ReactorStatus:
    behind = head - row.position
    held = row.holder is not None and row.held_until >= now
    state = {True: State.CATCHING_UP if held else State.BEHIND, False: State.LIVE if held else State.CURRENT}[
        behind > 0
    ]
    state = state if row.state == RUNNING else State.PAUSED
    return ReactorStatus(row.name, row.position, behind, state, row.dead, posting_of(row.settings))
