"""The JSON Schemas that `sitlog schema` prints, and whether what is written fits them."""

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from sitlog.cli.files.cloudevents import line
from sitlog.cli.files.envelope import BadLine
from sitlog.domain.event import CATALOGUE, Event
from tests.cli.any_events import whatever
from tests.cli.running import run
from tests.cli.test_cloudevents import changed, data, told

LINE = Draft202012Validator(schemas.schema("line"))
KNOWN = Draft202012Validator(schemas.schema("known"))


@pytest.mark.parametrize("name", schemas.names())
def test_every_schema_is_one(name: str) -> None:
    ran = run("schema", name)

    Draft202012Validator.check_schema(json.loads(ran.out))
    assert (ran.code, ran.err) == (0, "")


def test_all_schemas_are_listed() -> None:
    listed = [each.split()[0] for each in run("schema").out.splitlines()]

    assert {*CATALOGUE, "line", "known"} <= set(listed)


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    ran = run("schema", "ClaimDenyed")

    assert ran.all() == "error: there is no schema 'ClaimDenyed'\nhint: Did you mean ClaimDenied?\n[2]"


@given(whatever())
def test_every_event_fits_its_schema_and_that_of_lines(event: Event) -> None:
    LINE.validate(json.loads(told(event)))
    Draft202012Validator(schemas.schema(event.TOPIC)).validate(
        {"situation": event.situation, **event.model_dump(mode="json", exclude_defaults=True)}
    )


@pytest.mark.parametrize(
    "text",
    [
        changed(id=None),
        changed(specversion="2.0"),
        changed(type="sitlog.ClaimDeny.v1"),
        changed(source="kh"),
        changed(specVersion="1.0"),
        changed(sequence="x"),
        changed(data="x"),
        changed(data=data(claim=None)),
        changed(data=data(clam="x")),
        changed(data=data(by="The Mayor")),
        changed(data=data(scope="all")),
    ],
)
def test_what_import_refuses_does_not_fit_the_schema_of_lines(text: str) -> None:
    with pytest.raises(BadLine):
        line(text)

    assert not LINE.is_valid(json.loads(text))


@pytest.mark.parametrize(
    "question",
    [
        [],
        ["--at", "2031-05-05 11:30"],
        ["--at", "2031-05-05 14:30", "--strict", "--by-publication"],
        ["--at", "2031-05-05 14:30", "--all", "--occurred", "2031-05-05 12:00"],
        ["--recorded-at", "e20"],
        ["--at", "2030-01-01"],
    ],
    ids=" ".join,
)
def test_an_answer_of_known_fits_its_schema(town: str, question: list[str]) -> None:
    answer: Any = json.loads(run("known", "--json", *question, log=town).out)

    KNOWN.validate(answer)


def test_the_schema_of_known_knows_no_more_than_an_answer_may_hold(town: str) -> None:
    answer = json.loads(run("known", "--json", log=town).out)

    assert schemas.schema("known")["properties"].keys() == answer.keys() | {"occurred_by", "without", "only", "page"}
    assert not KNOWN.is_valid(answer | {"more": 1})
