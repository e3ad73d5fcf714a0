"""The log at R: what our own corrections, withdrawals and redactions make of its entries."""

from sitlog.domain.effective import Changes, effective, worded
from sitlog.domain.entry import Entry
from tests.given import (
    at,
    between,
    claim,
    clock,
    corrects,
    denies,
    known_at,
    opened,
    recorded,
    redacts,
    says,
    source,
    withdraws,
)

BEFORE = [opened(), source("mayor"), source("crew"), claim("arson")]
NINE, TEN = at("9:00"), at("10:00")
SLIP, BETTER, BEST = (says("mayor", "arson", NINE, words=words) for words in ("slip", "better", "best"))
NOON, DUSK, NIGHT = clock("12:00", days=7), clock("18:00", days=7), clock("23:00", days=7)


def fifth(log: list[Entry]) -> Entry | None:
    """The fifth entry as it stands."""
    return next((each for each in effective(log) if each.position == 5), None)


def test_an_entry_stands_as_it_was_recorded() -> None:
    log = recorded(*BEFORE, SLIP)

    assert list(effective(log)) == log


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    log = recorded(*BEFORE, SLIP, denies("crew", "arson", TEN), (NIGHT, corrects(5, BETTER)))

    corrected = fifth(log)

    assert [each.position for each in effective(log)] == [1, 2, 3, 4, 5, 6, 7]
    assert corrected is not None
    assert corrected.event == BETTER
    assert (corrected.recorded_at, corrected.corrected_by, corrected.corrected_at) == (NOON, (7,), NIGHT)


def test_the_last_correction_wins_whichever_it_names() -> None:
    for second in (corrects(5, BEST), corrects(6, BEST)):
        corrected = fifth(recorded(*BEFORE, SLIP, corrects(5, BETTER), second))

        assert corrected is not None
        assert (corrected.event, corrected.corrected_by) == (BEST, (6, 7))


def test_what_a_correction_says_has_the_type_of_what_it_says() -> None:
    framing = claim("arson", about="fire")
    log = recorded(*BEFORE, SLIP, corrects(4, framing))

    assert [(each.event, each.type) for each in map(worded, log[-2:])] == [
        (SLIP, "ClaimAsserted"),
        (framing, "ClaimFramed"),
    ]


def test_a_withdrawn_correction_brings_back_what_it_had_corrected() -> None:
    corrected = fifth(recorded(*BEFORE, SLIP, corrects(5, BETTER), corrects(6, BEST), withdraws(7)))

    assert corrected is not None
    assert (corrected.event, corrected.corrected_by) == (BETTER, (6,))


def test_a_withdrawn_correction_of_a_correction_leaves_the_later_one() -> None:
    corrected = fifth(recorded(*BEFORE, SLIP, corrects(5, BETTER), corrects(6, BEST), withdraws(6)))

    assert corrected is not None
    assert (corrected.event, corrected.corrected_by) == (BEST, (7,))


def test_a_withdrawn_entry_is_gone_with_its_corrections() -> None:
    assert fifth(recorded(*BEFORE, SLIP, corrects(5, BETTER), withdraws(5))) is None


def test_what_was_withdrawn_had_stood_until_then() -> None:
    log = recorded(*BEFORE, SLIP, (NIGHT, withdraws(5)))

    assert "arson" in known_at(log, NOON, by_desk=DUSK)
    assert "arson" not in known_at(log, NOON, by_desk=NIGHT)


def test_a_redacted_entry_stays_as_a_gap() -> None:
    redacted = fifth(recorded(*BEFORE, SLIP, corrects(5, BETTER), redacts(5)))

    assert redacted is not None
    assert (redacted.type, redacted.event, redacted.recorded_at) == ("ClaimAsserted", None, NOON)


def test_a_redacted_entry_stays_as_a_gap_though_it_was_withdrawn() -> None:
    redacted = fifth(recorded(*BEFORE, SLIP, withdraws(5), redacts(5)))

    assert redacted is not None
    assert redacted.event is None


def test_a_correction_may_make_another_kind_of_statement_of_an_entry() -> None:
    corrected = fifth(recorded(*BEFORE, SLIP, corrects(5, denies("mayor", "arson", NINE))))

    assert corrected is not None
    assert corrected.type == "ClaimDenied"


def test_a_time_is_known_to_have_passed_when_it_was_first_written_down() -> None:
    vague = between("9:00", "24:00", days=7)
    first = says("mayor", "arson", vague, words="slip")
    log = recorded(*BEFORE, (NOON, first), (DUSK, corrects(5, says("mayor", "arson", vague))))

    (statement,) = known_at(log, NIGHT)["arson"].statements

    assert statement.told.said.latest == NOON


def test_a_time_that_a_correction_brings_is_known_to_have_passed_by_the_correction() -> None:
    later = says("mayor", "arson", between("10:00", "24:00", days=7))
    log = recorded(
        *BEFORE, (NOON, says("mayor", "arson", NINE)), (DUSK, corrects(5, later)), (NIGHT, corrects(6, later))
    )

    (statement,) = known_at(log, NIGHT)["arson"].statements

    assert statement.told.said.latest == DUSK


def test_what_was_done_to_an_entry_can_be_gathered_step_by_step() -> None:
    log = recorded(*BEFORE, SLIP, corrects(5, BETTER), corrects(6, BEST), withdraws(7), redacts(5))
    changes = Changes()
    stages = []

    for entry in log:
        changes.add(entry)
        standing = changes.applied_to(log[4])
        stages.append(standing and standing.event)

    assert changes.original(log[6].position) == 5
    assert stages == [SLIP, SLIP, SLIP, SLIP, SLIP, BETTER, BEST, BETTER, None]
