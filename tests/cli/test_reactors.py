"""The command `reactors`: webhooks started, listed, stopped, and what they could not post tried again."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ran, run
from tests.cli.town import record_town
from tests.desk import PATIENCE, SECRET, Desk, a_desk, until

NAME = "SITLOG_SECRET_DESK"
PLACE = f"env:{NAME}"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk, and the log of the town in the working directory."""
    monkeypatch.chdir(tmp_path)
    record_town("sqlite:///sitlog.db")
    with a_desk() as desk:
        yield desk


def asked(*arguments: str) -> Ran:
    """Run `sitlog reactors`, with the secret in the environment."""
    return run("reactors", *arguments, SITLOG_SECRET_DESK=SECRET.decode())


def told(*arguments: str) -> Any:
    """What `sitlog reactors ... --json` says."""
    return json.loads(asked(*arguments, "--json").out)


def posted() -> None:
    """Let the worker run until every reactor has dealt with all there is, and end it as systemd does."""
    with working() as worker:
        until(lambda: all(each["behind"] == 0 for each in told()["reactors"]))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def working() -> "subprocess.Popen[str]":
    """Start the worker, with the secret in its environment."""
    command = [sys.executable, "-m", "sitlog", "projections", "run"]
    worker = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {NAME: SECRET.decode()})
    assert worker.stderr is not None
    assert "Ctrl-C stops." in worker.stderr.readline()
    assert worker.stderr.readline() == "Posting: desk.\n"
    return worker


def test_a_webhook_is_started_with_filters_and_listed(desk: Desk) -> None:
    ran = asked("start", "desk", desk.url, "--secret", PLACE, "--claim", "reopens", "--status", "disputed")

    assert ran.out.splitlines() == [
        "reactor  at   behind  dead letters  state",
        "desk     e40       0             0  current",
        f"    posts to {desk.url}, signed with the secret in",
        "    env:SITLOG_SECRET_DESK",
        "    only claim reopens",
        "    only status disputed",
    ]
    (one,) = told()["reactors"]
    assert (one["reactor"], one["position"], one["claims"], one["statuses"]) == ("desk", 40, ["reopens"], ["disputed"])
    assert asked("--format", "csv").out.startswith("reactor,position,behind,dead_letters,state,url,secret,claims")
    assert "| desk | e40 | 0 | 0 | current |" in asked("--format", "md").out


def test_the_worker_posts_what_failed_is_listed_and_can_be_tried_again(desk: Desk) -> None:
    asked("start", "desk", desk.url, "--secret", PLACE)
    desk.answers = [404]
    run("record", "6 May 2031 14:00 mayor denies reopens")
    run("record", "6 May 2031 15:00 mayor says reopens")

    posted()

    assert desk.entries == [41, 42]
    (letter,) = told("dead")["dead_letters"]
    assert (letter["reactor"], letter["entry"], letter["tries"]) == ("desk", 41, 1)
    assert asked("dead").out.startswith("desk  e41  127.0.0.1 answered 404:  (1 try, the last ")
    assert "See what failed: sitlog reactors dead desk" in asked().out

    desk.answers = [500]
    assert (asked("retry", "desk").code, told("dead")["dead_letters"][0]["tries"]) == (1, 2)
    again = asked("retry", "desk")
    assert (again.code, again.out) == (0, "No dead letters.\n")
    assert desk.entries == [41, 42, 41, 41]
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 2


def test_a_rebuild_and_a_catch_up_post_nothing(desk: Desk) -> None:
    asked("start", "desk", desk.url, "--secret", PLACE, "--from", "e1")
    run("projections", "start", "claims", "statements")
    run("projections", "rebuild", "claims")
    run("known")

    assert desk.got == []
    assert told()["reactors"][0]["behind"] == 40


def test_one_that_was_stopped_goes_on_from_where_it_was(desk: Desk) -> None:
    asked("start", "desk", desk.url, "--secret", PLACE)

    assert told("stop", "desk")["reactors"][0]["state"] == "paused"
    run("record", "6 May 2031 14:00 mayor denies reopens")
    assert told("start", "desk")["reactors"][0]["state"] == "behind"
    posted()

    assert desk.entries == [41]


def test_a_secret_is_read_from_a_file_that_only_its_owner_can_read(desk: Desk) -> None:
    secret = Path("desk.secret")
    secret.write_bytes(b"whsec_YSBzZWNyZXQgb2YgdGhlIHRlc3Rz\n")
    secret.chmod(0o644)
    open_to_all = asked("start", "desk", desk.url, "--secret", "file:desk.secret")
    secret.chmod(0o600)

    assert open_to_all.code == 2
    assert "is open to others than its owner (mode 644)" in open_to_all.err
    assert asked("start", "desk", desk.url, "--secret", "file:desk.secret").code == 0
    assert told()["reactors"][0]["secret"] == f"file:{secret.absolute()}"


def test_nothing_started_is_said_so(desk: Desk) -> None:
    assert desk.got == []
    assert asked().out.startswith("No reactor was started. Start one: sitlog reactors start NAME URL")
    assert asked("dead").out == "No dead letters.\n"
    assert told() == {"format": "sitlog.reactors/1", "reactors": []}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["strat", "x"], 2, "error: reactors has no action 'strat'\nhint: Did you mean sitlog reactors start?"),
        (["start"], 2, "error: start what?\nhint: Name a reactor"),
        (["start", "desk"], 3, "error: no reactor 'desk' was started\nhint: see what there is: sitlog reactors"),
        (["start", "desk", "https://d.example/"], 2, "error: a reactor is started with a name, a URL and a secret"),
        (["start", "Desk", "https://d.example/", "--secret", PLACE], 2, "error: 'Desk' is not a name"),
        (["start", "desk", "d.example", "--secret", PLACE], 2, "error: 'd.example' is not the address of a webhook"),
        (
            ["start", "desk", "https://d.example/", "--secret", "hunter2"],
            2,
            "error: --secret tells where the secret is",
        ),
        (["start", "desk", "https://d.example/", "--secret", "env:PATH"], 2, "error: --secret: 'PATH' does not begin"),
        (["start", "desk", "https://d.example/", "--secret", "env:SITLOG_SECRET_X"], 2, "error: its secret is not in"),
        (["stop", "desk"], 3, "error: no reactor 'desk' was started"),
        (["retry", "desk"], 3, "error: no reactor 'desk' was started"),
        (["dead", "desk"], 3, "error: no reactor 'desk' was started"),
        (["list", "--claim", "reopens"], 2, "error: list takes no filters"),
    ],
)
def test_what_cannot_be_done_is_said_in_two_lines(arguments: list[str], code: int, said: str) -> None:
    ran = asked(*arguments)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(said)
    assert "hunter2" not in ran.err
