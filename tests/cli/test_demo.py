"""`demo`: the shipped example, asked at three instants."""

import json
import tempfile
from pathlib import Path

import pytest

from sitlog.cli.commands.demo import INSTANTS
from tests.cli.running import run


def test_the_example_is_asked_at_three_instants(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    ran = run("demo")

    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert [line for line in ran.out.splitlines() if line.startswith("$ ")] == [
        f"$ sitlog known --at {instant}" for instant in INSTANTS
    ]
    assert "disputed" in ran.out
    assert ran.out.endswith("Begin your own: sitlog init\n")
    assert list(tmp_path.iterdir()) == []


def test_machines_get_the_three_answers() -> None:
    answers = [json.loads(line) for line in run("demo", "--json").out.splitlines()]

    assert [answer["format"] for answer in answers] == ["sitlog.known/1"] * 3
    assert [answer["asked"]["at"] for answer in answers] == [instant.replace("Z", ":00Z") for instant in INSTANTS]
