"""What changed between two instants."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.answer import written
from sitlog.domain.difference import applied
from tests.cli.questions import ask, every_form, fitting, golden, refused

INSTANTS = ["2031-05-04 20:00", "2031-05-05 00:00", "2031-05-05 09:20", "2031-05-05 11:20", "2031-05-05 14:00"]
ENTRIES = ["e1", "e7", "e20", "e21", "e25", "e28", "e31", "e36"]


def test_a_difference_on_the_public_clock_to_the_letter(harbour: str) -> None:
    golden(harbour, "diff-public", "diff", "2031-05-05 09:00", "2031-05-05 14:30")


def test_a_difference_on_the_desk_clock_to_the_letter(harbour: str) -> None:
    golden(harbour, "diff-desk", "diff", "e25", "e36", "--at", "2031-05-05 15:00")


def test_nothing_changed_to_the_letter(harbour: str) -> None:
    golden(harbour, "diff-nothing", "diff", "2031-05-05 09:30", "2031-05-05 10:00")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-04-20T12:00Z", "2024-04-21T23:00Z"),
        ("2024-04-21T23:00Z", "2024-04-22T12:00Z"),
        ("2024-04-22T12:00Z", "2024-04-22T23:59Z"),
        ("2024-04-22T23:59Z", "2024-04-23T04:00Z"),
    ],
)
def test_the_example_between_the_instants_of_its_table(example: str, first: str, last: str) -> None:
    name = f"example-diff-{first[8:13]}-{last[8:13]}".replace("T", "-")

    golden(example, name, "diff", first, last, SITLOG_NOW="2031-05-20T10:00:00Z")


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(INSTANTS), st.sampled_from(INSTANTS))
def test_on_the_public_clock_it_turns_the_one_answer_into_the_other(harbour: str, first: str, last: str) -> None:
    changes = fitting(harbour, "diff", "diff", first, last)
    before, after = (ask(harbour, "known", "--at", each, "--json").out.rstrip("\n") for each in (first, last))

    assert written(applied(json.loads(before), changes)).decode() == after


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES))
def test_on_the_desk_clock_it_turns_the_one_answer_into_the_other(harbour: str, first: str, last: str) -> None:
    changes = fitting(harbour, "diff", "diff", first, last)
    before, after = (ask(harbour, "known", "--recorded-at", each, "--json").out.rstrip("\n") for each in (first, last))

    assert written(applied(json.loads(before), changes)).decode() == after


def test_two_entries_mean_the_desk_clock_and_a_flag_makes_times_mean_it(harbour: str) -> None:
    by_entries = fitting(harbour, "diff", "diff", "e7", "e21")
    by_times = fitting(harbour, "diff", "diff", "2031-05-04 23:50", "2031-05-05 11:05", "--desk")

    assert [each["claim"] for each in by_entries["claims"]] == [each["claim"] for each in by_times["claims"]]


def test_a_difference_has_every_form(harbour: str) -> None:
    every_form(harbour, "diff", "2031-05-05 09:00", "2031-05-05 14:30")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["soon", "now"], "'soon' is not a time"),
        (["2031-05-05 09:00", "04/05/2031"], "04/05/2031"),
        (["2031-05-05 09:00", "2031-05-05 10:00", "--at", "now"], "--at gives the public clock a third instant"),
        (["e7", "e9", "--recorded-at", "e20"], "--recorded-at gives the desk clock a third instant"),
        (["2031-05-05 09:00"], "missing"),
    ],
)
def test_what_cannot_be_compared_is_refused(harbour: str, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, 2, "diff", *arguments)


def test_an_entry_that_is_not_there_is_not_found(harbour: str) -> None:
    assert "no entry e99" in refused(harbour, 3, "diff", "e7", "e99")
