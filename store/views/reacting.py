"""The worker that lets the webhooks of a log react to entries as they come, each on a thread of its own."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from secrets import token_hex
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Row, select

from sitlog.domain.errors import LogBusy, LogUnreachable, SitlogError
from sitlog.store.ledger.ears import Ears
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.log import SituationLog
from sitlog.store.views.keeping import LEASE, Hold
from sitlog.store.views.listening import listening
from sitlog.store.views.reactors import PAUSES, Reactions, let_go, take_hold
from sitlog.store.views.tables import RUNNING, reactors
from sitlog.store.views.webhook import Webhook
from sitlog.store.views.webhooks import SecretOf, posting_of

_LOOK_ANYWAY = 1.0  # seconds after which to look although nothing was heard
_BETWEEN_HOLDS = LEASE.total_seconds() / 5
_PATIENCE = LEASE.total_seconds()  # for those that are at work when all is to end


class Reacting:
    """Runs the webhooks of one log; any number of workers may, in any processes, and each webhook has one of them."""

    def __init__(
        self,
        log: SituationLog,
        secret_of: SecretOf,
        *,
        tell: Callable[[str], None] = lambda _: None,
        pauses: Sequence[float] = PAUSES,
        clock: Clock = system_clock,
    ) -> None:
        """Run those whose secrets there are; *tell* is told of each that cannot run here, and why."""
        self._log = log
        self._database = log.read().ledger.database
        self._secret_of = secret_of
        self._tell = tell
        self._pauses = pauses
        self._hold = Hold(token_hex(8), clock)
        self._stopping = Event()
        self._ears: Ears | None = None
        self._at_work: dict[str, tuple[Reactions, Thread]] = {}
        self._told: dict[str, str] = {}
        self._hold_again_at = 0.0

    def run(self) -> None:
        """React as entries come, until stopped; a server that is away is waited for."""
        with listening(self._log.read().ledger) as ears:
            self._ears = ears
            while not self._stopping.is_set():
                with suppress(LogBusy, LogUnreachable):
                    self._look()
                ears.wait(_LOOK_ANYWAY)
            self._end()
        self._ears = None

    def stop(self) -> None:
        """Let run end soon, after the entries that are being dealt with; from any thread."""
        self._stopping.set()
        for reactions, _ in list(self._at_work.values()):
            reactions.stop()
        if self._ears is not None:
            self._ears.wake()

    def _look(self) -> None:
        """Hold what can run here and is free, and let those react for which there is news."""
        found = {row.name: row for row in self._rows()}
        for name, (reactions, _) in list(self._at_work.items()):
            if name not in found or found[name].holder != self._hold.holder:
                reactions.stop()
        able = {name: made for name, row in found.items() if (made := self._made(row)) is not None}
        if monotonic() >= self._hold_again_at or any(found[name].holder is None for name in able):
            self._hold_again_at = monotonic() + _BETWEEN_HOLDS
            if able:
                take_hold(self._database, able, self._hold)
            found = {row.name: row for row in self._rows()}
        head = self._log.head.position
        for name in able.keys() & found.keys():
            row = found[name]
            if row.holder == self._hold.holder and row.position < head and name not in self._at_work:
                self._put_to_work(able[name])

    def _rows(self) -> Sequence[Row[Any]]:
        asked = select(reactors).where(reactors.c.state == RUNNING, reactors.c.settings.is_not(None))
        with self._database.reading() as connection:
            return connection.core.execute(asked).all()

    def _made(self, row: Row[Any]) -> Webhook | None:
        posting = posting_of(row.settings)
        try:
            made = posting.webhook(row.name, self._secret_of) if posting is not None else None
        except SitlogError as error:
            if self._told.get(row.name) != error.message:
                self._told[row.name] = error.message
                self._tell(f"{row.name} does not run here: {error.message}")
            return None
        self._told.pop(row.name, None)
        return made

    def _put_to_work(self, webhook: Webhook) -> None:
        reactions = Reactions(self._log, webhook, pauses=self._pauses, hold=self._hold)
        worker = Thread(target=self._work, args=(webhook.name, reactions), name=webhook.name, daemon=True)
        self._at_work[webhook.name] = reactions, worker
        worker.start()

    def _work(self, name: str, reactions: Reactions) -> None:
        try:
            reactions.catch_up()
        except (LogBusy, LogUnreachable):
            self._stopping.wait(_LOOK_ANYWAY)
        finally:
            del self._at_work[name]
            if self._ears is not None:
                self._ears.wake()  # for what came when it had read to the end

    def _end(self) -> None:
        for reactions, worker in list(self._at_work.values()):
            reactions.stop()
            worker.join(_PATIENCE)
        with suppress(LogBusy, LogUnreachable):
            let_go(self._database, self._hold)
