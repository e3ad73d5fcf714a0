"""Asks the town's harbour log, and compares answers with texts in tests/cli/golden_questions.

The texts are written anew with SITLOG_GOLDEN=write.
"""

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from sitlog.cli.cells import width
from tests.cli.running import Ran, run, unrooted

GOLDEN = Path(__file__).parent / "golden_questions"
NOW = "2031-05-05T15:00:00Z"
COLUMNS = (80, 100)


def ask(log: str, *arguments: str, **environment: str) -> Ran:
    """Ask a log at the end of the town's day."""
    settings = {"SITLOG_NOW": NOW} | environment
    return run(*arguments, log=log, terminal=False, **settings)


def golden(log: str, name: str, *arguments: str, **environment: str) -> None:
    """Hold what a command writes against a text, at two widths; no line is wider than the screen."""
    for columns in COLUMNS:
        ran = ask(log, *arguments, COLUMNS=str(columns), **environment)
        told = unrooted(ran.all()).replace(log, "sitlog.db")
        assert [line for line in ran.out.splitlines() if width(line) > columns] == []
        the_same(f"{name}-{columns}.txt", told)


def the_same(file: str, told: str) -> None:
    """Hold a text against the one on file."""
    path = GOLDEN / file
    if os.environ.get("SITLOG_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def fitting(log: str, schema: str, *arguments: str, **environment: str) -> Any:
    """Give a JSON answer that fits its schema."""
    ran = ask(log, *arguments, "--json", **environment)
    assert ran.err == ""
    told = json.loads(ran.out)
    Draft202012Validator(schemas.schema(schema)).validate(told)
    return told


def every_form(log: str, *arguments: str) -> None:
    """See that an answer can be given in every form, and that each line of JSON lines says what it is."""
    for form in ("csv", "md"):
        assert ask(log, *arguments, "--format", form).code == 0
    lines = ask(log, *arguments, "--format", "jsonl").out.splitlines()
    assert all(json.loads(line)["format"].startswith("sitlog.") for line in lines)


def well_formed(text: str) -> ET.Element:
    """Read XML; fails if it is not well formed."""
    return ET.fromstring(text)  # noqa: S314  # our own output, not a stranger's


def refused(log: str, code: int, *arguments: str) -> str:
    """Give the two lines with which bad input is refused, and nothing else."""
    ran = ask(log, *arguments)
    assert (ran.code, ran.out) == (code, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("error: ")
    assert lines[-1].startswith("hint: ")
    return ran.err
