"""What the status of a claim rests on."""

import pytest

from tests.cli.questions import every_form, fitting, golden, refused


@pytest.mark.parametrize("claim", ["blockade", "arson", "two-dead"])
def test_the_reasons_to_the_letter(harbour: str, claim: str) -> None:
    golden(harbour, f"why-{claim}", "why", claim)


def test_before_our_corrections_to_the_letter(harbour: str) -> None:
    golden(harbour, "why-blockade-then", "why", "blockade", "--recorded-at", "e20")


def test_the_example_why_it_was_called_deliberate(example: str) -> None:
    golden(example, "example-why-deliberate", "why", "deliberate", SITLOG_NOW="2031-05-20T10:00:00Z")


def test_statements_tell_their_way_into_the_log(harbour: str) -> None:
    told = fitting(harbour, "why", "why", "blockade")

    first = told["statements"][0]
    assert (first["entry"], first["recorded_by"], first["lag"]["least_seconds"]) == (7, "rk", 5700)
    assert [each["entry"] for each in first["corrections"]] == [21, 27]


def test_a_publishers_correction_and_a_conflict_stand_beside_the_status(harbour: str) -> None:
    wrong, right = (fitting(harbour, "why", "why", claim) for claim in ("two-dead", "three-dead"))

    assert [(each["revision"], each["says"]) for each in wrong["corrected_by_publisher"]] == [(2, "wrong")]
    assert [(each["revision"], each["says"]) for each in right["corrected_by_publisher"]] == [(2, "replacement")]
    assert wrong["conflicts_with"] == ["three-dead"]
    assert fitting(harbour, "why", "why", "two-dead", "--at", "2031-05-05 12:00")["corrected_by_publisher"] == []


def test_what_analysts_think_stands_beside_the_status_and_does_not_change_it(harbour: str) -> None:
    before, after = (fitting(harbour, "why", "why", "arson", "--recorded-at", each) for each in ("e31", "e33"))

    assert before["status"] == after["status"] == "unclear"
    assert [each["likelihood"] for each in after["judgements"]] == ["roughly_even"]
    assert before["judgements"] == []


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "why", "arson")


def test_a_claim_that_is_not_there_is_not_found(harbour: str) -> None:
    assert "Did you mean blockade?" in refused(harbour, 3, "why", "blokade")
