"""The command `log`: entries in their order, narrowed down, in every form."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from sitlog.cli.cells import width
from sitlog.cli.show.entries import EntryLines
from sitlog.cli.show.entry import EntryText
from sitlog.cli.show.sentences import KINDS
from sitlog.cli.show.times import Calendar
from sitlog.domain.effective import Changes
from sitlog.domain.event import CATALOGUE, Event
from tests.cli.any_events import whatever
from tests.cli.running import run
from tests.given import ZONE, clock, recorded


def entries(log: str, *arguments: str) -> list[int]:
    """List entries by their numbers."""
    return [each["entry"] for each in document(log, *arguments)["entries"]]


def document(log: str, *arguments: str) -> dict[str, Any]:
    """List entries as JSON."""
    told: dict[str, Any] = json.loads(run("log", "--json", *arguments, log=log).out)
    return told


def test_entries_come_in_the_order_of_their_positions(town: str) -> None:
    assert entries(town) == list(range(1, 41))


def test_a_kind_is_named_in_words_or_as_the_log_names_it(town: str) -> None:
    assert entries(town, "--type", "denial") == entries(town, "--type", "ClaimDenied") == [24, 27, 30, 33]


def test_several_kinds_may_be_named(town: str) -> None:
    assert entries(town, "--type", "correction", "--type", "withdrawal") == [37, 38]


def test_a_claim_brings_what_names_it_and_corrections_that_set_it(town: str) -> None:
    assert entries(town, "--claim", "arson") == [14, 23, 24, 25, 31, 37]


def test_a_source_brings_what_it_said_and_what_belongs_to_it(town: str) -> None:
    assert entries(town, "--source", "city") == [2, 3]


def test_both_ends_are_included(town: str) -> None:
    assert entries(town, "--from", "e12", "--to", "14") == [12, 13, 14]


def test_ends_beyond_the_log_are_no_error(town: str) -> None:
    assert entries(town, "--from", "e39", "--to", "e99") == [39, 40]
    assert entries(town, "--from", "e99") == []


def test_a_long_listing_is_cut_and_says_how_to_go_on(town: str) -> None:
    assert entries(town, "--limit", "3") == [1, 2, 3]
    assert entries(town, "--limit", "2", "--claim", "arson", "--from", "e23") == [23, 24]
    assert run("log", "--limit", "2", "--claim", "arson", log=town).out.endswith("More: the same with --from e24\n")
    assert "More:" not in run("log", "--limit", "40", log=town).out


def test_the_last_entries_come_in_their_order(town: str) -> None:
    assert entries(town, "--last", "3") == [38, 39, 40]
    assert entries(town, "--last", "2", "--type", "denial") == [30, 33]
    assert entries(town, "--last", "2", "--type", "denial", "--at", "2031-05-05 14:00", "--strict") == [27, 30]


def test_a_listing_is_not_cut_at_both_ends(town: str) -> None:
    ran = run("log", "--limit", "3", "--last", "3", log=town)

    assert (ran.code, ran.out) == (2, "")
    assert "two ends" in ran.err


def test_the_log_as_it_stood_knows_no_later_entry_and_no_later_change(town: str) -> None:
    told = document(town, "--recorded-at", "e36")

    assert told["entries"][-1]["entry"] == 36
    assert [each["entry"] for each in told["entries"] if each["changed_by"]] == []
    assert document(town)["entries"][23]["changed_by"] == [37]


def test_on_the_public_clock_what_was_not_said_yet_is_left_out(town: str) -> None:
    at_noon = entries(town, "--type", "denial", "--at", "2031-05-05 14:00")

    assert at_noon == [24, 27, 30, 33]
    assert entries(town, "--type", "denial", "--at", "2031-05-05 14:00", "--strict") == [24, 27, 30]


def test_by_publication_a_statement_waits_for_its_report(town: str) -> None:
    early = ("--type", "assertion", "--at", "2031-05-05 08:30")

    assert entries(town, *early) == [21, 22]
    assert entries(town, *early, "--by-publication") == [22]


def test_what_was_redacted_tells_its_kind_alone(town: str) -> None:
    told = run("log", "--from", "e32", "--to", "e32", log=town).out

    assert "attribution   redacted: what it held had to go  redacted by e39" in told


def test_no_entries_is_an_answer(town: str) -> None:
    ran = run("log", "--type", "briefing", log=town)

    assert ran.code == 0
    assert ran.out.endswith("\nNo such entries.\n")


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["--type", "denail"], "error: --type: there is no kind 'denail'\nhint: Did you mean denial?\n", 2),
        (["--from", "twelve"], "error: --from: 'twelve' is not the number of an entry\nhint: Write e12\n", 2),
        (["--claim", "arsn"], "error: there is no claim 'arsn'\nhint: Did you mean arson?\n", 3),
        (["--source", "mayr"], "error: there is no source 'mayr'\nhint: Did you mean mayor?\n", 3),
    ],
)
def test_what_cannot_be_found_is_told_with_the_nearest_there_is(
    town: str, arguments: list[str], told: str, code: int
) -> None:
    ran = run("log", *arguments, log=town)

    assert (ran.out, ran.err, ran.code) == ("", told, code)


def test_every_event_of_the_catalogue_has_a_word() -> None:
    assert set(KINDS) == set(CATALOGUE)


@settings(max_examples=60)
@given(whatever())
def test_whatever_is_recorded_can_be_listed_and_shown_on_any_screen(event: Event) -> None:
    (entry,) = recorded(event)
    calendar = Calendar(ZONE, clock("12:00"))
    listed = EntryLines(calendar, Changes(), entry.position).text([entry], 80)
    shown = EntryText(entry, Calendar(ZONE, None), {}).lines(80)

    for line in (*listed, *shown):
        text = "".join(piece.text for piece in line)
        assert width(text) <= 80
        assert all(char.isprintable() or char in "\u200c\u200d" for char in text)
