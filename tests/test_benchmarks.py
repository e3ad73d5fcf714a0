"""The benchmarks run, and have a line for every figure; what they measure is for people to look at."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import stories
from sitlog.store.log import SituationLog

ROOT = Path(__file__).parent.parent
FIGURES = range(1, 12)


def measured(*options: str) -> str:
    command = [sys.executable, "-m", "benchmarks", "--no-postgres", "--no-browser", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True).stdout


def test_every_figure_has_its_lines() -> None:
    told = measured("--entries", "300", "--runs", "1")

    lines = [line.split(" | ") for line in told.splitlines() if line.startswith("| ")]
    assert {int(cells[0].removeprefix("| ")) for cells in lines if cells[0] != "| #"} == set(FIGURES)
    assert {len(cells) for cells in lines} == {7}


def test_one_figure_can_be_asked_for_by_a_program() -> None:
    told = json.loads(measured("--entries", "300", "--figures", "10", "--runs", "1", "--json"))

    assert {each["number"] for each in told["figures"]} == {10}


def test_stories_may_be_recorded_as_the_rules_have_it() -> None:
    held = list(stories.told(1_000))
    with SituationLog.open("sqlite://", create=True, clock=lambda: stories.moment(len(held))) as log:
        recorded = log.record(*held, labels={number: number - 1 for number in range(1, len(held) + 1)}).recorded

    assert [each.event for each in recorded] == held


def test_the_same_stories_come_again() -> None:
    assert list(stories.told(400)) == list(stories.told(400))
    assert list(stories.told(400, seed=6)) != list(stories.told(400))
