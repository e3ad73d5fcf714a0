"""Answers come from kept views where these are current, and by replay otherwise: with the same bytes."""

import json

import pytest

from sitlog.projections.story import PARTS
from sitlog.store.views import stories
from tests.cli.running import run

QUESTIONS = [
    [],
    ["--all"],
    ["--at", "2031-05-05 14:30", "--strict", "--by-publication"],
    ["--recorded-at", "2030-01-01"],
    *(["--recorded-at", f"e{position}"] for position in (1, 3, 7, 11, 16, 22)),
]
OTHERS = [["status"], ["diff", "e4", "e20"]]


def answers(log: str) -> list[str]:
    """All that the reading commands say, in JSON and for people."""
    asked = [["known", *question] for question in QUESTIONS] + OTHERS
    ran = [run(*each, *form, log=log) for each in asked for form in (["--json"], [])]
    assert {each.code for each in ran} == {0}
    return [each.out for each in ran]


def keep_all(log: str) -> None:
    """Keep every part of a story."""
    ran = run("projections", "start", *(part.name for part in PARTS), "--json", log=log)
    assert {each["state"] for each in json.loads(ran.out)["projections"]} == {"current"}


def refuse(*_: object) -> None:
    raise AssertionError("this should have come from kept views")


def test_what_is_kept_gives_the_bytes_of_a_replay(own_harbour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = answers(own_harbour)

    keep_all(own_harbour)
    monkeypatch.setattr(stories, "story", refuse)

    assert answers(own_harbour) == replayed


def test_what_is_kept_and_behind_is_replayed(own_harbour: str) -> None:
    keep_all(own_harbour)
    recorded = run("record", "6 May 2031 14:00 fishers denies blockade", log=own_harbour)
    assert recorded.code == 0, recorded.err

    behind = answers(own_harbour)
    run("projections", "start", *(part.name for part in PARTS), log=own_harbour)

    assert answers(own_harbour) == behind
