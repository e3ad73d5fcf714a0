"""Every JSON answer of the reading commands fits the schema that `sitlog schema` prints for it."""

import json

import pytest
from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from tests.cli.running import run


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("log", ["log"]),
        ("log", ["log", "--type", "denial", "--at", "2031-05-05 14:30", "--strict"]),
        ("log", ["log", "--type", "briefing"]),
        ("log", ["log", "--recorded-at", "2031-05-01"]),
        *(("show", ["show", f"e{position}"]) for position in (1, 11, 24, 32, 37, 40)),
        ("show", ["show", "e24", "--at", "2031-05-05 11:00"]),
        ("status", ["status"]),
        ("status", ["status", "--recorded-at", "e3"]),
    ],
)
def test_an_answer_fits_its_schema(town: str, schema: str, arguments: list[str]) -> None:
    ran = run(*arguments, "--json", log=town)

    Draft202012Validator(schemas.schema(schema)).validate(json.loads(ran.out))


def test_every_line_of_json_lines_fits_the_schema_of_entries(town: str) -> None:
    entry = Draft202012Validator(schemas.schema("entry"))

    for line in run("log", "--format", "jsonl", log=town).out.splitlines():
        entry.validate(json.loads(line))
