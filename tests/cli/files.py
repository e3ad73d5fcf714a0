"""Files and typed texts for commands that read them, and what a log holds afterwards."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ran, run

FIRE = """\
situation  harbour-fire  "Fire at the harbour"  zone Europe/Lisbon

source  mayor    "The mayor"  person named
source  gazette  "The Gazette"  outlet institutional
source  crew     "Two of the crew"  group unnamed x2
report  g1  gazette  "Harbour burns"  published ..2031-05-05
incident  fire  "Fire in hall 2"  by gazette  occurred 2031-05-04  kind fire
claim   arson  "The fire was laid"  about fire
claim   fault  "A cable failed"     about fire

2031-05-05 Mon
14:30   mayor  denies  arson  "nothing points to it"  @g1.r1 ¶2
15:00   crew   says    arson
    note    heard on the quay
16:00-17:00  mayor  says  fault
"""
FIRE_ENTRIES = 11


def file(folder: Path, name: str, text: str | bytes) -> str:
    """Write a file and give its path."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """An empty log."""
    path = str(tmp_path / "desk.db")
    assert run("init", path).code == 0
    return path


@pytest.fixture
def fire(log: str, tmp_path: Path) -> str:
    """A log with the fire in it."""
    assert run("import", file(tmp_path, "fire.slog", FIRE), log=log).code == 0
    return log


def held(log: str) -> int:
    """Count the entries of a log."""
    return int(json.loads(run("status", "--json", log=log).out)["asked"]["position"])


def known(log: str, *question: str) -> dict[str, Any]:
    """Ask what was known, but for the root: every log has its own salts, and so its own root."""
    answer: dict[str, Any] = json.loads(run("known", "--json", *question, log=log).out)
    del answer["asked"]["root"]
    return answer


@contextmanager
def typed(text: str | bytes) -> Iterator[None]:
    """Put a text where the standard input is read."""
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode() if isinstance(text, str) else text), "utf-8")
    try:
        yield
    finally:
        sys.stdin = before


def run_typed(text: str | bytes, *arguments: str, log: str | None = None) -> Ran:
    """Run a command that reads *text* from the standard input."""
    with typed(text):
        return run(*arguments, log=log)
