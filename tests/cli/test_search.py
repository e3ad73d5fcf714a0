"""Looking for words."""

import pytest

from tests.cli.questions import ask, every_form, fitting, golden, refused


def test_what_was_found_to_the_letter(harbour: str) -> None:
    golden(harbour, "search", "search", "fishers")


def test_nothing_found_to_the_letter(harbour: str) -> None:
    golden(harbour, "search-nothing", "search", "volcano")


def _entries(log: str, *arguments: str) -> dict[int, str]:
    return {each["entry"]: each["state"] for each in fitting(log, "search", "search", *arguments)["entries"]}


def test_a_corrected_entry_is_found_by_what_it_says_as_of_then(harbour: str) -> None:
    assert _entries(harbour, "fishers-page", "monday") == {7: "stands"}
    assert _entries(harbour, "fishers-page", "monday", "--recorded-at", "e20") == {}


def test_a_withdrawn_entry_is_marked(harbour: str) -> None:
    assert _entries(harbour, "officers", "arson")[24] == "withdrawn"
    assert _entries(harbour, "officers", "arson", "--recorded-at", "e25") == {24: "stands"}


def test_a_redacted_entry_is_not_found_at_any_time(harbour: str) -> None:
    assert _entries(harbour, "brother") == {}
    assert _entries(harbour, "brother", "--recorded-at", "e25") == {}


def test_what_was_not_public_by_then_is_left_out(harbour: str) -> None:
    assert 29 in _entries(harbour, "three people died")
    assert 29 not in _entries(harbour, "three people died", "--at", "2031-05-05 12:59")


def test_what_the_shell_kept_together_is_a_phrase(harbour: str) -> None:
    assert _entries(harbour, "people three") == {}
    assert set(_entries(harbour, "people", "three")) >= {16, 29}


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "search", "fire")


@pytest.mark.parametrize("arguments", [["?!"], [""], []])
def test_without_a_word_there_is_nothing_to_look_for(harbour: str, arguments: list[str]) -> None:
    refused(harbour, 2, "search", *arguments)


@pytest.mark.parametrize("words", ['"', "NEAR(", "a:b", "* OR *", "'; drop table words; --", "^fire", "-fire"])
def test_no_word_is_taken_for_an_order_to_the_database(harbour: str, words: str) -> None:
    assert ask(harbour, "search", "--", words).code in {0, 2}
