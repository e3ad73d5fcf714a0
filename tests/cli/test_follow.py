"""The command `follow`: entries as they come, from any process."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.cli.town import record_town

PATIENCE = 30  # seconds


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    record_town("sqlite:///sitlog.db")
    return "sitlog.db"


@contextmanager
def following(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that follows, until it is interrupted as by Ctrl-C."""
    command = [sys.executable, "-m", "sitlog", "follow", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def lines(process: "subprocess.Popen[str]", number: int) -> list[str]:
    """So many lines of what a process writes."""
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(number)]


@pytest.mark.usefixtures("log")
def test_what_there_is_and_then_what_comes_is_shown_as_it_comes() -> None:
    with following("--from", "e39", "--json") as process:
        before = [json.loads(each) for each in lines(process, 2)]
        run("record", "6 May 2031 14:00 mayor denies reopens")
        (after,) = (json.loads(each) for each in lines(process, 1))

    assert [each["entry"] for each in before] == [39, 40]
    assert (after["format"], after["entry"], after["type"]) == ("sitlog.entry/1", 41, "ClaimDenied")
    assert process.returncode == 130


@pytest.mark.usefixtures("log")
def test_only_entries_that_are_wanted_are_shown() -> None:
    with following("--from", "e1", "--type", "denial", "--claim", "reopens", "--json") as process:
        run("record", "6 May 2031 13:00 mayor says reopens")
        run("record", "6 May 2031 14:00 mayor denies reopens")
        denials = [json.loads(each) for each in lines(process, 2)]

    assert {each["type"] for each in denials} == {"ClaimDenied"}
    assert denials[-1]["entry"] == 42


@pytest.mark.usefixtures("log")
def test_people_get_a_line_an_entry() -> None:
    with following("--from", "e40") as process:
        heading, entry = lines(process, 2)

    assert heading == "Recorded Tue 6 May 2031\n"
    assert entry.startswith("e40  10:15")


@pytest.mark.usefixtures("log")
def test_a_kind_that_there_is_not_is_told() -> None:
    ran = run("follow", "--type", "denail")

    assert (ran.code, ran.err) == (2, "error: --type: there is no kind 'denail'\nhint: Did you mean denial?\n")
