"""The runner: catches kept views up with the log, keeps them there, and builds new versions beside old ones."""

from collections.abc import Callable, Collection, Sequence
from secrets import token_hex
from threading import Event
from time import monotonic
from typing import Any

from sitlog.domain.errors import LogBusy
from sitlog.projections.projection import Projection
from sitlog.store.ledger.ears import Ears
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.trouble import ConnectionLost, Contended
from sitlog.store.views import keeping
from sitlog.store.views.advancing import Advancing
from sitlog.store.views.fingerprint import fingerprint
from sitlog.store.views.keeping import LEASE, Hold
from sitlog.store.views.listening import listening
from sitlog.store.views.tables import BUILDING, RUNNING, SERVING
from sitlog.store.views.views import View, all_views

_LOOK_ANYWAY = 1.0  # seconds after which to look although nothing was heard
_RENEWALS = 5  # of a hold before it would end

Seen = Callable[[Sequence[View]], None]


class Runner:
    """Keeps projections of one log up to date; any number of runners may do so at once, in any processes."""

    def __init__(
        self, ledger: Ledger, projections: Collection[Projection[Any]], *, clock: Clock = system_clock
    ) -> None:
        """Keep those of *projections* that were started."""
        self._ledger = ledger
        self._code = {each.name: each for each in projections}
        self._marks = {each.name: fingerprint(each) for each in projections}
        self._hold = Hold(token_hex(8), clock)
        self._stopping = Event()
        self._advancing = Advancing(ledger, self._code, self._hold, self._stopping.is_set)
        self._ears: Ears | None = None
        self._seen: Sequence[View] = ()
        self._look_again_at = 0.0

    def run(self, stopped: Callable[[View], None] = lambda _: None) -> None:
        """Catch up, and go on as entries come, until stopped; a server that is away is waited for.

        *stopped* is told of each view that goes no further, when it stops.
        """
        told: dict[int, str | None] = {}
        with listening(self._ledger) as ears:
            self._ears = ears
            while not self._stopping.is_set():
                if not self._try_step():
                    self._tell(told, stopped)
                    ears.wait(_LOOK_ANYWAY)
        self._ears = None
        self._let_go()

    def catch_up(self, seen: Seen = lambda _: None) -> None:
        """Take in all that the log holds now, or until stopped; *seen* is told how far each view got.

        Views that another runner holds are left to it.
        """
        try:
            while not self._stopping.is_set() and self.step():
                seen(self.views())
        finally:
            self._let_go()
        seen(self.views())

    def stop(self) -> None:
        """Let run or catch_up end soon, with what was folded written; from any thread, or a signal's handler."""
        self._stopping.set()
        if self._ears is not None:
            self._ears.wake()

    def step(self) -> bool:
        """Take in a batch of entries for each view; whether there may be more to do."""
        try:
            return self._advancing.advance(self._held()) or self._clear_away()
        except Contended:
            self._advancing.forget()
            return True

    def views(self) -> list[View]:
        """Give every view as it is now."""
        with self._ledger.database.reading() as connection:
            return all_views(connection)

    def _tell(self, told: dict[int, str | None], stopped: Callable[[View], None]) -> None:
        now = {view.id: view for view in self._seen if view.error is not None}
        for view in now.values():
            if told.get(view.id) != view.error:
                stopped(view)
        told.clear()
        told.update({number: view.error for number, view in now.items()})

    def _try_step(self) -> bool:
        try:
            return self.step()
        except (ConnectionLost, LogBusy):
            self._advancing.forget()
            self._stopping.wait(_LOOK_ANYWAY)
            return True

    def _held(self) -> list[View]:
        found = self.views()
        if monotonic() >= self._look_again_at:
            self._look_again_at = monotonic() + _LOOK_ANYWAY
            found = self._looked_after(found)
        self._seen = found
        return [view for view in found if self._is_ours(view) and view.holder == self._hold.holder]

    def _looked_after(self, found: Sequence[View]) -> list[View]:
        """Take hold of what is ours and free, and renew what we hold in good time."""
        self._reconcile(found)
        soon = self._hold.until() - (LEASE / _RENEWALS).seconds * 1_000_000
        wanted = [view.id for view in self.views() if self._is_ours(view) and self._is_to_be_held(view, soon)]
        if wanted:
            with self._ledger.database.writing() as connection:
                keeping.take_hold(connection, wanted, self._hold)
        return self.views()

    def _is_to_be_held(self, view: View, soon: int) -> bool:
        if view.holder == self._hold.holder:
            return view.held_until < soon
        return view.holder is None or view.held_until < self._hold.now()

    def _is_ours(self, view: View) -> bool:
        code = self._code.get(view.name)
        ours = code is not None and (view.version, view.fingerprint) == (code.version, self._marks[view.name])
        return ours and view.state == RUNNING

    def _reconcile(self, found: Sequence[View]) -> None:
        """Build what has a newer version, and let be what other code made than ours."""
        building = {view.name for view in found if view.role == BUILDING}
        for view in found:
            code = self._code.get(view.name)
            if code is None or view.state != RUNNING:
                continue
            if view.version == code.version and view.fingerprint != self._marks[view.name]:
                with self._ledger.database.writing() as connection:
                    keeping.mark_changed(connection, view)
            elif view.version < code.version and not (view.role == SERVING and view.name in building):
                with self._ledger.database.writing() as connection:
                    keeping.build(connection, code, self._hold.now())

    def _clear_away(self) -> bool:
        with self._ledger.database.reading() as connection:
            if not keeping.is_anything_retired(connection):
                return False
        with self._ledger.database.writing() as connection:
            return keeping.clear_away(connection)

    def _let_go(self) -> None:
        self._advancing.forget()
        self._look_again_at = 0.0
        with self._ledger.database.writing() as connection:
            keeping.let_go(connection, self._hold.holder)
