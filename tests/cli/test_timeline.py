"""A story over time."""

import pytest

from tests.cli.questions import ask, every_form, fitting, golden, refused, the_same, well_formed
from tests.cli.running import run, unrooted


def test_the_lanes_to_the_letter(harbour: str) -> None:
    golden(harbour, "timeline", "timeline", "--at", "2031-05-05 11:00")


def test_a_part_of_it_to_the_letter(harbour: str) -> None:
    golden(harbour, "timeline-part", "timeline", "--from", "2031-05-05 10:00", "--to", "2031-05-05 15:00")


def test_in_ascii_every_sign_is_another_one(harbour: str) -> None:
    told = ask(harbour, "timeline", "--at", "2031-05-05 11:22", "--ascii").out

    assert told.isascii()
    the_same("timeline-ascii.txt", unrooted(told))


def test_the_example_to_the_letter(example: str) -> None:
    golden(example, "example-timeline", "timeline", "--at", "2024-04-22T23:59Z", SITLOG_NOW="2031-05-20T10:00:00Z")


def test_a_drawing_is_well_formed_and_holds_every_lane(harbour: str) -> None:
    drawn = well_formed(ask(harbour, "timeline", "--format", "svg").out)

    texts = [list(each.itertext())[-1] for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"story", "blockade", "arson", "two-dead", "three-dead", "genuine"} <= set(texts)
    assert drawn.attrib["role"] == "img"


def test_a_drawing_shows_hostile_texts_and_runs_none(town: str) -> None:
    told = run("timeline", "--format", "svg", log=town).out

    well_formed(told)
    assert "\x1b" not in told
    assert "<script" not in told


def test_lanes_fit_their_schema(harbour: str) -> None:
    told = fitting(harbour, "timeline", "timeline", "--at", "2031-05-05 11:22")

    arson = next(each for each in told["lanes"] if each["key"] == "arson")
    assert [each["membership"] for each in arson["marks"]] == ["certain", "possible", "not-yet"]


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "timeline")


def test_an_empty_time_draws_nothing_and_is_no_error(harbour: str) -> None:
    assert "Nothing was said or published." in ask(harbour, "timeline", "--recorded-at", "e6").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "2031-05-06", "--to", "2031-05-05"], "cannot end before it begins"),
        (["--from", "whenever"], "--from: 'whenever' is not a time"),
        (["--to", "24:10"], "--to: "),
        (["--format", "png"], "png"),
        (["--json", "--format", "svg"], "ask for two forms"),
    ],
)
def test_what_cannot_be_drawn_is_refused(harbour: str, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, 2, "timeline", *arguments)
