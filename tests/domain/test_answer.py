"""The JSON of `known`, which others build on."""

import json
from typing import Any

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Clock
from sitlog.domain.when import Precision, Span, When
from tests.given import (
    answer,
    at,
    between,
    blames,
    cites,
    claim,
    clock,
    corrects,
    corroborates,
    denies,
    incident,
    opened,
    recorded,
    redacts,
    report,
    says,
    source,
    updates,
)

BEFORE = [
    opened(),
    source("mayor"),
    source("gang"),
    source("paper", kind="outlet"),
    incident("fire", by="paper", occurred=between("7:00", "8:00"), place="harbour"),
    claim("two-dead", text="Two died", about="fire", aspect="deaths", value={"type": "number", "at_least": 2}),
    report("news", outlet="paper", published=at("9:00"), body="It burned."),
]
EVENING = clock("20:00")


def test_an_answer_is_the_document_that_the_schema_promises() -> None:
    log = recorded(
        *BEFORE,
        says(
            "mayor",
            "two-dead",
            at("10:00"),
            words="two",
            hedge="apparently",
            evidence=(cites("news"),),
            note="by phone",
        ),
        denies("gang", "two-dead", between("11:00", "21:00"), scope="knowledge"),
        updates("news", 2, between("19:00", "21:00")),
        says("gang", "two-dead", at("8:00", days=1)),
        redacts(11),
    )

    assert document(answer(log, EVENING)) == {
        "format": "sitlog.known/1",
        "situation": "harbour-fire",
        "asked": {
            "at": "2031-05-05T19:00:00Z",
            "recorded_at": "2031-05-12T11:00:00Z",
            "by": "said",
            "strict": False,
            "position": 12,
            "root": "0" * 64,
        },
        "claims": [
            {
                "claim": "two-dead",
                "text": "Two died",
                "about": "fire",
                "aspect": "deaths",
                "value": {"type": "number", "at_least": "2"},
                "status": "unchallenged",
                "perhaps": "disputed",
                "against": [],
                "since": {"earliest": "2031-05-05T09:00:00Z", "latest": "2031-05-05T09:00:00Z"},
                "earlier": [],
                "remarks": [],
                "corrected_by_publisher": [],
                "counts": {"statements": 1, "sources": 1, "lineages": 1, "unnamed": 0},
                "statements": [
                    {
                        "entry": 8,
                        "source": "mayor",
                        "stance": "asserts",
                        "hedge": "apparently",
                        "words": "two",
                        "note": "by phone",
                        "membership": "certain",
                        "standing": True,
                        "said": {
                            "earliest": "2031-05-05T09:00:00Z",
                            "latest": "2031-05-05T09:00:00Z",
                            "precision": "minute",
                            "zone": "Europe/Lisbon",
                            "words": None,
                        },
                        "recorded_at": "2031-05-12T11:00:00Z",
                        "evidence": [{"report": "news", "revision": 1, "place": None, "words": None}],
                    },
                    {
                        "entry": 9,
                        "source": "gang",
                        "stance": "denies",
                        "scope": "knowledge",
                        "membership": "possible",
                        "standing": False,
                        "said": {
                            "earliest": "2031-05-05T10:00:00Z",
                            "latest": "2031-05-05T20:00:00Z",
                            "precision": "minute",
                            "zone": "Europe/Lisbon",
                            "words": None,
                        },
                        "recorded_at": "2031-05-12T11:00:00Z",
                        "evidence": [],
                    },
                ],
            }
        ],
        "reports": [{"report": "news", "revision": 2, "membership": "possible", "held": False, "certain": 1}],
        "incidents": [
            {
                "incident": "fire",
                "kind": "fire",
                "title": "fire",
                "by": "paper",
                "place": "harbour",
                "occurred": {
                    "earliest": "2031-05-05T06:00:00Z",
                    "latest": "2031-05-05T07:00:00Z",
                    "precision": "minute",
                    "zone": "Europe/Lisbon",
                    "words": None,
                },
                "membership": "certain",
            }
        ],
        "redacted": [{"entry": 11, "recorded_at": "2031-05-12T11:00:00Z", "type": "ClaimAsserted"}],
    }


def test_an_earlier_status_has_its_beginning_and_the_beginning_of_the_next() -> None:
    log = recorded(
        *BEFORE, says("mayor", "two-dead", at("10:00")), denies("gang", "two-dead", between("11:00", "12:00"))
    )

    (told,) = document(answer(log, EVENING))["claims"]

    assert told["earlier"] == [
        {
            "status": "unchallenged",
            "since": {"earliest": "2031-05-05T09:00:00Z", "latest": "2031-05-05T09:00:00Z"},
            "until": {"earliest": "2031-05-05T10:00:00Z", "latest": "2031-05-05T11:00:00Z"},
        }
    ]
    assert told["since"] == told["earlier"][0]["until"]


def test_an_open_end_is_null() -> None:
    open_end = When(earliest=None, latest=clock("10:00"), precision=Precision.DAY, words="by ten")

    (told,) = document(answer(recorded(*BEFORE, says("mayor", "two-dead", open_end)), EVENING))["claims"]

    assert told["since"] == {"earliest": None, "latest": "2031-05-05T09:00:00Z"}
    assert told["statements"][0]["said"]["words"] == "by ten"


def test_what_only_some_statements_have_is_told_of_those() -> None:
    log = recorded(
        *BEFORE,
        blames("mayor", "gang", "fire", at("10:00"), mode="assessment"),
        corroborates("gang", "fire-by-gang", at("11:00"), "unknown"),
        says("paper", "fire-by-gang", at("12:00"), relayed_by="gang"),
        corrects(10, says("paper", "fire-by-gang", at("12:00"), relayed_by="mayor")),
    )

    (told,) = document(answer(log, EVENING))["claims"]

    usual = {"entry", "source", "stance", "membership", "standing", "said", "recorded_at", "evidence"}
    assert [{name: each[name] for name in each if name not in usual} for each in told["statements"]] == [
        {"mode": "assessment", "actor": "gang"},
        {"independence": "unknown"},
        {"relayed_by": "mayor", "corrected_by": [11]},
    ]


def test_when_it_became_public_is_told_where_that_is_not_when_it_was_said() -> None:
    log = recorded(
        *BEFORE,
        says("mayor", "two-dead", at("8:30"), evidence=(cites("news"),)),
        denies("gang", "two-dead", at("10:00")),
    )

    (told,) = document(answer(log, EVENING, by=Clock.PUBLICATION))["claims"]

    assert [each.get("public", {}).get("latest") for each in told["statements"]] == ["2031-05-05T08:00:00Z", None]


def test_a_publishers_correction_stands_with_the_claims_that_it_names() -> None:
    log = recorded(
        *BEFORE,
        claim("three-dead", text="Three died"),
        says("mayor", "two-dead", at("10:00")),
        says("gang", "three-dead", at("10:00")),
        updates("news", 2, at("11:00"), "correction", wrong=("two-dead",), replaced_by=("three-dead",)),
        updates("news", 3, between("19:00", "21:00"), "correction", wrong=("three-dead",)),
        updates("news", 4, at("8:00", days=1), "correction", wrong=("two-dead",)),
    )

    def told(**question: Any) -> dict[str, Any]:
        claims = document(answer(log, EVENING, **question))["claims"]
        return {each["claim"]: each["corrected_by_publisher"] for each in claims}

    wrong = {"report": "news", "revision": 2, "entry": 11, "says": "wrong", "membership": "certain"}
    right = wrong | {"says": "replacement"}
    perhaps = {"report": "news", "revision": 3, "entry": 12, "says": "wrong", "membership": "possible"}
    assert told() == {"two-dead": [wrong], "three-dead": [right, perhaps]}
    assert told(strict=True) == {"two-dead": [wrong], "three-dead": [right]}


def test_alternatives_are_all_told() -> None:
    one, other = (Span(earliest=clock(hour), latest=clock(hour)) for hour in ("10:00", "12:00"))
    either = When(earliest=one.earliest, latest=other.latest, precision=Precision.HOUR, alternatives=(one, other))

    (told,) = document(answer(recorded(*BEFORE, says("mayor", "two-dead", either)), EVENING))["claims"]

    assert told["statements"][0]["said"]["alternatives"] == [
        {"earliest": "2031-05-05T09:00:00Z", "latest": "2031-05-05T09:00:00Z"},
        {"earliest": "2031-05-05T11:00:00Z", "latest": "2031-05-05T11:00:00Z"},
    ]


def test_the_bytes_of_an_answer_are_compact_and_keep_their_letters() -> None:
    told = document(
        answer(recorded(opened(), source("mayor"), claim("fogo", text="Há fogo no cais")), EVENING, everything=True)
    )

    found = written(told)

    assert json.loads(found) == told
    assert "Há fogo no cais".encode() in found
    assert b": " not in found
    assert list(json.loads(found)) == ["format", "situation", "asked", "claims", "reports", "incidents", "redacted"]
