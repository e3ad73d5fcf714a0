"""An article as it stood, and what changed in it."""

import pytest

from tests.cli.questions import ask, every_form, fitting, golden, refused


def test_an_article_as_it_stood_to_the_letter(harbour: str) -> None:
    golden(harbour, "article-then", "article", "story", "--at", "2031-05-05 12:00")


def test_a_text_that_is_not_held_to_the_letter(harbour: str) -> None:
    golden(harbour, "article-not-held", "article", "story")


def test_a_correction_to_the_letter(harbour: str) -> None:
    golden(harbour, "article-diff", "article", "story", "diff", "r1", "r2")


def test_an_update_that_says_nothing_to_the_letter(harbour: str) -> None:
    golden(harbour, "article-diff-not-held", "article", "story", "diff")


def test_the_example_tells_that_the_earlier_text_is_not_held(example: str) -> None:
    golden(example, "example-article-diff", "article", "am", "diff", SITLOG_NOW="2031-05-20T10:00:00Z")


def test_an_article_that_was_not_out_yet_is_no_error(harbour: str) -> None:
    ran = ask(harbour, "article", "story", "--at", "2031-05-05 08:00")

    assert (ran.code, "was not published by then" in ran.out) == (0, True)
    assert fitting(harbour, "article", "article", "story", "--at", "2031-05-05 08:00")["revision"] is None


def test_claims_stand_beside_the_paragraphs_they_rest_on(harbour: str) -> None:
    told = fitting(harbour, "article", "article", "story", "--at", "2031-05-05 12:00")

    assert [each["claims"] for each in told["paragraphs"]] == [[], ["two-dead"], []]


def test_a_change_names_the_claims_that_it_touches(harbour: str) -> None:
    told = fitting(harbour, "article-diff", "article", "story", "diff", "r1", "r2")

    (change,) = told["changes"]
    assert (change["change"], change["claims"], change["wording_only"]) == (
        "changed",
        ["three-dead", "two-dead"],
        False,
    )
    assert (told["revisions"][0]["kind"], told["revisions"][0]["wrong"]) == ("correction", ["two-dead"])


def test_a_text_that_is_not_held_has_no_changes(harbour: str) -> None:
    assert fitting(harbour, "article-diff", "article", "story", "diff", "r2", "r3")["changes"] is None


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "article", "story", "show", "r1")
    every_form(harbour, "article", "story", "diff", "r1", "r2")


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (3, ["stori"], "Did you mean story?"),
        (3, ["story", "diff", "r1", "r7"], "has no revision 'r7'"),
        (2, ["story", "diff", "r2", "r1"], "is not earlier than"),
        (2, ["story", "diff", "r1"], "had one revision"),
        (2, ["story", "edit"], "'edit' has no place here"),
        (2, ["story", "show", "r1", "r2"], "'r2' has no place here"),
    ],
)
def test_what_is_not_there_is_told(harbour: str, code: int, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, code, "article", *arguments)
