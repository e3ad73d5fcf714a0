"""Deciding from what is remembered of a log: others may have changed it since, and no decision may show it."""

from collections.abc import Callable, Iterator

import pytest

from sitlog.domain.errors import RefusedBatch
from sitlog.store.log import SituationLog
from tests.given import at, claim, opened, says, source, withdraws


@pytest.fixture
def ours(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        log.record(says("mayor", "arson", at("10:00")))  # from here on, it remembers all that statements rest on
        yield log


@pytest.fixture
def theirs(ours: SituationLog) -> Iterator[SituationLog]:
    with SituationLog.open(ours.url) as log:
        yield log


def why(record: Callable[[], object]) -> list[str]:
    """Why it was refused."""
    with pytest.raises(RefusedBatch) as caught:
        record()
    return [refusal.message for _, refusal in caught.value.refusals]


def test_what_another_withdrew_is_not_rested_on(ours: SituationLog, theirs: SituationLog) -> None:
    theirs.record(source("harbour-master"))
    ours.record(says("harbour-master", "arson", at("10:30")))
    theirs.record(source("diver"))
    ours.record(says("diver", "arson", at("11:00")))
    theirs.record(withdraws(8), withdraws(7))

    assert why(lambda: ours.record(says("diver", "arson", at("12:00")))) == ["no source 'diver' in harbour-fire"]


def test_what_another_recorded_can_be_rested_on(ours: SituationLog, theirs: SituationLog) -> None:
    assert why(lambda: ours.record(says("diver", "arson", at("11:00")))) == ["no source 'diver' in harbour-fire"]

    theirs.record(source("diver"))

    assert ours.record(says("diver", "arson", at("11:00"))).positions == (6,)


def test_what_another_recorded_is_not_recorded_again(ours: SituationLog, theirs: SituationLog) -> None:
    theirs.record(says("mayor", "arson", at("11:00")), source("diver"))

    assert ours.record(says("mayor", "arson", at("11:00"))).skipped == ((0, 5),)
    assert ours.record(source("diver")).skipped == ((0, 6),)
    assert ours.record(says("diver", "arson", at("12:00"))).positions == (7,)
    assert ours.head.position == 7


def test_a_batch_that_says_it_twice_is_told_where_it_stands(ours: SituationLog, theirs: SituationLog) -> None:
    ours.record(says("mayor", "arson", at("10:15")), says("mayor", "arson", at("10:20")))
    theirs.record(source("diver"))

    receipt = ours.record(
        says("mayor", "arson", at("11:00")), says("mayor", "arson", at("11:00")), says("mayor", "arson", at("12:00"))
    )

    assert receipt.positions == (8, 8, 9)
    assert receipt.skipped == ((1, 8),)


def test_entries_of_a_batch_that_name_each_other_do_so_wherever_they_stand(
    ours: SituationLog, theirs: SituationLog
) -> None:
    ours.record(says("mayor", "arson", at("10:15")), says("mayor", "arson", at("10:20")))
    theirs.record(source("diver"))

    ours.record(says("mayor", "arson", at("11:00")), withdraws(70), labels={70: 0})

    withdrawal = ours.entry(9).event
    assert withdrawal is not None
    assert withdrawal.model_dump()["entry"] == 8


def test_a_log_that_grew_far_beyond_memory_is_decided_on_as_it_is(ours: SituationLog, theirs: SituationLog) -> None:
    theirs.record(withdraws(4), withdraws(2))
    theirs.record(*(claim(f"claim-{number}") for number in range(600)))

    assert why(lambda: ours.record(says("mayor", "arson", at("12:00")))) == ["no source 'mayor' in harbour-fire"]
