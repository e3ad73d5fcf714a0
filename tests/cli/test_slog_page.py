"""The page about the .slog format shows the grammar as it is, and its example can be read."""

import re
from pathlib import Path

from sitlog.cli.slog import read_slog, write_slog
from sitlog.cli.slog.forms import COMMON, FORMS, TIMED
from sitlog.domain.event import CATALOGUE

PAGE = (Path(__file__).parents[2] / "docs" / "slog.md").read_text("utf-8")
EXAMPLE = "\n".join(re.findall(r"^```slog\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))


def test_the_example_on_the_page_has_every_event_and_reads_without_a_slip() -> None:
    read = read_slog(EXAMPLE, file="slog.md", home=lambda _: None)

    assert [str(slip) for slip in read.slips] == []
    assert {line.event.TOPIC for line in read.lines} == set(CATALOGUE)


def test_the_example_on_the_page_is_written_and_read_again() -> None:
    first = [
        line.event.model_copy(update={"provenance": None})
        for line in read_slog(EXAMPLE, file="a", home=lambda _: None).lines
    ]

    text = "\n".join(write_slog(enumerate(first, 1), zones={}))
    second = [
        line.event.model_copy(update={"provenance": None})
        for line in read_slog(text, file="b", home=lambda _: None).lines
    ]

    assert second == first


def test_every_sentence_and_attribute_stands_on_the_page() -> None:
    shown = PAGE.replace("\\|", "|").replace("\n", " ")

    notations = [form.notation for form in FORMS]
    notations += [attribute.notation for form in FORMS for attribute in form.attributes]

    assert [notation for notation in notations if f"`{notation}`" not in shown] == []
    assert {*COMMON, *TIMED} <= {attribute for form in FORMS for attribute in form.attributes}
