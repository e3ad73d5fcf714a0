"""The log played from nothing."""

from contextlib import closing
from sqlite3 import connect

import pytest

from tests.cli.questions import ask, every_form, fitting, golden, refused


def test_every_step_to_the_letter(harbour: str) -> None:
    golden(harbour, "replay-step", "replay", "--step")


def test_a_replay_comes_to_the_same_answer(harbour: str) -> None:
    ran = ask(harbour, "replay")

    assert (ran.code, "Entry by entry and whole, the same answer" in ran.out) == (0, True)
    assert fitting(harbour, "replay", "replay")["entries"]["correction"] == 2


def test_until_an_entry_is_the_log_as_it_stood(harbour: str) -> None:
    steps = fitting(harbour, "steps", "replay", "--step", "--until", "e20")["steps"]

    assert [each["entry"] for each in steps] == list(range(1, 21))
    assert steps[-2]["claims"] == [{"claim": "blockade", "before": "unchallenged", "after": "denied-only"}]


def test_until_a_time_is_the_log_as_it_stood_then(harbour: str) -> None:
    by_time = fitting(harbour, "replay", "replay", "--until", "2031-05-05 11:00")

    assert by_time["asked"]["position"] == 20


def test_corrections_alone_are_those_of_corrections(harbour: str) -> None:
    assert ask(harbour, "replay", "--corrections").out == ask(harbour, "corrections").out


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "replay")
    every_form(harbour, "replay", "--step")


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (3, ["--until", "e99"], "no entry e99"),
        (2, ["--until", "someday"], "'someday' is not a time"),
        (2, ["--until", "e9", "--recorded-at", "e8"], "say the same"),
        (2, ["--step", "--corrections"], "two answers"),
    ],
)
def test_what_cannot_be_played_is_refused(harbour: str, code: int, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, code, "replay", *arguments)


def test_what_is_kept_otherwise_than_the_log_tells_it_is_named(own_harbour: str) -> None:
    with closing(connect(own_harbour)) as connection, connection:
        connection.execute("UPDATE told SET rest = replace(rest, 'unnamed_individual', 'named') WHERE act = 12")

    assert "gives two answers: on source '" in refused(own_harbour, 4, "replay")
