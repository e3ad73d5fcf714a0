"""Entries of ours that should not be there."""

import pytest

from tests.cli.questions import ask, fitting, refused


def test_a_withdrawal_takes_an_entry_out_from_then_on(own_harbour: str) -> None:
    recorded = fitting(own_harbour, "recorded", "withdraw", "e35", "--reason", "she spoke of another lock")

    assert recorded["claims"] == [{"claim": "arson", "before": "unchallenged", "after": "unclear"}]
    entries = [each["entry"] for each in fitting(own_harbour, "why", "why", "arson")["statements"]]
    assert 35 not in entries
    before = fitting(own_harbour, "why", "why", "arson", "--recorded-at", "e36")
    assert 35 in [each["entry"] for each in before["statements"]]


def test_withdrawing_a_correction_brings_back_what_it_corrected(own_harbour: str) -> None:
    assert ask(own_harbour, "withdraw", "e27", "--reason", "the archive was wrong").code == 0

    change = fitting(own_harbour, "corrections", "corrections")["corrections"][-1]
    assert (change["did"], change["to"], change["stands"]) == ("withdrawn", 7, True)
    assert [each["field"] for each in change["fields"]] == ["said"]
    assert change["wrong_for_seconds"] == 2 * 3600


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (2, ["e35"], "the reason is missing"),
        (2, ["e35", "--reason", "  "], "the reason is missing"),
        (2, ["thirty", "--reason", "x"], "'thirty' is not an entry"),
        (3, ["e99", "--reason", "x"], "no entry e99"),
        (2, ["e2", "--reason", "x"], "on which e3 rests"),
        (2, ["e28", "--reason", "x"], "is a withdrawal, which cannot be withdrawn"),
        (2, ["e24", "--reason", "again"], "was withdrawn already"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(harbour: str, code: int, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, code, "withdraw", *arguments)
