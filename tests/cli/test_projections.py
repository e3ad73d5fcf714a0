"""The command `projections`, and the tutorial that uses it, word by word."""

import json
import re
import shlex
import signal
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.cli.running import run
from tests.cli.town import record_town

TUTORIAL = Path(__file__).parents[2] / "docs" / "projections.md"
PATIENCE = 30  # seconds
EXAMPLE = '''
from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimDenied, SourceId
from sitlog.projections.projection import projection


@projection(dict[SourceId, int], version=1)
def denials(counts: dict[SourceId, int], entry: Entry) -> None:
    """Count the denials of each source."""
    match entry.event:
        case ClaimDenied(by=source):
            counts[source] = counts.get(source, 0) + 1
        case _:
            pass
'''


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and what is in it."""
    return re.findall(r"^```(.*?)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_tutorial_is_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    kinds = []
    for kind, content in blocks(TUTORIAL.read_text("utf-8")):
        match kind.split():
            case ["file", name]:
                Path(name).write_text(content, "utf-8")
            case ["console"]:
                for command, expected in re.findall(r"^\$ sitlog (.*)\n((?:[^$].*\n|\n)*)", content, re.MULTILINE):
                    must_be_told(command, expected)
            case ["python"]:
                exec(compile(content, str(TUTORIAL), "exec"), {})  # noqa: S102  # the page's own code
            case _:
                pass
        kinds.append(kind.split()[0])
    assert kinds.count("console") >= 8


def must_be_told(command: str, expected: str) -> None:
    """Run a command of the tutorial, and compare what it says; `...` stands for anything."""
    ran = run(*shlex.split(command), COLUMNS="120", SITLOG_SECRET_DESK="of the page" * 2)
    code = f"[{ran.code}]\n" if ran.code else ""
    flags = ELLIPSIS | NORMALIZE_WHITESPACE

    assert OutputChecker().check_output(expected, ran.out + ran.err + code, flags), f"{command}: {ran.all()}"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(EXAMPLE)
    record_town("sqlite:///sitlog.db")
    return "sitlog.db"


def told(*arguments: str) -> Any:
    """What `sitlog projections ... --json` says."""
    return json.loads(run("projections", *arguments, "--json").out)


def states(answer: Any) -> list[tuple[str, str, int]]:
    """The names, states and positions of projections."""
    return [(each["projection"], each["state"], each["position"]) for each in answer["projections"]]


@pytest.mark.usefixtures("log")
def test_the_example_of_fifteen_lines_works_now_and_at_a_past_moment() -> None:
    assert states(told("start", "mine.py:denials")) == [("denials", "current", 40)]

    now = told("inspect", "denials")
    before = told("inspect", "denials", "--recorded-at", "e30")

    assert {row["key"]: row["value"] for row in now["rows"]} == {"courier": 1, "mayor": 2, "two-crew": 1}
    assert sum(row["value"] for row in before["rows"]) < 4
    assert before["asked"]["position"] == 30


@pytest.mark.usefixtures("log")
def test_nothing_kept_is_said_so() -> None:
    assert run("projections").out == "No projection is kept. Keep one: sitlog projections start claims\n"
    assert states(told()) == []


@pytest.mark.usefixtures("log")
def test_projections_are_listed_stopped_and_started_again() -> None:
    run("projections", "start", "claims", "statements", "mine.py:denials")

    assert run("projections", "stop", "denials").code == 0
    assert states(told()) == [("claims", "current", 40), ("denials", "paused", 40), ("statements", "current", 40)]
    assert run("projections", "start", "denials").code == 0
    assert states(told("list"))[1] == ("denials", "current", 40)


@pytest.mark.usefixtures("log")
def test_every_form_can_be_asked_for() -> None:
    run("projections", "start", "mine.py:denials")

    assert run("projections", "--format", "csv").out.splitlines()[0].startswith("projection,version,position,behind")
    assert run("projections", "inspect", "denials", "--format", "csv").out.splitlines()[1:] == [
        "courier,1",
        "mayor,2",
        "two-crew,1",
    ]
    assert "| mayor | 2 |" in run("projections", "inspect", "denials", "--format", "md").out
    lines = run("projections", "inspect", "denials", "--format", "jsonl").out.splitlines()
    assert [json.loads(each)["key"] for each in lines] == ["courier", "mayor", "two-crew"]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["strat", "x"], 2, "error: projections has no action 'strat'\nhint: Did you mean sitlog projections start?"),
        (["start"], 2, "error: start what?\nhint: Name a projection: sitlog projections start NAME"),
        (["inspect", "claims"], 3, "error: no projection 'claims' is kept\nhint: start it first"),
        (["inspect", "a", "b"], 2, "error: inspect shows one projection, and 2 are named"),
        (["start", "clams"], 3, "error: there is no projection 'clams'"),
        (["start", "none.py:x"], 2, "error: there is no file none.py"),
        (["rebuild", "claims"], 3, "error: no projection 'claims' is kept"),
        (["list", "--recorded-at", "e3"], 2, "error: --recorded-at is for inspect"),
    ],
)
def test_what_cannot_be_done_is_said_in_two_lines(arguments: list[str], code: int, said: str) -> None:
    ran = run("projections", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(said)


@pytest.mark.usefixtures("log")
def test_a_runner_keeps_up_and_ends_cleanly_when_it_is_told_to() -> None:
    run("projections", "start", "claims", "mine.py:denials")
    command = [sys.executable, "-m", "sitlog", "projections", "run", "mine.py:denials"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as runner:
        try:
            assert runner.stderr is not None
            assert runner.stderr.readline() == "Keeping claims, denials up to date. Ctrl-C stops.\n"
            run("record", "6 May 2031 14:00 mayor denies reopens")
            end = monotonic() + PATIENCE
            while states(told()) != [("claims", "live", 41), ("denials", "live", 41)]:
                assert monotonic() < end
                sleep(0.05)
        finally:
            runner.send_signal(signal.SIGTERM)
            code = runner.wait(PATIENCE)

    assert code == 0
    assert states(told()) == [("claims", "current", 41), ("denials", "current", 41)]
