"""`init`: a new log, and never instead of something."""

from pathlib import Path

import pytest

from tests.cli.files import fire, held, log
from tests.cli.running import run

__all__ = ["fire", "log"]  # fixtures


def test_a_log_begins_where_one_was_named(tmp_path: Path) -> None:
    place = str(tmp_path / "desk.db")

    ran = run("init", place)

    assert ran.all() == (
        f"Began a log at {place}.\n"
        f"Next: sitlog --log {place} import FILE, or sitlog --log {place} record "
        "'situation KEY \"TITLE\" zone Asia/Baghdad'\n[0]"
    )
    assert held(place) == 0


def test_without_a_place_it_begins_in_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    ran = run("init")

    assert ran.out.startswith("Began a log at sitlog.db.\nNext: sitlog import FILE")
    assert (tmp_path / "sitlog.db").exists()


def test_a_log_that_is_there_stays_as_it_is(fire: str) -> None:
    ran = run("init", fire)

    assert ran.all() == f"{fire} is a log already, at e11. Nothing was changed.\nNext: sitlog --log {fire} status\n[0]"
    assert held(fire) == 11


@pytest.mark.postgres
def test_a_log_begins_on_a_server(postgres_url: str) -> None:
    assert run("init", postgres_url).out.startswith("Began a log at postgresql+psycopg://")
    assert "is a log already, at e0" in run("init", postgres_url).out
    assert held(postgres_url) == 0


@pytest.mark.parametrize(
    ("place", "message", "hint"),
    [
        ("no/such/folder/desk.db", "there is no folder no/such/folder", "mkdir -p no/such/folder"),
        ("mysql://localhost/desk", "cannot be kept in a database of the kind mysql", "postgresql+psycopg://"),
        ("sqlite://desk/fire.db", "SQLite has no servers", "sqlite:///desk/fire.db"),
        ("sqlite://fire.db", "SQLite has no servers", "sqlite:///fire.db"),
        ("sqlite://", "names no file, and nothing would be kept", "sqlite:///sitlog.db"),
        ("sqlite:///:memory:", "names no file, and nothing would be kept", "sqlite:///sitlog.db"),
        ("sqlite:///file:desk?mode=memory&uri=true", "names no file", "sqlite:///sitlog.db"),
        (".", "is a folder, not a log", "--log sitlog.db"),
    ],
)
def test_where_none_can_begin_it_is_said_why(
    place: str, message: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = run("init", place)

    assert ran.code == 3
    assert message in ran.err
    assert hint in ran.err
    assert list(tmp_path.iterdir()) == []
