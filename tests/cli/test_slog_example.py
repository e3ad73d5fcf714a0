"""The shipped example: it reads, holds no more than its article supports, and gives the right answers."""

from datetime import datetime
from pathlib import Path

import pytest

from sitlog.cli.slog import read_slog, write_slog
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, Statement
from sitlog.domain.knowledge import Known, known
from sitlog.domain.when import Membership, Precision, When
from sitlog.projections.story import story
from tests.given import asked_at, recorded

TEXT = (Path(__file__).parents[2] / "examples" / "kh-bases.slog").read_text("utf-8")
READ = read_slog(TEXT, file="kh-bases.slog", home=lambda _: None)
BACKGROUND = {"kh-formed", "kh-listed", "kh-fighters", "kh-in-pmu", "170-attacks", "pause-since-february"} | {
    "commander-killed"
}
SATURDAY = {"babil-blast", "babil-killed", "babil-source", "babil-by-us", "babil-by-israel"} | {
    "barrage-rockets",
    "barrage-saturday",
    "truck-destroyed",
}
DRONES = {"drones-downed", "drones-after-barrage", "drones-target", "drones-not-counted", "two-attacks"}
ACCOUNTS = {"failed-attack", "malfunction", "deliberate", "first-since-february"}
POST = {"resume", "authorship", "barrage-by-kh", "no-timeline"}


def told() -> list[Event]:
    return [line.event for line in READ.lines]


def entries() -> list[Entry]:
    return recorded(*told(), start=datetime.fromisoformat("2026-01-01T00:00Z"))


def answer(at: str) -> Known:
    return known(story("kh-bases", entries()), asked_at(datetime.fromisoformat(at), entries()))


def claims(answer: Known, membership: Membership) -> set[str]:
    """The claims with a statement that had been made so surely."""
    return {
        each.claim.claim
        for each in answer.claims
        if any(statement.membership is membership for statement in each.statements)
    }


def times(event: Event) -> list[When]:
    return [value for _, value in event if isinstance(value, When)]


def test_the_example_reads_without_a_slip_and_is_written_and_read_again() -> None:
    assert [str(slip) for slip in READ.slips] == []

    again = read_slog("\n".join(write_slog(enumerate(told(), 1), zones={})), file="again", home=lambda _: None)

    assert [line.event.model_copy(update={"provenance": None}) for line in again.lines] == [
        event.model_copy(update={"provenance": None}) for event in told()
    ]


def test_the_example_invents_no_clock_time_and_ships_no_text() -> None:
    finer = {Precision.HOUR, Precision.MINUTE, Precision.SECOND}

    assert [event for event in told() for when in times(event) if when.precision in finer] == []
    assert [event for event in told() if getattr(event, "body", None) is not None] == []


def test_every_statement_of_the_example_rests_on_the_updated_article() -> None:
    statements = [event for event in told() if isinstance(event, Statement)]

    assert {(each.report, each.revision) for event in statements for each in event.evidence} == {("am", 2)}
    assert all(event.evidence for event in statements)
    assert [event.changes for event in told() if isinstance(event, ArticleUpdated)] == [None]


@pytest.mark.parametrize(
    ("at", "certain", "possible"),
    [
        ("2024-04-20T12:00Z", set(), BACKGROUND | SATURDAY),
        (
            "2024-04-21T23:00Z",
            POST,
            BACKGROUND | SATURDAY | DRONES | {"barrage-sunday", "no-timeline", "talks-in-july", "resume", "authorship"},
        ),
        (
            "2024-04-22T12:00Z",
            POST,
            BACKGROUND
            | SATURDAY
            | DRONES
            | ACCOUNTS
            | {"barrage-sunday", "no-timeline", "talks-in-july", "resume", "authorship"},
        ),
        (
            "2024-04-22T23:59Z",
            POST,
            BACKGROUND
            | SATURDAY
            | DRONES
            | ACCOUNTS
            | {"barrage-sunday", "no-timeline", "talks-in-july", "authorship"},
        ),
    ],
)
def test_the_example_knows_what_had_been_said_by_then(at: str, certain: set[str], possible: set[str]) -> None:
    known = answer(at)

    assert claims(known, Membership.CERTAIN) == certain
    assert claims(known, Membership.POSSIBLE) == possible


def test_the_example_ends_with_the_right_statuses() -> None:
    known = answer("2024-04-23T04:00Z")

    assert claims(known, Membership.POSSIBLE) == set()
    status = {str(each.claim.claim): each.status for each in known.claims}
    remarks = {str(each.claim.claim): set(each.remarks) for each in known.claims}
    assert {claim for claim, each in status.items() if each == "disputed"} == {
        "resume",
        "authorship",
        "deliberate",
        "malfunction",
        "failed-attack",
        "barrage-saturday",
        "barrage-sunday",
    }
    assert {claim for claim, each in status.items() if each == "denied-only"} == {"babil-by-us", "babil-by-israel"}
    assert status["drones-target"] == "unclear"
    assert "disowned" in remarks["authorship"] & remarks["barrage-by-kh"]
    assert "split" in remarks["deliberate"] & remarks["malfunction"] & remarks["failed-attack"]
    assert "self-conflicting" in remarks["barrage-saturday"] & remarks["barrage-sunday"]
