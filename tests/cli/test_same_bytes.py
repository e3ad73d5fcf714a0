"""Answers come from the table that every append writes: with the bytes of a replay, whatever else is kept."""

import json
from datetime import datetime
from typing import Any

import pytest

from sitlog.domain.asked import Asked, Wanted
from sitlog.domain.knowledge import known
from sitlog.domain.story import Story
from sitlog.domain.telling import ReadClaims, contents
from sitlog.projections.story import PARTS, story
from sitlog.store.log import SituationLog
from sitlog.store.statements import whole
from sitlog.store.statements.whole import Whole
from tests.cli.running import run

QUESTIONS = [
    [],
    ["--all"],
    ["--at", "2031-05-05 14:30", "--strict", "--by-publication"],
    ["--recorded-at", "2030-01-01"],
    *(["--recorded-at", f"e{position}"] for position in (1, 3, 7, 11, 16, 22)),
]
OTHERS = [["status"], ["diff", "e4", "e20"]]


def answers(log: str) -> list[str]:
    """All that the reading commands say, in JSON and for people."""
    asked = [["known", *question] for question in QUESTIONS] + OTHERS
    ran = [run(*each, *form, log=log) for each in asked for form in (["--json"], [])]
    assert {each.code for each in ran} == {0}
    return [each.out for each in ran]


def replay(log: SituationLog, situation: str, recorded_at: datetime | int, **_: bool) -> Story:
    """Put a situation together from its entries, with all texts."""
    return story(situation, log.of(situation).recorded_by(recorded_at))


def replay_whole(log: SituationLog, situation: str, asked: Asked, wanted: Wanted) -> Whole:
    """Answer from that story, with claims that are held."""
    put = replay(log, situation, asked.position)
    told = known(put, asked, everything=wanted.everything)
    claims = {each.claim.claim: each for each in told.claims}
    about = {key: each.claim.about for key, each in claims.items() if each.claim.about}
    held = contents(told.claims)
    read = ReadClaims(tuple(claims), about, held.last, held.sure, lambda keys: (claims[each] for each in keys))
    return Whole(told._replace(claims=read), read, None, put)


def test_what_the_table_tells_gives_the_bytes_of_a_replay(own_harbour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answers(own_harbour)

    assert run("projections", "start", *(part.name for part in PARTS), log=own_harbour).code == 0
    assert answers(own_harbour) == told
    monkeypatch.setattr(whole, "whole_at", replay_whole)
    assert answers(own_harbour) == told


def document(log: str, *arguments: str) -> dict[str, Any]:
    """What was known, as JSON."""
    found: dict[str, Any] = json.loads(run("known", "--json", *arguments, log=log).out)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_claim_alone_is_what_it_is_among_all(own_harbour: str, question: list[str]) -> None:
    for claim in document(own_harbour, *question)["claims"]:
        alone = document(own_harbour, *question, "--claim", claim["claim"])

        assert (alone["claims"], alone["only"]) == ([claim], [claim["claim"]])


@pytest.mark.parametrize("question", [*QUESTIONS, ["--without", "mayor"], ["--occurred", "2031-05-05 12:00"]])
def test_pages_together_are_all_claims(own_harbour: str, question: list[str]) -> None:
    leafed, after = [], list[str]()
    while True:
        page = document(own_harbour, *question, "--limit", "2", *after)
        leafed += page["claims"]
        if page["page"]["next"] is None:
            break
        after = ["--after", page["page"]["next"]]

    assert leafed == document(own_harbour, *question)["claims"]


def test_people_are_told_how_to_go_on(own_harbour: str) -> None:
    first = run("known", "--limit", "1", log=own_harbour).out
    assert first.rstrip().endswith("More of it: add --after blockade")

    last = run("known", "--limit", "50", "--after", "blockade", log=own_harbour).out
    assert "add --after" not in last


def test_a_claim_that_is_not_there_is_not_found(own_harbour: str) -> None:
    for option in ("--claim", "--after"):
        ran = run("known", option, "blokade", log=own_harbour)

        assert (ran.code, ran.out) == (3, "")
        assert "there is no claim 'blokade'" in ran.err
        assert "Did you mean blockade?" in ran.err


def test_claims_are_named_or_leafed_through(own_harbour: str) -> None:
    ran = run("known", "--claim", "blockade", "--limit", "2", log=own_harbour)

    assert ran.code == 2
    assert "--claim names the claims" in ran.err
