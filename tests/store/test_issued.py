"""Briefings held against the log: what becomes of them is what replaying the whole log tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.difference import difference
from sitlog.projections.briefings import briefings
from sitlog.store import issued as module
from sitlog.store.issued import briefings_in, checked
from sitlog.store.log import SituationLog
from tests.briefed import Replayed, briefed, issued
from tests.given import TOWN, answer, at, claim, clock, corrects, opened, says, source
from tests.store.test_differing import told
from tests.store.test_statements import few


@pytest.fixture(params=[0, 1, 100])
def by_either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many claims are found by indexes; more of them are read from the whole answer."""
    monkeypatch.setattr(module, "_FEW", request.param)


@pytest.mark.usefixtures("by_either_way")
@few(25)
@given(data=st.data())
def test_a_briefing_holds_where_replaying_the_log_answers_the_same(data: st.DataObject) -> None:
    with briefed(data, 40).log as log:
        until = data.draw(st.integers(0, log.head.position) | st.just(log.head.position))
        entries = list(log.of(TOWN).until(until))
        given_out = briefings_in(log, TOWN, until=until)

        assert given_out == briefings(entries)
        for each in checked(log, given_out.values(), until=until):
            replayed = Replayed(each.briefing.event, entries)
            changes = difference(replayed.issued, replayed.answer(entries))
            assert each.issue.reproducible == replayed.reproducible
            assert each.stale == (not replayed.reproducible or not changes.is_empty)
            assert told(each.changes) == told(changes)


def test_a_correction_may_make_a_briefing_of_an_entry() -> None:
    with SituationLog.open("sqlite://", create=True, clock=lambda: clock("9:00")) as log:
        log.record(opened(), source("mayor"), claim("arson"), says("mayor", "arson", at("10:00")))
        telling = issued(answer(list(log.of(TOWN)), clock("10:30")))
        change = log.record(corrects(4, telling)).positions[0]

        assert [*briefings_in(log, TOWN, until=change - 1)] == []
        assert [*briefings_in(log, TOWN, until=change)] == [4]
