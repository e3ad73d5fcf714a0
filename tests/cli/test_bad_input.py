"""Bad input: a clear error with what to do, the documented exit code, and nothing half written."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitlog.store.log import SituationLog
from tests.cli.files import FIRE, FIRE_ENTRIES, file, fire, held, known, log, run_typed
from tests.cli.running import NOW, Ran, run
from tests.cli.unprivileged import WITHOUT_OVERRIDE

__all__ = ["fire", "log"]  # fixtures

PATIENCE = 60  # seconds
SENTENCES = {
    "unknown source": ("14:00 major says arson", "7", "no source major", "did you mean mayor?"),
    "unknown claim": ("14:00 mayor says arsen", "18", "no claim arsen", "did you mean arson?"),
    "unknown report": ("14:00 mayor says arson @g9.r1", "24", "no report g9", "declare it: report g9"),
    "unknown revision": ("14:00 mayor says arson @g1.r7", "24", "no revision g1.r7", "g1 has g1.r1"),
    "unknown incident": ('claim x "X" about fires', "19", "no incident fires", "did you mean fire?"),
    "duplicate key": (
        'source mayor "Another" person named',
        "8",
        "source 'mayor' is in the log already, as e2",
        "Choose another key",
    ),
    "duplicate in the file": (
        'source a "A" person named\nsource a "B" person named',
        "8",
        "source 'a' is in line 3 already",
        "Choose another key, or change what is there: line 3",
    ),
    "revision out of order": (
        "14:00 g1 updates to r3 as update",
        "21",
        "revision 3 of g1 does not follow",
        "Record revision 2 first",
    ),
    "revision there already": (
        "14:00 g1 updates to r1 as update",
        "21",
        "revision 1 of g1 is in the log already",
        "sitlog correct e5",
    ),
    "retraction by another": (
        "14:00 gazette retracts arson",
        "7",
        "gazette has made no statement on arson",
        "Only the source",
    ),
    "nothing to correct": ('correct e99 "x"\n    14:00 mayor says arson', "9", "no entry e99", "sitlog log"),
    "no time of day": ("24:10 mayor says arson", "1", "'24:10' is not a time of day", "2031-05-06 00:10"),
    "slash date": ("05/04/2031 mayor says arson", "1", "can be read as two days", "Write 2031-04-05 or 2031-05-04"),
    "wrong weekday": ("Tue 5 May 2031 mayor says arson", "1", "is a Monday, not a Tuesday", "Write Mon"),
    "daylight-saving gap": ("2031-03-30T01:30 mayor says arson", "1", "did not happen", "2031-03-30T02:00+01:00"),
    "daylight-saving fold": ("2031-10-26T01:30 mayor says arson", "1", "twice", "+00:00"),
    "zone letters": ("14:00 EST mayor says arson", "7", "the letters EST do not name one", "offset"),
    "relative time": ("yesterday mayor says arson", "1", "depends on when it is read", "absolute days"),
    "unknown verb": ("14:00 mayor sayz arson", "13", "no verb 'sayz'", "did you mean says?"),
    "open quote": ('14:00 mayor says arson "it', "24", "the quote is not closed", 'close it with "'),
    "hidden character": ('14:00 mayor says arson "\u202ehi"', "25", "hidden character U+202E", "\\u{202e}"),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_sentence_in_a_file_is_refused_with_its_place_and_what_to_write(fire: str, tmp_path: Path, case: str) -> None:
    sentence, column, message, hint = SENTENCES[case]
    lines = f"situation harbour-fire\n2031-05-05 Mon\n{sentence}\n"
    number = 3 + (case == "duplicate in the file")

    ran = run("import", file(tmp_path, "more.slog", lines), log=fire)

    assert ran.code == 2
    assert f"more.slog:{number}:{column}: error: " in ran.err
    assert message in ran.err
    assert hint in ran.err
    assert "Nothing was written." in ran.err
    assert ran.out == ""
    assert held(fire) == FIRE_ENTRIES


def test_a_time_without_a_zone_is_refused(log: str, tmp_path: Path) -> None:
    lines = 'situation nowhere "Nowhere"\n'

    ran = run("import", file(tmp_path, "more.slog", lines), log=log)

    assert (ran.code, held(log)) == (2, 0)
    assert "zone" in ran.err


def test_an_instant_without_an_offset_is_refused(fire: str) -> None:
    naive = known_line().replace('13:30:00Z"', '13:30:00"')

    ran = run_typed(naive, "import", "-", log=fire)

    assert (ran.code, held(fire)) == (2, FIRE_ENTRIES)
    assert "stdin:1:" in ran.err
    assert "this time has no zone" in ran.err
    assert "add its offset from UTC" in ran.err


def known_line() -> str:
    """A line that could be taken."""
    when = '{"earliest": "2031-05-05T13:30:00Z", "latest": "2031-05-05T13:30:00Z", "precision": "minute"}'
    data = f'{{"by": "crew", "claim": "fault", "said": {when}}}'
    attributes = '"specversion": "1.0", "id": "desk-1", "source": "/situations/harbour-fire"'
    return f'{{{attributes}, "type": "sitlog.ClaimDenied.v1", "data": {data}}}'


LINES = {
    "cut off": (known_line()[:-2].encode(), "the line ends before its event does", "was it cut off?"),
    "not json": (b'{"specversion": oops}', "a value is missing here", "double quotes"),
    "not an event": (b"[1, 2]", "this is not an event", "sitlog schema line"),
    "name twice": (known_line().replace('"claim"', '"by": "x", "claim"').encode(), "a second time", "keep one"),
    "not a number": (known_line().replace('"crew"', "NaN").encode(), "NaN is no value of JSON", "write null"),
    "deep": (b'{"a": ' + b"[" * 100_000, "brackets nest more than 100 deep", "sitlog schema"),
    "huge number": (b'{"a": ' + b"9" * 5000 + b"}", "a number of 5000 digits", "check it"),
    "not UTF-8": (known_line().encode().replace(b"crew", b"cr\xe9w"), "this is not UTF-8", "iconv"),
    "unknown source": (known_line().replace("crew", "crow").encode(), "no source 'crow'", "Did you mean crew?"),
    "unknown event": (known_line().replace("Denied", "Denyed").encode(), "no event ClaimDenyed", "did you mean"),
    "retraction by another": (
        known_line().replace("ClaimDenied", "ClaimRetracted").encode(),
        "crew has made no statement on fault",
        "Only the source",
    ),
    "100 MB": (b'{"a": "' + b"x" * 100_000_000 + b'"}\n', "the line is longer than 64 MiB", "one event a line"),
}


@pytest.mark.parametrize("case", LINES)
def test_a_broken_line_is_refused_with_its_place_and_what_to_write(fire: str, tmp_path: Path, case: str) -> None:
    broken, message, hint = LINES[case]
    name = file(
        tmp_path,
        "more.jsonl",
        known_line().replace("crew", "mayor").replace("desk-1", "desk-0").encode() + b"\n" + broken,
    )

    for batches in ([], ["--batch", "10"]):
        ran = run("import", name, *batches, log=fire)

        assert ran.code == 2
        assert "more.jsonl:2:" in ran.err
        assert message in ran.err
        assert hint in ran.err
        assert "Nothing was written." in ran.err
        assert held(fire) == FIRE_ENTRIES
        assert len(ran.err) < 2_000


SIX = """\
situation harbour-fire
2031-05-05 Mon
24:10 mayor says arson
14:00 major says arson
14:10 mayor sayz arson
source mayor "Another" person named
05/04/2031 crew says fault
14:20 crew says foult  @g1.r1
"""


def test_all_six_slips_of_a_file_are_told_in_one_pass(fire: str, tmp_path: Path) -> None:
    name = file(tmp_path, "six.slog", SIX)

    for command in ("import", "check"):
        ran = run(command, name, log=fire)

        assert ran.code == 2
        places = [
            told.removeprefix(name) for told in ran.err.splitlines() if told.startswith(name) and ": error: " in told
        ]
        assert [place.partition(" error")[0] for place in places] == [
            ":3:1:", ":4:7:", ":5:13:", ":6:8:", ":7:1:", ":8:17:",
        ]  # fmt: skip
        assert "6 errors" in ran.err
        assert held(fire) == FIRE_ENTRIES


def test_a_file_that_is_not_there_is_told(fire: str, tmp_path: Path) -> None:
    for command in ("import", "check"):
        assert "error: there is no file" in told(run(command, str(tmp_path / "no.slog"), log=fire), 2)
        assert "is a folder" in told(run(command, str(tmp_path), log=fire), 2)
        assert "is a database, not a file of events" in told(run(command, fire, log=fire), 2)


def told(ran: Ran, code: int) -> str:
    """What was said on stderr, with a hint; never a traceback."""
    assert ran.code == code
    assert ran.out == ""
    assert "\nhint: " in ran.err
    assert "Traceback" not in ran.err
    return ran.err


WRITING = [["import", "FIRE"], ["record", "14:00 mayor says arson"], ["export"], ["known"], ["status"]]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_server_that_does_not_answer_is_told(tmp_path: Path, command: list[str]) -> None:
    name = file(tmp_path, "fire.slog", FIRE)
    arguments = [name if each == "FIRE" else each for each in command]

    error = told(run(*arguments, log="postgresql+psycopg://desk:secret@127.0.0.1:1/sitlog"), 5)

    assert "127.0.0.1:1/sitlog does not answer" in error
    assert "check the address and whether the server is up" in error
    assert "secret" not in error


@pytest.mark.parametrize("command", [*WRITING, ["init"]], ids=" ".join)
def test_a_text_file_given_as_the_log_is_told(tmp_path: Path, command: list[str]) -> None:
    name = file(tmp_path, "fire.slog", FIRE)
    arguments = [name if each == "FIRE" else each for each in command]

    error = told(run(*arguments, log=name), 3)

    assert f"{name} is not a log" in error
    assert Path(name).read_text("utf-8") == FIRE


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    error = told(run("import", file(tmp_path, "fire.slog", FIRE), log=str(tmp_path / "no.db")), 3)

    assert "there is no log at" in error
    assert "sitlog init" in error
    assert not (tmp_path / "no.db").exists()


@pytest.fixture
def read_only(fire: str) -> Iterator[Path]:
    """The folder of a log, which nobody may write."""
    folder = Path(fire).parent
    for each in folder.iterdir():
        each.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_a_read_only_folder_is_told(read_only: Path) -> None:
    name = str(read_only / "desk.db")
    for arguments in (["record", "14:00 mayor says arson"], ["init", str(read_only / "new.db")]):
        ran = apart(*arguments, log=name)

        assert ran.code == 5, ran.err
        assert "error: " in ran.err
        assert "hint: " in ran.err
        assert "Traceback" not in ran.err
    assert not (read_only / "new.db").exists()


def apart(*arguments: str, log: str) -> Ran:
    """Run a command in a process that permissions hold for, whoever runs the tests."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_OVERRIDE, *arguments],
        env=os.environ | {"SITLOG_LOG": log, "SITLOG_NOW": NOW},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


class Interrupted(io.BytesIO):
    """A standard input at which somebody presses Ctrl-C once it is read to its end."""

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the type of a buffer is narrower here
        read = super().readinto(buffer)
        if not read:
            raise KeyboardInterrupt
        return read


def lines_of(log: str) -> str:
    """The log as JSONL."""
    return run("export", "--format", "jsonl", log=log).out


def fresh(tmp_path: Path) -> str:
    """Another log."""
    path = str(tmp_path / "fresh.db")
    assert run("init", path).code == 0
    return path


def test_a_key_that_interrupts_leaves_nothing_half_written(
    fire: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = fresh(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted(lines_of(fire).encode())))

    ran = run("import", "-", log=other)

    assert ran.all() == "interrupted: nothing was written.\n[130]"
    assert held(other) == 0


def test_batches_before_an_interruption_stay_and_the_same_command_goes_on(
    fire: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, lines = fresh(tmp_path), lines_of(fire)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted(lines.encode())))

    ran = run("import", "-", "--batch", "4", log=other)

    assert ran.code == 130
    assert "8 entries, e1 to e8, were recorded before." in ran.err
    assert "goes on from there" in ran.err
    assert held(other) == 8

    again = run_typed(lines, "import", "-", "--batch", "4", log=other)

    assert (again.code, held(other)) == (0, FIRE_ENTRIES)
    assert "Recorded 3 entries, e9 to e11" in again.out
    assert "Skipped 8 already in the log (e1, e2, e3, …)" in again.out
    assert known(other) == known(fire)


def test_an_interruption_just_after_the_commit_says_what_was_recorded(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = SituationLog.record

    def interrupted(self: SituationLog, *events: object, **labels: object) -> None:
        record(self, *events, **labels)  # type: ignore[arg-type]  # passed on as they come
        raise KeyboardInterrupt

    monkeypatch.setattr(SituationLog, "record", interrupted)
    ran = run("import", file(tmp_path, "fire.slog", FIRE), log=log)

    assert ran.code == 130
    assert f"{FIRE_ENTRIES} entries, e1 to e{FIRE_ENTRIES}, were recorded before." in ran.err
    assert held(log) == FIRE_ENTRIES


def test_ctrl_c_ends_an_import_that_waits_for_more(fire: str, tmp_path: Path) -> None:
    other, lines = fresh(tmp_path), lines_of(fire)
    process = subprocess.Popen(
        [sys.executable, "-m", "sitlog", "import", "-", "--batch", "10"],
        env=os.environ | {"SITLOG_LOG": other, "SITLOG_NOW": NOW},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(lines)
        process.stdin.flush()
        wait_for(lambda: held(other) == 10)
        process.send_signal(signal.SIGINT)
        code, error = process.wait(PATIENCE), process.stderr.read()

    assert (code, held(other)) == (130, 10)
    assert "10 entries, e1 to e10, were recorded before." in error
    assert "Traceback" not in error


def wait_for(condition: object) -> None:
    """Wait until something holds."""
    assert callable(condition)
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(
    "sentence", ["24:10 mayor says arson", "14:00 major says arsen", 'source mayor "x" person named']
)
def test_a_one_liner_is_refused_below_what_was_typed(fire: str, sentence: str) -> None:
    ran = run("record", sentence, log=fire)

    assert ran.code == 2
    assert ran.err.startswith("error: nothing recorded, ")
    assert f"\n  {sentence}\n" in ran.err
    assert "^^^" in ran.err
    assert held(fire) == FIRE_ENTRIES


def test_what_is_hostile_is_shown_and_not_obeyed(fire: str, tmp_path: Path) -> None:
    hostile = "\x1b[31mred\u202e\r\x07"
    name = file(tmp_path, "more.jsonl", known_line().replace("crew", "\\u001b[31m\\u202ered"))

    for ran in (
        run("record", f"14:00 {hostile} says arson", log=fire),
        run("import", name, log=fire),
        run("import", str(tmp_path / hostile), log=fire),
        run("schema", hostile),
        run("export", "--situation", hostile, log=fire),
    ):
        assert ran.code in {2, 3}
        assert not {"\x1b", "\u202e", "\r", "\x07"} & set(ran.err)
