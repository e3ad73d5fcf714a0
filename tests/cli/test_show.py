"""The command `show`: one entry in full, and what later entries did to it."""

import json

from tests.cli.running import run


def test_a_correction_tells_what_was_and_what_is_now(town: str) -> None:
    told = run("show", "e37", log=town).out

    assert "  said was        Mon 5 May 2031 11:30 Lisbon (10:30 UTC)\n" in told
    assert "  said now        Mon 5 May 2031 11:45 Lisbon (10:45 UTC)\n" in told


def test_an_entry_tells_what_corrects_it_and_why(town: str) -> None:
    told = run("show", "e24", log=town).out

    assert "  corrected by    e37, Tue 6 May 2031 10:00 by ana\n                  wrong hour\n" in told


def test_an_entry_tells_what_evidence_was_linked_to_it_later(town: str) -> None:
    assert "  evidence by     e40, " in run("show", "e23", log=town).out


def test_a_redacted_entry_tells_only_that_it_was(town: str) -> None:
    told = run("show", "e32", log=town).out

    assert "e32 ● attribution" in told
    assert "  What it held was redacted.\n" in told
    assert "a private person" in told


def test_a_correction_of_what_was_redacted_tells_what_is_left(town: str) -> None:
    assert run("show", "e39", log=town).code == 0


def test_the_log_as_it_stood_had_no_correction(town: str) -> None:
    assert "corrected by" not in run("show", "e24", "--recorded-at", "e36", log=town).out


def test_an_entry_that_the_log_did_not_hold_yet_is_not_there(town: str) -> None:
    ran = run("show", "e24", "--recorded-at", "e20", log=town)

    assert ran.code == 3
    assert ran.err == (
        "error: e24 was not in the log yet: it ended at e20\n"
        "hint: Leave out --recorded-at, or ask for Tue 6 May 2031 09:00 or later\n"
    )


def test_with_the_public_clock_it_tells_whether_that_was_public(town: str) -> None:
    during = run("show", "e25", "--at", "2031-05-05 14:30", log=town).out.replace("\n", " ")
    before = run("show", "e25", "--at", "2031-05-05 10:30", log=town).out.replace("\n", " ")

    assert ", perhaps public by Mon 5 May" in during
    assert ", not yet public by" in before
    assert json.loads(run("show", "e25", "--at", "e24", "--json", log=town).out)["membership"] == "possible"


def test_keys_are_told_with_what_people_call_them(town: str) -> None:
    told = run("show", "e24", log=town).out

    assert "  by              mayor  Mayor Inês Duarte\n" in told
    assert "  claim           arson  “The fire was laid”\n" in told


def test_json_lines_hold_the_entry_and_what_touches_it(town: str) -> None:
    lines = [json.loads(each) for each in run("show", "24", "--format", "jsonl", log=town).out.splitlines()]

    assert [each["entry"] for each in lines] == [24, 37]
