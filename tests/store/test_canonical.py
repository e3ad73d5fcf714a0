"""Canonical JSON: the published cases as far as the form goes, and another implementation as the oracle."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import NotCanonical
from sitlog.store.proofs.canonical import Json, canonical
from tests.store.vectors import VECTORS

CASES = VECTORS / "rfc8785"
ascii_text = st.text(st.characters(max_codepoint=127))
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
values = st.recursive(scalars, lambda some: st.lists(some) | st.dictionaries(ascii_text, some), max_leaves=30)


def case_input(name: str) -> Any:
    return json.loads((CASES / "input" / f"{name}.json").read_bytes())


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_the_published_cases_come_out_byte_for_byte(name: str) -> None:
    assert canonical(case_input(name)) == (CASES / "output" / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", ["french", "structures", "values", "weird"])
def test_published_cases_with_floats_or_other_keys_are_refused(name: str) -> None:
    with pytest.raises(NotCanonical):
        canonical(case_input(name))


@pytest.mark.parametrize("part", ["string", "literals"])
def test_the_parts_without_floats_come_out_as_published(part: str) -> None:
    written = canonical({part: case_input("values")[part]})
    assert written[1:-1] in (CASES / "output" / "values.json").read_bytes()


def test_strings_that_are_keys_in_the_published_cases_come_out_as_published() -> None:
    published = (CASES / "output" / "weird.json").read_bytes()
    for key, value in case_input("weird").items():
        assert canonical(key) + b":" + canonical(value) in published


@given(values)
def test_every_value_comes_out_as_the_oracle_writes_it(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_a_value_reads_back_as_it_was(value: Json) -> None:
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        b"bytes",
        {1, 2},
        {"\u00e9": 1},
        {1: 1},
        {None: 1},
        [[{"deep": 0.5}]],
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize("value", ["\ud800", ["ok", "\udfff!"]])
def test_half_a_surrogate_pair_is_refused(value: Json) -> None:
    with pytest.raises(NotCanonical, match="surrogate"):
        canonical(value)
