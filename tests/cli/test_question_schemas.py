"""The schemas of the answers to questions: well formed, and of one mind."""

import json
from collections import defaultdict

import pytest
from jsonschema import Draft202012Validator

from sitlog.cli import schemas

ANSWERS = [name for name, told in schemas.names().items() if name.islower() and name != "line"]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schemas.schema(name))


def test_what_several_schemas_define_they_define_alike() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for name in ANSWERS:
        for key, part in schemas.schema(name).get("$defs", {}).items():
            found[key].add(json.dumps(part, sort_keys=True))

    assert [key for key, forms in found.items() if len(forms) > 1] == []
