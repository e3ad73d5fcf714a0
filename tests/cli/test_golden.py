"""What people see, to the letter: texts in tests/cli/golden, written anew with SITLOG_GOLDEN=write."""

import os
from pathlib import Path

import pytest

from sitlog.cli.cells import width
from tests.cli.running import run, unrooted

GOLDEN = Path(__file__).parent / "golden"
AFTERNOON = "2031-05-05 14:30"

CASES = {
    "known-80": (["known", "--at", AFTERNOON], {"COLUMNS": "80"}),
    "known-100": (["known", "--at", AFTERNOON], {"COLUMNS": "100"}),
    "known-80-colour": (["known", "--at", AFTERNOON, "--no-pager"], {"COLUMNS": "80", "terminal": "yes"}),
    "known-100-colour": (["known", "--at", AFTERNOON, "--no-pager"], {"COLUMNS": "100", "terminal": "yes"}),
    "known-ascii": (["known", "--at", AFTERNOON, "--ascii"], {}),
    "known-desk": (["known", "--recorded-at", "e34"], {}),
    "known-strict-by-publication": (["known", "--at", AFTERNOON, "--strict", "--by-publication"], {}),
    "known-occurred": (["known", "--at", AFTERNOON, "--occurred", "2031-05-05 12:00"], {}),
    "known-all": (["known", "--at", "2031-05-05 08:15", "--all"], {}),
    "known-nothing": (["known", "--at", "2031-05-01"], {}),
    "known-json": (["known", "--at", AFTERNOON, "--json"], {}),
    "known-jsonl": (["known", "--at", AFTERNOON, "--format", "jsonl"], {}),
    "known-csv": (["known", "--at", AFTERNOON, "--format", "csv"], {}),
    "known-md": (["known", "--at", AFTERNOON, "--format", "md"], {}),
    "log-80": (["log"], {"COLUMNS": "80"}),
    "log-100": (["log"], {"COLUMNS": "100"}),
    "log-csv": (["log", "--format", "csv"], {}),
    "log-md": (["log", "--format", "md", "--source", "mayor"], {}),
    "log-jsonl": (["log", "--format", "jsonl", "--claim", "arson"], {}),
    "show-statement": (["show", "e24"], {}),
    "show-correction": (["show", "e37", "--at", AFTERNOON], {}),
    "show-redacted": (["show", "e32"], {}),
    "show-json": (["show", "e24", "--json"], {}),
    "status": (["status"], {}),
    "status-json": (["status", "--json"], {}),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_to_the_letter_what_it_was(town: str, name: str) -> None:
    told = golden_answer(name, town)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("SITLOG_GOLDEN") == "write":
        file.write_text(told, "utf-8")

    assert told == file.read_text("utf-8")


def golden_answer(name: str, log: str) -> str:
    """Give what a command writes, with its exit code, but for what differs from log to log."""
    arguments, environment = CASES[name]
    terminal = environment.get("terminal") == "yes"
    settings = {key: value for key, value in environment.items() if key != "terminal"}
    return unrooted(run(*arguments, log=log, terminal=terminal, **settings).all()).replace(log, "sitlog.db")


def test_no_golden_text_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(CASES)


@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_is_wider_than_the_screen(town: str, columns: int) -> None:
    for arguments in (["known", "--at", AFTERNOON], ["log"], ["show", "e24"], ["status"]):
        told = run(*arguments, log=town, COLUMNS=str(columns)).out.splitlines()

        assert [line for line in told if width(line) > columns] == []


def test_removing_colour_loses_nothing_else(town: str) -> None:
    coloured = run("known", "--at", AFTERNOON, "--no-pager", log=town, terminal=True)
    plain = run("known", "--at", AFTERNOON, log=town)
    without = run("known", "--at", AFTERNOON, "--no-pager", log=town, terminal=True, NO_COLOR="1")

    assert without_codes(coloured.out) == plain.out == without.out
    assert "\x1b[" in coloured.out


def without_codes(text: str) -> str:
    """Leave out the codes of colours."""
    for code in ("0", "1", "2", "31", "33", "35", "36"):
        text = text.replace(f"\x1b[{code}m", "")
    return text


def test_wide_and_combining_characters_keep_the_columns_straight(town: str) -> None:
    told = run("known", "--at", AFTERNOON, log=town).out.splitlines()
    rows = [line for line in told if "王小明" in line or "Jose" in line or "Two crew" in line]

    assert {width(line) for line in rows} == {80}
    assert len({len(line) for line in rows}) > 1


def test_what_a_terminal_would_obey_is_spelled_out(town: str) -> None:
    told = run("log", log=town).out + run("show", "e31", log=town).out

    assert "\x1b" not in told
    assert "\u202e" not in told
    assert r"\u{1b}[31m\u{202e}reversed" in told
