"""`backup`, `restore` and `roles`, as they are typed."""

import json
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from tests.cli.running import run


@pytest.fixture
def backup(own_harbour: str, tmp_path: Path) -> str:
    place = str(tmp_path / "monday.db")
    assert run("backup", place, log=own_harbour).code == 0
    return place


def test_a_backup_tells_how_far_it_reaches_and_answers_as_the_log_does(own_harbour: str, tmp_path: Path) -> None:
    place = str(tmp_path / "monday.db")
    status = json.loads(run("status", "--json", log=own_harbour).out)["asked"]

    ran = run("backup", place, log=own_harbour)

    assert ran.all() == (f"Backed up e{status['position']} to {place}\nroot {status['root']}\nIt was verified.\n[0]")
    assert run("known", log=place).out == run("known", log=own_harbour).out


def test_what_came_of_it_fits_its_schema(own_harbour: str, tmp_path: Path) -> None:
    backed_up = json.loads(run("backup", str(tmp_path / "a.db"), "--json", log=own_harbour).out)
    restored = json.loads(run("restore", str(tmp_path / "a.db"), "--json", log=str(tmp_path / "b.db")).out)

    for name, told in (("backup", backed_up), ("restored", restored)):
        Draft202012Validator(schemas.schema(name)).validate(told)
        assert schemas.schema(name)["properties"].keys() == told.keys()
    assert {**backed_up, "format": "", "place": ""} == {**restored, "format": "", "place": ""}
    assert restored["place"] == str(tmp_path / "b.db")


def test_a_restored_log_says_how_to_go_on(backup: str, tmp_path: Path) -> None:
    place = str(tmp_path / "new.db")

    ran = run("restore", backup, log=place)

    assert ran.out.startswith("Restored e")
    assert ran.err == f"Next: sitlog --log {place} status\n"
    assert run("log", log=place).out == run("log", log=backup).out


def test_nothing_is_written_over(own_harbour: str, backup: str) -> None:
    again = run("backup", backup, log=own_harbour)
    restored = run("restore", backup, log=own_harbour)

    assert again.all() == (
        f"error: {backup} is there already\nhint: name a new file: nothing is ever written over another\n[2]"
    )
    assert restored.code == 2
    assert restored.err.startswith(f"error: there is a log at {own_harbour} already, and it reaches to e")


def test_a_backup_that_was_changed_is_told(backup: str, tmp_path: Path) -> None:
    with closing(connect(backup)) as raw, raw:
        raw.execute("DROP TRIGGER entries_are_never_deleted")
        raw.execute("DELETE FROM entries WHERE position = 3")

    ran = run("restore", backup, log=str(tmp_path / "new.db"))

    assert (ran.code, ran.out) == (4, "")
    assert "does not agree with itself" in ran.err
    assert f"hint: see what it is, and use another backup: sitlog verify --log {backup}" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["backup", "{folder}/no/where.db"], 3, "error: there is no folder {folder}/no\nhint: make it first: mkdir -p"),
        (["backup", "{folder}/x.db", "--format", "csv"], 2, "error: what was copied is not told as csv"),
        (["backup"], 2, "error: missing argument 'FILE'"),
        (
            ["restore", "{folder}/none.db"],
            3,
            "error: there is no backup {folder}/none.db\nhint: make one with: sitlog backup FILE",
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    own_harbour: str, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = run(*(each.format(folder=tmp_path) for each in arguments), log=own_harbour)

    assert (ran.out, ran.code) == ("", code)
    assert ran.err.startswith(said.format(folder=tmp_path))


def test_roles_are_printed_as_sql_without_a_log() -> None:
    ran = run("roles", "--prefix", "harbour")

    assert (ran.code, ran.err) == (0, "")
    assert "CREATE ROLE harbour_writer NOLOGIN" in ran.out
    assert "GRANT UPDATE (disclosure) ON entries TO harbour_redactor;" in ran.out
    assert run("roles", "--prefix", "a b").code == 2
