"""What `projections` and `reactors` answer in JSON fits the schemas that `sitlog schema` prints."""

import json
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from tests.cli.running import run
from tests.desk import SECRET, a_desk

MINE = '''
from sitlog.domain.entry import Entry
from sitlog.projections.projection import projection


@projection(dict[int, dict[str, bool]], version=1, scope="log")
def flags(rows: dict[int, dict[str, bool]], entry: Entry) -> None:
    """Flag each entry."""
    rows[entry.position] = {"is_new": entry.position > 1}


@projection(dict[str, int], version=1)
def broken(rows: dict[str, int], entry: Entry) -> None:
    """Break."""
    raise ValueError("no")
'''


@pytest.fixture
def log(own_harbour: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A log with projections of both scopes, one that broke, a reactor, and a dead letter."""
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(MINE)
    run("projections", "start", "claims", "statements", "mine.py:flags", "mine.py:broken", log=own_harbour)
    run("projections", "stop", "statements", log=own_harbour)
    with a_desk() as desk:
        started = ("reactors", "start", "desk", desk.url, "--secret", "env:SITLOG_SECRET_DESK", "--status", "disputed")
        assert run(*started, log=own_harbour, SITLOG_SECRET_DESK=SECRET.decode()).code == 0
    with_a_dead_letter(own_harbour)
    return own_harbour


def with_a_dead_letter(log: str) -> None:
    """Leave an entry that could not be posted."""
    with closing(connect(log)) as connection, connection:
        connection.execute("INSERT INTO dead_letters VALUES ('desk', 3, 4, 'nobody there', 1000000)")


ANSWERS = [
    ("projection", ["projections"]),
    ("row", ["projections", "inspect", "claims"]),
    ("row", ["projections", "inspect", "claims", "--recorded-at", "e5"]),
    ("row", ["projections", "inspect", "flags"]),
    ("reactor", ["reactors"]),
    ("dead-letter", ["reactors", "dead"]),
]


@pytest.mark.parametrize(("schema", "arguments"), ANSWERS)
def test_an_answer_and_each_of_its_lines_fit_their_schemas(log: str, schema: str, arguments: list[str]) -> None:
    whole = Draft202012Validator(json.loads(run("schema", f"{schema}s").out))
    one = Draft202012Validator(schemas.schema(schema))

    whole.validate(json.loads(run(*arguments, "--json", log=log).out))
    lines = run(*arguments, "--format", "jsonl", log=log).out.splitlines()
    for line in lines:
        one.validate(json.loads(line))
    assert lines


@pytest.mark.parametrize(("schema", "arguments"), ANSWERS)
def test_a_schema_knows_no_more_than_an_answer_holds(log: str, schema: str, arguments: list[str]) -> None:
    answer = json.loads(run(*arguments, "--format", "jsonl", log=log).out.splitlines()[0])

    assert schemas.schema(schema)["properties"].keys() == answer.keys()
    assert not Draft202012Validator(schemas.schema(schema)).is_valid(answer | {"more": 1})
