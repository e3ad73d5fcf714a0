"""`check`: what an import would say, without one."""

from pathlib import Path

import pytest

from tests.cli.files import FIRE, FIRE_ENTRIES, file, fire, held, log
from tests.cli.running import run

__all__ = ["fire", "log"]  # fixtures


def test_a_file_is_checked_against_the_log(fire: str, tmp_path: Path) -> None:
    name = file(tmp_path, "more.slog", "situation harbour-fire\n2031-05-05 Mon\n18:00 crew denies fault\n")

    ran = run("check", name, log=fire)

    assert ran.all() == f"{name}: 1 entry, nothing wrong.\n[0]"
    assert held(fire) == FIRE_ENTRIES


def test_what_the_log_has_is_said(fire: str, tmp_path: Path) -> None:
    name = file(tmp_path, "fire.slog", FIRE)

    assert run("check", name, log=fire).out == f"{name}: 11 entries, nothing wrong; 11 in the log already.\n"


def test_without_a_log_a_file_is_checked_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = file(tmp_path, "fire.slog", FIRE)
    bad = file(tmp_path, "bad.slog", FIRE.replace("crew   says    arson", "crow   says    arson"))

    fine, wrong = run("check", name), run("check", bad)

    assert fine.out == f"{name}: 11 entries, nothing wrong (checked by itself: there is no log here).\n"
    assert wrong.code == 2
    assert ":13:9: error: no source crow" in wrong.err
    assert {each.name for each in tmp_path.iterdir()} == {"fire.slog", "bad.slog"}


def test_a_log_that_was_named_must_be_there(tmp_path: Path) -> None:
    assert run("check", file(tmp_path, "fire.slog", FIRE), "--log", str(tmp_path / "no.db")).code == 3
