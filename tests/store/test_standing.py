"""Reading a log as it stands gives what putting all of it together gives, and holds none of it."""

from collections.abc import Sequence
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.effective import effective
from sitlog.domain.entry import Entry
from sitlog.domain.errors import RefusedBatch
from sitlog.domain.events import ClaimAsserted, ClaimDenied, EntryCorrected, SourceRegistered
from sitlog.projections.statements import statements
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.selection import Selection
from tests.given import TOWN, corrects, denies, says, withdraws
from tests.given import at as instant
from tests.stories import PRELUDE, logs

SOME = (ClaimAsserted.TOPIC, ClaimDenied.TOPIC, EntryCorrected.TOPIC)


def recorded(entries: Sequence[Entry]) -> SituationLog:
    """A log in memory of what was admitted once, as far as it is still there and can be recorded without the rest."""
    log = SituationLog.open("sqlite://", create=True)
    for entry in entries:
        if entry.event is not None:
            with suppress(RefusedBatch):
                log.record(entry.event)
    return log


@settings(max_examples=10, deadline=None)
@given(logs(most=12), st.integers(0, 30))
def test_the_entries_stand_as_all_of_them_together_say(entries: list[Entry], until: int) -> None:
    with recorded(entries) as log:
        for part in (log.read(), log.of(TOWN).until(until), log.of(TOWN).after(until), log.read().only(*SOME)):
            assert list(part.standing()) == list(effective(list(part)))
        assert story(TOWN, log.of(TOWN)) == story(TOWN, list(log.of(TOWN)))


def a_log() -> SituationLog:
    log = SituationLog.open("sqlite://", create=True)
    log.record(*PRELUDE)
    first = log.head.position + 1
    log.record(says("clerk", "arson", instant("9:00")))
    log.record(corrects(first, denies("clerk", "arson", instant("9:00"))))
    log.record(says("paper", "post", instant("9:30")))
    log.record(withdraws(first + 2))
    return log


def test_a_page_and_what_is_read_backwards_stand_as_their_own_entries_say() -> None:
    with a_log() as log:
        for part in (log.read().backwards(), log.read().first(18), log.read().at([18, 19])):
            assert list(part.standing()) == list(effective(list(part)))


def test_what_is_recorded_while_it_is_read_is_not_among_it() -> None:
    with a_log() as log:
        standing: Selection = log.of(TOWN)
        reading = standing.standing()
        log.record(says("blog", "post", instant("10:00")))
        assert [each.position for each in reading] == [*range(1, 20), 21]


def test_a_fold_of_a_selection_is_that_of_its_entries() -> None:
    with a_log() as log:
        assert statements(log.of(TOWN)) == statements(list(log.of(TOWN)))
        assert [each.stance for each in statements(log.of(TOWN)).values()] == ["denies"]
        only = log.of(TOWN).only(SourceRegistered.TOPIC)
        assert list(only.standing()) == list(only)
