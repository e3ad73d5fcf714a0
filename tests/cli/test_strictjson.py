"""JSON read strictly: what is refused, and where."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.cli.files.strictjson import NotJson, members, place_of, read

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
LAYOUTS = st.sampled_from([{}, {"indent": 1}, {"ensure_ascii": False}, {"separators": (",", ":")}])


@given(VALUES, LAYOUTS)
def test_what_is_json_is_read_as_it_is(value: Any, layout: dict[str, Any]) -> None:
    assert read(json.dumps(value, **layout)) == value


@given(VALUES, LAYOUTS)
def test_every_value_is_found_in_its_place(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(value, **layout)

    for member in members(text):
        at, told = value, text[member.value.offset :]
        for step in member.path:
            at = at[step]
        if told[0] in "[{":
            assert isinstance(at, list | dict)
        else:
            assert json.loads(told[: member.value.length]) == at


@pytest.mark.parametrize(
    ("text", "pointed_at", "message"),
    [
        ("", "", "the line ends before its event does"),
        ('{"a": 1', "", "the line ends before its event does"),
        ('{"a": "x', '"', "the quote is not closed"),
        ('{"a": 1} {"b": 2}', "{", "the line goes on after its event"),
        ('{"a": 1, "b": 2, "a": 3}', '"a"', "this name stands here a second time"),
        ('{"b": {"a": 1, "a": 3}}', '"a"', "this name stands here a second time"),
        ("{'a': 1}", "'", "a name in double quotes is missing here"),
        ('{"a": 1 "b": 2}', '"', "a comma is missing before this"),
        ('{"a" 1}', "1", "a colon is missing before this"),
        ('{"a": }', "}", "a value is missing here"),
        ('{"a": "\\x"}', "\\", "this begins no escape"),
        ('{"a": "tab\there"}', "\t", "a control character may not stand in a text as it is"),
        ('{"a": [1, NaN]}', "NaN", "NaN is no value of JSON"),
        ('{"a": -Infinity}', "-Infinity", "-Infinity is no value of JSON"),
        ('{"a": 2.5}', "2.5", "a number with a fraction or an exponent"),
        ('{"a": 1e999999999}', "1e999999999", "a number with a fraction or an exponent"),
        (f'{{"a": {"9" * 5000}}}', "9" * 5000, "a number of 5000 digits is more than any field takes"),
    ],
)
def test_what_is_not_is_refused_where_it_stands(text: str, pointed_at: str, message: str) -> None:
    with pytest.raises(NotJson) as refused:
        read(text)

    stretch = refused.value.stretch
    assert refused.value.message == message
    assert text[stretch.offset : stretch.offset + stretch.length] == pointed_at
    assert refused.value.hint


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises(NotJson, match="brackets nest more than 100 deep") as refused:
        read('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}")

    assert refused.value.stretch.offset == len('{"a": ') + 99


def test_a_field_that_is_not_there_is_pointed_at_where_it_should_be() -> None:
    text = '{"data": {"by": "mayor"}}'

    stretch = place_of(text, ("data", "claim"))

    assert text[stretch.offset : stretch.offset + stretch.length] == '"data"'
