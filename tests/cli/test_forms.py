"""JSON for people: what programs get, over many lines, written as it is read."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sitlog.cli.show.forms import json_for_people

texts = st.text(max_size=5) | st.sampled_from(["\u2028", "\x85 ,", "\x1b[31m", "\u202e", "], ["])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(texts, values, min_size=1, max_size=4)


@given(documents)
def test_it_says_what_a_program_gets_and_nothing_that_a_terminal_would_obey(document: dict[str, Any]) -> None:
    lines = list(json_for_people(document))

    assert json.loads("\n".join(lines)) == document
    assert "".join(lines).isprintable()


@given(st.dictionaries(st.text("abc", max_size=3), st.lists(st.integers() | st.lists(st.none())), min_size=1))
def test_what_an_iterator_gives_stands_as_it_would_in_a_list(document: dict[str, list[Any]]) -> None:
    read, within = ({name: iter(value) for name, value in document.items()} for _ in range(2))

    assert "\n".join(json_for_people(read | {"within": within})) == json.dumps(
        document | {"within": document}, indent=2
    )


def test_it_is_written_as_it_is_read() -> None:
    read: list[int] = []

    def values() -> Iterator[int]:
        for each in range(9):
            read.append(each)
            yield each

    lines = json_for_people({"format": "x", "values": values()})

    assert [next(lines) for _ in range(4)] == ["{", '  "format": "x",', '  "values": [', "    0,"]
    assert read == [0, 1, 2]
