"""A log on disk decides as one in memory does that looks through all of itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.errors import RefusedBatch
from sitlog.domain.event import Event
from sitlog.store.log import SituationLog
from tests.holdings import MemoryHoldings
from tests.stories import DAWN, PRELUDE, attempt

Decision = list[object]


@settings(max_examples=50)
@given(data=st.data())
def test_a_log_takes_and_refuses_what_the_rules_say(data: st.DataObject) -> None:
    memory = MemoryHoldings()
    with SituationLog.open("sqlite:///:memory:", create=True, clock=lambda: DAWN) as log:
        for batch in [PRELUDE, *([] for _ in range(data.draw(st.integers(1, 25))))]:
            tried = batch or data.draw(attempts(memory))

            assert taken(log, tried) == taken(memory, tried)

        assert [(each.position, each.event) for each in log.read()] == [
            (each.position, each.event) for each in memory.entries
        ]


@st.composite
def attempts(draw: st.DrawFn, memory: MemoryHoldings) -> list[Event]:
    """A batch that somebody tries to record; mostly of one event."""
    return [attempt(draw, memory.entries) for _ in range(draw(st.sampled_from([1, 1, 1, 2, 4])))]


def taken(log: SituationLog | MemoryHoldings, batch: list[Event]) -> Decision:
    """The positions at which a batch was recorded, or why it was refused."""
    try:
        if isinstance(log, SituationLog):
            return list(log.record(*batch).positions)
        return decided(log, batch)
    except RefusedBatch as refused:
        return [(place, why.message, why.hint, why.field) for place, why in refused.refusals]


def decided(memory: MemoryHoldings, batch: list[Event]) -> Decision:
    """The position of each event of a batch, of those that were there already too."""
    admission = memory.admit(*batch, now=DAWN)
    positions = {each.index: each.position for each in admission.accepted} | dict(admission.skipped)
    return [positions[index] for index in range(len(batch))]
