"""Trouble that nobody typed: a full disk, a log in use, another clock, a line cut short; told, and survived."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sitlog.store.verify.findings import Verdict
from tests.cli.files import file, fire, held, log
from tests.cli.running import NOW, Ran, run

__all__ = ["fire", "log"]  # fixtures

PATIENCE = 60  # seconds
LINES, BATCH = 400, 20
ON_A_FULL_DISK = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from sitlog.__main__ import main
main()
"""


def with_room(room: int, *arguments: str, log: str) -> Ran:
    """Run a command in a process whose files cannot grow beyond so many bytes, as if the disk were full."""
    # What coverage writes at the end would find no room either.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(room), *arguments],
        env=environment | {"SITLOG_LOG": log, "SITLOG_NOW": NOW},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def size_of(log: str) -> int:
    """The bytes of the log's biggest file, once all is in that one."""
    with closing(sqlite3.connect(log)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(log).stat().st_size


def told(ran: Ran, code: int) -> str:
    """What was said on stderr, with a hint; never a traceback."""
    assert (ran.code, "Traceback" in ran.err) == (code, False), ran.err
    assert "error: " in ran.err
    assert "hint: " in ran.err
    return ran.err


def must_be_whole(log: str) -> None:
    """Nothing in the log contradicts anything else in it."""
    ran = run("verify", "--json", log=log)
    assert ran.code == Verdict.NOT_PROVEN, ran.out
    assert json.loads(ran.out)["findings"] == []


def many_lines(folder: Path) -> str:
    """A file of many statements."""
    said = {"earliest": "2031-05-05T13:30:00Z", "latest": "2031-05-05T13:30:00Z", "precision": "minute"}
    head = {"specversion": "1.0", "source": "/situations/harbour-fire", "type": "sitlog.ClaimAsserted.v1"}
    data = {"by": "mayor", "claim": "arson", "said": said, "words": "smoke " * 100}
    lines = (json.dumps(head | {"id": f"line-{nth}", "data": data}) for nth in range(LINES))
    return file(folder, "many.jsonl", "".join(f"{line}\n" for line in lines))


def test_an_import_that_fills_the_disk_goes_on_when_there_is_room(fire: str, tmp_path: Path) -> None:
    before, lines = held(fire), many_lines(tmp_path)

    ran = with_room(size_of(fire) + 100_000, "import", lines, "--batch", str(BATCH), log=fire)

    assert "the disk of" in told(ran, 5)
    recorded = held(fire) - before
    assert 0 < recorded < LINES
    assert recorded % BATCH == 0
    must_be_whole(fire)
    assert run("import", lines, "--batch", str(BATCH), log=fire).code == 0
    assert held(fire) == before + LINES
    must_be_whole(fire)


@pytest.mark.parametrize(
    "command",
    [
        ["record", "14:00 mayor says arson"],
        ["import", "LINES"],
        ["redact", "e10", "--basis", "the law"],
        ["projections", "start", "claims"],
    ],
    ids=lambda command: command[0],
)
def test_what_finds_no_room_is_told_and_changes_nothing(fire: str, tmp_path: Path, command: list[str]) -> None:
    lines, before = many_lines(tmp_path), held(fire)
    arguments = [lines if each == "LINES" else each for each in command]
    size_of(fire)

    ran = with_room(30_000, *arguments, log=fire)

    assert "the disk of" in told(ran, 5)
    assert held(fire) == before
    must_be_whole(fire)
    assert run(*arguments, log=fire).code == 0


@pytest.fixture
def writing(fire: str) -> Iterator[str]:
    """The URL of a log that somebody else is writing to, for those who have little patience."""
    with closing(sqlite3.connect(fire, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield f"sqlite:///{fire}?timeout=0.2"


@pytest.mark.parametrize(
    "command",
    [
        ["record", "14:00 mayor says arson"],
        ["withdraw", "e10", "--reason", "a slip"],
        ["projections", "start", "claims"],
    ],
    ids=lambda command: command[0],
)
def test_who_must_wait_too_long_is_told_and_readers_do_not_wait(writing: str, command: list[str]) -> None:
    assert "another program is writing to" in told(run(*command, log=writing), 5)
    assert run("known", log=writing).code == 0


def test_a_clock_that_goes_back_moves_no_entry_back(fire: str) -> None:
    before = json.loads(run("show", "e11", "--json", log=fire).out)["recorded_at"]

    ran = run("record", "14:00 mayor says arson", log=fire, SITLOG_NOW="2031-05-19T10:00:00Z")

    assert ran.code == 0, ran.err
    assert json.loads(run("show", "e12", "--json", log=fire).out)["recorded_at"] == before
    must_be_whole(fire)


@pytest.mark.parametrize("batch", [[], ["--batch", str(BATCH)]], ids=["whole", "batches"])
def test_a_line_that_is_cut_short_is_told_with_its_place(fire: str, tmp_path: Path, batch: list[str]) -> None:
    before = held(fire)
    lines = Path(many_lines(tmp_path))
    whole = lines.read_bytes()
    lines.write_bytes(whole[:-50])

    ran = run("import", str(lines), *batch, log=fire)

    assert f"{lines}:{LINES}:" in ran.err
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert held(fire) == before + (LINES - BATCH if batch else 0)
    lines.write_bytes(whole)
    assert run("import", str(lines), *batch, log=fire).code == 0
    assert held(fire) == before + LINES


def test_a_log_of_a_newer_sitlog_is_refused_by_every_command(fire: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(fire)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")

    for command in (["known"], ["record", "14:00 mayor says arson"], ["backup", str(tmp_path / "x.db")], ["export"]):
        error = told(run(*command, log=fire), 3)
        assert "was written by a newer sitlog (tables 9999" in error
        assert "pip install --upgrade sitlog" in error


def test_the_key_of_another_log_signs_nothing(fire: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    assert run("init", other).code == 0
    key = str(tmp_path / "other.key")
    assert run("key", "new", key, log=other).code == 0

    ran = run("checkpoint", "--key", key, log=fire)

    assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)
    assert "error: " in ran.err
