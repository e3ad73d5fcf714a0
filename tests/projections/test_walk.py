"""The log walked entry by entry: what each one changed is what lies between the logs before and after it."""

import pytest
from hypothesis import given, settings

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.history import History
from sitlog.domain.status import Phase
from sitlog.domain.values import ClaimId
from sitlog.projections.story import story
from sitlog.projections.walk import states, walk
from tests.given import TOWN
from tests.stories import logs


@pytest.mark.parametrize("by", Clock)
@settings(max_examples=60)
@given(log=logs())
def test_an_entry_changed_the_claims_that_have_another_history_with_it(by: Clock, log: list[Entry]) -> None:
    steps = list(walk(TOWN, log, by=by))

    for number, step in enumerate(steps):
        before, after = (histories(log[:end], by) for end in (number, number + 1))
        assert [each.claim for each in step.turns] == sorted(
            claim for claim in {*before, *after} if before.get(claim, []) != after.get(claim, [])
        )


def histories(log: list[Entry], by: Clock) -> dict[ClaimId, list[Phase]]:
    """The statuses of every claim of a log."""
    put = story(TOWN, log)
    history = History(put, by)
    return {claim: history.phases(claim) for claim in {*put.claims, *put.told}}


@given(logs())
def test_what_was_recorded_at_one_instant_is_one_state(log: list[Entry]) -> None:
    groups = [list(group) for group, _ in states(TOWN, log)]

    assert [entry for group in groups for entry in group] == log
    assert len({group[0].recorded_at for group in groups}) == len(groups)
