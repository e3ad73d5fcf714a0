"""The command line as a whole: help, exit codes, and two lines for each error."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sitlog.cli.app import SECTIONS
from tests.cli.running import NOW, run

COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}
DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_the_same_in_the_list_and_in_its_help(name: str) -> None:
    module, _, function = COMMANDS[name].place.partition(":")
    said = (getattr(import_module(module), function).__doc__ or "").partition("\n")[0]

    assert said
    assert said[-1] == "."
    assert COMMANDS[name].help[-1] != "."
    assert COMMANDS[name].help in run("--help").out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_the_options_in_it(name: str) -> None:
    told = run(name, "--help")

    assert (told.code, told.err) == (0, "")
    assert "Usage: sitlog " in told.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"\n## {name}\n" in (DOCS / "commands.md").read_text("utf-8")


def test_the_version_is_told() -> None:
    assert run("--version").out.startswith("sitlog ")


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["knwon"], "error: there is no command 'knwon'\nhint: Did you mean sitlog known?\n", 2),
        (["xyzzy"], "error: there is no command 'xyzzy'\nhint: All commands: sitlog --help\n", 2),
        (["known", "--stict"], "error: no such option: --stict\nhint: Did you mean --strict?\n", 2),
        (["show"], "error: missing argument 'eN'\nhint: See sitlog show --help\n", 2),
        (["known", "--at"], "error: option '--at' requires an argument\nhint: See sitlog --help\n", 2),
        (
            ["log", "--json", "--format", "csv"],
            "error: --json and --format csv ask for two forms\nhint: Leave one of them out\n",
            2,
        ),
        (
            ["show", "12th"],
            "error: '12th' is not the number of an entry\nhint: Write e12; the numbers: sitlog log\n",
            2,
        ),
        (["show", "e99"], "error: no entry e99\nhint: The log ends at e40: sitlog log\n", 3),
        (
            ["known", "--situation", "harbour-fir"],
            "error: no situation 'harbour-fir'\nhint: Did you mean harbour-fire?\n",
            3,
        ),
    ],
)
def test_what_cannot_be_answered_is_told_in_two_lines(town: str, arguments: list[str], told: str, code: int) -> None:
    ran = run(*arguments, log=town)

    assert (ran.out, ran.err, ran.code) == ("", told, code)


def test_a_form_that_there_is_not_is_refused_with_those_there_are(town: str) -> None:
    ran = run("known", "--format", "xml", log=town)

    assert ran.code == 2
    assert "'xml' is not one of 'text', 'json', 'jsonl', 'csv', 'md'" in ran.err


def test_options_may_stand_before_the_command(town: str) -> None:
    assert run("--log", town, "--json", "status").out == run("status", "--json", "--log", town).out


def test_hostile_words_in_an_error_do_nothing_to_the_terminal(town: str) -> None:
    assert r"\u{1b}[31m" in run("show", "e\x1b[31m", log=town).err


def test_no_log_here_says_how_to_begin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run()

    assert ran.code == 3
    assert ran.err.startswith("error: no log here: no sitlog.db in ")
    assert "sitlog init" in ran.err


def test_the_log_is_found_in_a_folder_above(town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "desk" / "today"
    deep.mkdir(parents=True)
    (tmp_path / "sitlog.db").write_bytes(Path(town).read_bytes())
    monkeypatch.chdir(deep)

    assert run("known", "--at", "2031-05-05 14:30").out == run("known", "--at", "2031-05-05 14:30", log=town).out


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [("missing.db", None, 3), ("notes.txt", "text", 3), ("folder", "folder", 3)],
)
def test_what_is_no_log_is_told_as_such(tmp_path: Path, name: str, kind: str | None, code: int) -> None:
    place = tmp_path / name
    if kind == "text":
        place.write_text("Notes of the night shift, and they are longer than a page. " * 20, "utf-8")
    elif kind == "folder":
        place.mkdir()
    ran = run("known", "--log", str(place))

    assert (ran.out, ran.code) == ("", code)
    assert ran.err.startswith("error: ")
    assert "\nhint: " in ran.err


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    ran = run("known", "--log", "postgresql+psycopg://ana:secret@127.0.0.1:1/desk")

    assert ran.code == 5
    assert "secret" not in ran.err
    assert len(ran.err.splitlines()) == 2


def test_ctrl_c_ends_with_its_own_code_and_no_traceback(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sitlog.cli.commands.known.answer", interrupted)
    ran = run("known", log=town)

    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_a_reader_that_had_enough_is_no_error(town: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    ended = sitlog("log", log=town, stdout=writes)
    os.close(writes)

    assert (ended.returncode, ended.stderr) == (141, "")


def test_it_runs_as_a_module(town: str) -> None:
    ended = sitlog("known", "--at", "2031-05-05 14:30", log=town, stdout=subprocess.PIPE)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == run("known", "--at", "2031-05-05 14:30", log=town).out


def test_a_terminal_that_has_no_signs_gets_ascii(town: str) -> None:
    ended = sitlog("known", "--at", "2031-05-05 14:30", log=town, stdout=subprocess.PIPE, PYTHONIOENCODING="ascii")

    assert ended.stdout.isascii()
    assert "! disputed" in ended.stdout


def sitlog(*arguments: str, log: str, stdout: int, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run sitlog as a program of its own."""
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SITLOG")},
        "SITLOG_LOG": log,
        "SITLOG_NOW": NOW,
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
        **environment,
    }
    command = [sys.executable, "-m", "sitlog", *arguments]
    return subprocess.run(
        command, env=settings, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("sitlog kn", ["known"]),
        ("sitlog log --claim ca", ["cause-wiring"]),
        ("sitlog log --source ma", ["mayor"]),
        ("sitlog known --situation ", ["harbour-fire"]),
        ("sitlog known --format js", ["json", "jsonl"]),
        ("sitlog --log nowhere.db log --claim ", []),
    ],
)
def test_a_shell_completes_commands_and_keys(town: str, line: str, completed: list[str]) -> None:
    ended = sitlog(
        log=town,
        stdout=subprocess.PIPE,
        _SITLOG_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(line.count(" ")),
    )

    assert ended.stdout.split() == completed
