"""Recording: decided from what a log holds, and appended on the condition that what this rests on did not change."""

from collections.abc import Mapping
from contextlib import nullcontext

from sitlog.domain.admission import Admission, Naming, admit
from sitlog.domain.collector import collector_paused
from sitlog.domain.errors import LogBusy, RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.values import Position
from sitlog.store import codec
from sitlog.store.holdings import LogHoldings
from sitlog.store.ledger.conditions import Overtaken
from sitlog.store.ledger.instants import Clock
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.receipt import Receipt, receipt_of

_DECISIONS_IN_VAIN = 100


class Recording:
    """Records in one log; any number of threads may do so at once."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._repeats: bool | None = None  # whether the last batch brought what was there already

    def record(self, events: tuple[Event, ...], labels: Mapping[int, int], earlier: Mapping[int, int]) -> Receipt:
        """Record events: all of them, or none; see SituationLog.record."""
        naming = Naming(labels, earlier)
        hopeful = not self._repeats if self._repeats is not None else len(events) == 1
        for _ in range(_DECISIONS_IN_VAIN):
            try:
                with collector_paused() if len(events) > 1 else nullcontext():
                    receipt = self._try_to_record(events, naming, hopeful=hopeful)
            except (Overtaken, RefusedBatch) as reason:
                if isinstance(reason, RefusedBatch) and not hopeful:
                    raise
                hopeful = False
                continue
            self._repeats = bool(receipt.skipped)
            return receipt
        msg = "others kept changing what this rests on"
        raise LogBusy(msg, hint="Nothing was recorded: try again")

    def try_out(self, events: tuple[Event, ...], labels: Mapping[int, int], earlier: Mapping[int, int]) -> Receipt:
        """Tell what recording these events would do, and do nothing."""
        admission, _ = self._decide(events, Naming(labels, earlier))
        return receipt_of(admission, self._clock())

    def _try_to_record(self, events: tuple[Event, ...], naming: Naming, *, hopeful: bool) -> Receipt:
        admission, held = self._decide(events, naming, hopeful=hopeful)
        if not admission.accepted:
            return receipt_of(admission, None)
        drafts = [codec.draft(each.event, each.identity) for each in admission.accepted]
        condition = held.condition(at_these_positions=admission.is_tied)
        appended = self._ledger.append_drafts(drafts, condition)
        return receipt_of(admission, appended.recorded_at, first=appended.positions[0])

    def _decide(
        self, events: tuple[Event, ...], naming: Naming, *, hopeful: bool = False
    ) -> tuple[Admission, LogHoldings]:
        """Decide from what the log holds now; in hope, from what is remembered of it, and as if all were new."""
        reached = self._ledger.reached() if hopeful else None
        after = Position(self._ledger.reach() if reached is None else reached)
        held = LogHoldings(self._ledger, after=after, hopeful=hopeful)
        held.expect(events)
        return admit(events, held, after=after, now=self._clock(), naming=naming), held
