"""Telling somebody what is known, and telling them again when it changed."""

import json
from hashlib import sha256

import pytest

from sitlog.domain.answer import written
from tests.cli.questions import ask, every_form, fitting, golden, refused, the_same, well_formed
from tests.cli.running import unrooted


def test_a_briefing_in_every_form_to_the_letter(own_harbour: str) -> None:
    for form in ("text", "md", "html"):
        ran = ask(
            own_harbour, "brief", "the mayor's office", "--at", "2031-05-05 12:00", "--format", form, SITLOG_ACTOR="mo"
        )
        assert ran.code == 0
        the_same(f"brief-{form}.txt", unrooted(ran.out))


def test_a_page_is_well_formed_and_runs_nothing(own_harbour: str) -> None:
    told = ask(own_harbour, "brief", "<script>alert(1)</script>", "--format", "html").out

    assert "<script" not in told
    body = told.partition("<h1>")[2].rpartition("</html>")[0]
    well_formed(f"<div><h1>{body}</div>")


def test_what_was_told_is_recorded_with_its_digest_and_claims(own_harbour: str) -> None:
    briefing = fitting(own_harbour, "briefing", "brief", "the press", "--claim", "arson")

    assert briefing["digest"] == sha256(written(briefing["answer"])).hexdigest()
    assert [each["claim"] for each in briefing["answer"]["claims"]] == ["arson"]
    told = fitting(own_harbour, "briefings", "briefings")["briefings"][-1]
    assert (told["audience"], told["claims"], told["stale"]) == ("the press", ["arson"], False)


def test_the_digest_of_a_whole_briefing_is_that_of_known(own_harbour: str) -> None:
    briefing = fitting(own_harbour, "briefing", "brief", "the press", "--at", "2031-05-05 12:00")
    position, at = briefing["answer"]["asked"]["position"], briefing["answer"]["asked"]["at"]

    known = ask(own_harbour, "known", "--at", at, "--recorded-at", f"e{position}", "--json").out
    answer = json.loads(known)
    answer["asked"]["recorded_at"] = briefing["answer"]["asked"]["recorded_at"]
    assert briefing["digest"] == sha256(written(answer)).hexdigest()


def test_briefings_to_the_letter(harbour: str) -> None:
    golden(harbour, "briefings", "briefings")
    golden(harbour, "briefings-stale", "briefings", "--stale")


def test_a_briefing_holds_until_a_later_entry_overtakes_it(harbour: str) -> None:
    def stale(position: str) -> bool:
        (told,) = fitting(harbour, "briefings", "briefings", "--recorded-at", position)["briefings"]
        return bool(told["changes"] and told["changes"]["claims"])

    assert [stale(each) for each in ("e26", "e27", "e28")] == [False, True, True]


def test_a_new_claim_overtakes_a_briefing_on_everything_and_none_on_another_claim(own_harbour: str) -> None:
    for arguments in (["everything"], ["arson", "--claim", "arson"]):
        assert ask(own_harbour, "brief", *arguments).code == 0
    assert ask(own_harbour, "record", "2031-05-05 15:30 mayor denies genuine").code == 0

    told = {each["audience"]: each["stale"] for each in fitting(own_harbour, "briefings", "briefings")["briefings"]}

    assert (told["everything"], told["arson"]) == (True, False)


def test_briefings_have_every_form(harbour: str) -> None:
    every_form(harbour, "briefings")
    every_form(harbour, "briefings", "--stale")


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (2, ["  "], "the audience is missing"),
        (2, [], "missing"),
        (3, ["x", "--claim", "arsn"], "Did you mean arson?"),
        (2, ["x", "--at", "noonish"], "--at: "),
        (2, ["x", "--json", "--format", "html"], "ask for two forms"),
        (2, ["x", "--recorded-at", "e3"], "--recorded-at"),
    ],
)
def test_what_cannot_be_told_is_refused_and_not_recorded(
    harbour: str, code: int, arguments: list[str], told: str
) -> None:
    before = len(fitting(harbour, "briefings", "briefings")["briefings"])

    assert told in refused(harbour, code, "brief", *arguments)
    assert len(fitting(harbour, "briefings", "briefings")["briefings"]) == before
