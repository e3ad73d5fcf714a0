"""The command `known`: the two clocks, what narrows them, and the forms of the answer."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Asked
from sitlog.domain.events import SituationOpened
from sitlog.domain.knowledge import known
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from tests.cli.running import NOW, run
from tests.cli.town import record_town
from tests.given import TOWN, at, claim, clock, conflict, opened, says, source

AFTERNOON = "2031-05-05 14:30"


def answer(log: str, *arguments: str) -> dict[str, Any]:
    """Ask for JSON."""
    told: dict[str, Any] = json.loads(run("known", "--json", *arguments, log=log).out)
    return told


def statuses(told: dict[str, Any]) -> dict[str, str]:
    """Give the status of each claim."""
    return {each["claim"]: each["status"] for each in told["claims"]}


def test_json_is_the_document_that_digests_are_made_of(town: str) -> None:
    told = run("known", "--json", "--at", AFTERNOON, log=town).out

    with SituationLog.open(f"sqlite:///{town}") as log:
        asked = Asked.model_validate(json.loads(told)["asked"])
        expected = written(document(known(story(TOWN, log.of(TOWN)), asked)))
    assert told.encode() == expected + b"\n"


def test_without_times_both_clocks_stand_at_now(town: str) -> None:
    asked = answer(town)["asked"]

    assert (asked["at"], asked["recorded_at"], asked["position"]) == (NOW, NOW, 40)


def test_the_public_clock_alone_leaves_the_desk_clock_at_now(town: str) -> None:
    asked = answer(town, "--at", AFTERNOON)["asked"]

    assert (asked["at"], asked["recorded_at"]) == ("2031-05-05T13:30:00Z", NOW)


def test_the_desk_clock_alone_takes_the_public_clock_along(town: str) -> None:
    asked = answer(town, "--recorded-at", "2031-05-06 09:15")["asked"]

    assert asked["at"] == asked["recorded_at"] == "2031-05-06T08:15:00Z"
    assert asked["position"] == 35


def test_a_day_means_its_end(town: str) -> None:
    assert answer(town, "--at", "2031-05-05")["asked"]["at"] == "2031-05-05T23:00:00Z"


def test_an_entry_as_the_desk_clock_is_exact(town: str) -> None:
    told = answer(town, "--recorded-at", "e24")

    assert told["asked"]["position"] == 24
    assert {each["entry"] for claim in told["claims"] for each in claim["statements"]} == {21, 22, 23, 24}


def test_an_entry_as_the_public_clock_is_when_it_was_said_as_corrected(town: str) -> None:
    assert answer(town, "--at", "e24")["asked"]["at"] == "2031-05-05T10:45:00Z"


def test_a_revision_as_the_public_clock_is_when_it_was_published(town: str) -> None:
    assert answer(town, "--at", "front.r1")["asked"]["at"] == "2031-05-05T08:00:00Z"


def test_an_entry_that_nobody_said_is_no_public_time(town: str) -> None:
    ran = run("known", "--at", "e2", log=town)

    assert ran.code == 2
    assert "hint: For the log as it stood then, write --recorded-at e2" in ran.err


def test_the_log_as_it_stood_had_not_been_corrected(town: str) -> None:
    before = answer(town, "--at", "2031-05-05 11:40", "--recorded-at", "e36")
    now = answer(town, "--at", "2031-05-05 11:40")

    assert statuses(before)["arson"] == "disputed"
    assert statuses(now)["arson"] == "unchallenged"


def test_an_answer_stays_the_same_to_the_byte_however_the_log_grows(tmp_path: Path) -> None:
    path = str(tmp_path / "sitlog.db")
    record_town(f"sqlite:///{path}")
    question = ("known", "--json", "--at", AFTERNOON, "--recorded-at", "e36")
    before = run(*question, log=path).out
    with SituationLog.open(f"sqlite:///{path}", clock=lambda: clock("12:00", days=2)) as log:
        log.record(says("wang", "arson", at("9:00")))

    assert run(*question, log=path).out == before


def test_what_may_have_been_said_is_left_out_of_a_strict_answer(town: str) -> None:
    assert "blaze-by-two-crew" in statuses(answer(town, "--at", AFTERNOON))
    assert "blaze-by-two-crew" not in statuses(answer(town, "--at", AFTERNOON, "--strict"))


def test_by_publication_a_statement_counts_from_its_report(town: str) -> None:
    at_half_past_eight = ("--at", "2031-05-05 08:30")

    assert "cause-wiring" in statuses(answer(town, *at_half_past_eight))
    told = answer(town, *at_half_past_eight, "--by-publication")
    assert [each["source"] for claim in told["claims"] for each in claim["statements"]] == ["jose"]


def test_what_had_not_happened_is_left_out_with_the_claims_about_it(town: str) -> None:
    told = answer(town, "--at", AFTERNOON, "--occurred", "2031-05-05 12:00")

    assert told["occurred_by"] == "2031-05-05T11:00:00Z"
    assert [each["incident"] for each in told["incidents"]] == ["blaze"]
    assert {each["about"] for each in told["claims"]} == {"blaze", None}


def test_what_may_have_happened_stays_unless_the_question_is_strict(town: str) -> None:
    at_half_past_eight = ("--at", AFTERNOON, "--occurred", "2031-05-05 20:30")

    assert len(answer(town, *at_half_past_eight)["incidents"]) == 2
    assert len(answer(town, *at_half_past_eight, "--strict")["incidents"]) == 1


def test_before_the_first_entry_nothing_was_known_and_that_is_an_answer(town: str) -> None:
    ran = run("known", "--recorded-at", "2031-05-01", log=town)

    assert ran.code == 0
    assert "the log is empty\n" in ran.out
    assert "Nothing was known by then." in ran.out


def test_all_shows_claims_on_which_nothing_was_said(town: str) -> None:
    assert "nobody-says" not in statuses(answer(town))
    assert statuses(answer(town, "--all"))["nobody-says"] == "not-yet-public"


def test_another_zone_moves_what_is_read_and_what_is_shown(town: str) -> None:
    ran = run("known", "--at", AFTERNOON, log=town, SITLOG_TZ="Asia/Tokyo")

    assert ran.out.startswith("Said in public by Mon 5 May 2031 14:30 Tokyo (05:30 UTC)")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--at", "5/5/2031"), "error: --at: '5/5/2031' is not how a day is written here\nhint: Write 2031-05-05\n"),
        (
            ("--recorded-at", "Tue 5 May 2031"),
            "error: --recorded-at: 5 May 2031 is a Monday, not a Tuesday\n  Tue 5 May 2031\n  ^^^\nhint: ",
        ),
        (
            ("--at", "2031-03-30 01:30"),
            "error: --at: 01:30 did not happen on 30 Mar 2031 in Europe/Lisbon: clocks went",
        ),
        (("--occurred", "later"), "error: --occurred: 'later' is not a time\n"),
    ],
)
def test_a_time_that_is_none_is_refused_with_what_to_write(town: str, arguments: tuple[str, str], told: str) -> None:
    ran = run("known", *arguments, log=town)

    assert (ran.out, ran.code) == ("", 2)
    assert ran.err.startswith(told)


def test_a_setting_that_cannot_be_read_is_named(town: str) -> None:
    for name, ran in {
        "SITLOG_NOW": run("known", log=town, SITLOG_NOW="soon"),
        "SITLOG_TZ": run("known", log=town, SITLOG_TZ="EST"),
    }.items():
        assert ran.code == 2
        assert ran.err.startswith(f"error: {name}: ")


def test_a_table_has_a_row_a_statement_and_no_formula(tmp_path: Path) -> None:
    path = str(tmp_path / "sitlog.db")
    record_town(f"sqlite:///{path}")
    with SituationLog.open(f"sqlite:///{path}", clock=lambda: clock("12:00", days=2)) as log:
        log.record(says("wang", "arson", at("9:00"), words='=HYPERLINK("http://example.org")'))
    rows = list(csv.DictReader(io.StringIO(run("known", "--format", "csv", log=path).out)))

    assert {row["claim"] for row in rows} >= {"arson", "reopens"}
    assert [row["words"] for row in rows if row["words"].startswith("'")] == ['\'=HYPERLINK("http://example.org")']


def test_each_line_of_json_lines_says_what_was_asked(town: str) -> None:
    lines = [json.loads(each) for each in run("known", "--format", "jsonl", log=town).out.splitlines()]

    assert {each["format"] for each in lines} >= {"sitlog.known.claim/1", "sitlog.known.report/1"}
    assert all(each["asked"]["position"] == 40 for each in lines)


def test_a_long_answer_goes_through_the_pager_of_a_terminal(town: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > '{seen}'\n", "utf-8")
    pager.chmod(0o755)
    told = run("known", log=town, terminal=True, PAGER=str(pager), LINES="10", PATH=os.environ["PATH"])

    assert (told.code, told.out) == (0, "")
    assert "A status counts voices, no more." in seen.read_text("utf-8")


def test_an_answer_that_fits_the_screen_is_not_paged(town: str) -> None:
    told = run("known", "--at", "2031-05-01", log=town, terminal=True, PAGER="false", LINES="24")

    assert "Nothing was known by then." in told.out


def test_several_situations_ask_which_one_is_meant(tmp_path: Path) -> None:
    path = str(tmp_path / "sitlog.db")
    record_town(f"sqlite:///{path}")
    with SituationLog.open(f"sqlite:///{path}", clock=lambda: clock("12:00", days=2)) as log:
        log.record(SituationOpened.of(situation="bridge", title="The bridge", zone="UTC"))
    ran = run("known", log=path)

    assert ran.code == 2
    assert ran.err == "error: the log holds 2 situations: bridge, harbour-fire\nhint: Name one: --situation bridge\n"
    assert run("known", "--situation", TOWN, log=path).code == 0


def test_the_hint_names_the_first_statement_on_the_claim_that_is_asked_about(tmp_path: Path) -> None:
    path = str(tmp_path / "sitlog.db")
    with SituationLog.open(f"sqlite:///{path}", create=True, clock=lambda: clock("12:00", days=1)) as log:
        log.record(opened(), source("mayor"), claim("arson"), claim("accident"), conflict("arson", "accident"))
        log.record(says("mayor", "arson", at("10:00")), says("mayor", "accident", at("8:00")))

    told = run("known", "--claim", "arson", "--at", "2031-05-05 07:00", log=path).out

    assert told.endswith('The first statement on record: sitlog known --at "2031-05-05 10:00"\n')
