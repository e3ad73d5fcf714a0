"""The catalogue: every event has its form, names what it rests on, and comes back from its JSON as it was."""

from typing import Any

import pytest

from sitlog.domain.errors import BadEvent
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimAssessed,
    ClaimDenied,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceLinked,
    ReportPublished,
    SituationOpened,
    SourceRegistered,
)
from sitlog.domain.identity import content, identity
from sitlog.domain.values import Kind
from tests.given import TOWN, asked_at, at, between, blames, clock, conflict, corrects, says

NINE = at("9:00")
CITED = ({"report": "news", "revision": 1, "place": "second paragraph", "words": "it burned"},)
SHA256 = "0123456789abcdef" * 4

# One of each kind with all that it can hold; these names and fields are in logs on disk.
FORMS: dict[str, dict[str, Any]] = {
    "SituationOpened": {"title": "Fire at the harbour", "zone": "Europe/Lisbon"},
    "SourceRegistered": {
        "source": "two-officers",
        "name": "Two officers",
        "kind": "group",
        "identification": "unnamed_group",
        "count": 2,
        "affiliation": "police",
    },
    "ReportPublished": {
        "report": "news",
        "outlet": "paper",
        "title": "Fire",
        "url": "https://example.org/fire",
        "published": between("9:00", "10:00"),
        "body": "It burned.",
    },
    "ArticleUpdated": {
        "report": "news",
        "revision": 2,
        "kind": "correction",
        "updated": NINE,
        "notice": "Corrects the number",
        "changes": "two, not three",
        "title": "Fire",
        "body": "",
        "wrong": ("three-dead",),
        "replaced_by": ("two-dead",),
    },
    "EvidenceCaptured": {
        "report": "news",
        "revision": 1,
        "sha256": SHA256,
        "captured": NINE,
        "method": "saved by hand",
        "archive_url": "https://example.org/kept",
    },
    "IncidentReported": {
        "incident": "fire",
        "kind": "fire",
        "title": "The fire",
        "by": "paper",
        "occurred": NINE,
        "place": "harbour",
    },
    "ClaimFramed": {
        "claim": "two-dead",
        "text": "Two died",
        "about": "fire",
        "aspect": "deaths",
        "value": {"type": "number", "at_least": "2", "at_most": "2", "unit": "people"},
    },
    "ClaimAsserted": {
        "claim": "arson",
        "by": "mayor",
        "said": NINE,
        "words": "someone did it",
        "hedge": "apparently",
        "relayed_by": "paper",
    },
    "AttackAttributed": {
        "incident": "fire",
        "actor": "gang",
        "by": "mayor",
        "said": NINE,
        "mode": "accusation",
        "hedge": "believed",
        "words": "it was they",
    },
    "ClaimDenied": {"claim": "arson", "by": "gang", "scope": "involvement", "said": NINE, "words": "not us"},
    "ClaimHedged": {"claim": "arson", "by": "crew", "said": NINE, "words": "we do not know"},
    "ClaimCorroborated": {
        "claim": "arson",
        "by": "crew",
        "said": NINE,
        "independence": "independent",
        "words": "so it is",
    },
    "ClaimRetracted": {"claim": "arson", "by": "mayor", "said": NINE, "words": "we were wrong"},
    "ClaimsConflicted": {"claims": ("two-dead", "three-dead"), "declared_by": "crew", "reason": "one number"},
    "SourceAssessed": {
        "source": "mayor",
        "analyst": "Ada",
        "reliability": "B",
        "confidence": "high",
        "reason": "was right before",
    },
    "ClaimAssessed": {
        "claim": "arson",
        "analyst": "Ada",
        "credibility": 3,
        "likelihood": "likely",
        "confidence": "low",
        "reason": "one witness",
    },
    "EvidenceLinked": {"entry": 7},
    "BriefingIssued": {
        "audience": "The council",
        "asked": asked_at(clock("12:00")),
        "digest": SHA256,
        "claims": ("arson",),
    },
    "EntryCorrected": {"entry": 7, "replacement": says("mayor", "arson", NINE, note="as heard"), "reason": "a slip"},
    "EntryWithdrawn": {"entry": 7, "reason": "twice"},
    "EntryRedacted": {"entry": 7, "basis": "GDPR 17"},
}
COMMON = {
    "situation": TOWN,
    "note": "Seen on the wall",
    "evidence": CITED,
    "external_id": "wire-1",
    "recorded_by": "rk",
    "provenance": "fire.slog:12",
}


def full(topic: str) -> Event:
    """An event of that kind with every field."""
    return CATALOGUE[topic].of(**COMMON, **FORMS[topic])


def slip(kind: type[Event], /, **fields: Any) -> BadEvent:
    """Why an event is not one."""
    with pytest.raises(BadEvent) as refused:
        kind.of(**{"situation": TOWN, **fields})
    return refused.value


def test_the_catalogue_is_what_logs_hold() -> None:
    assert {topic for topic, kind in CATALOGUE.items() if kind.__module__.startswith("sitlog.")} == set(FORMS)


@pytest.mark.parametrize("topic", FORMS)
def test_every_field_of_an_event_comes_back_from_its_json(topic: str) -> None:
    event = full(topic)

    written = event.model_dump_json(exclude_defaults=True)
    again = CATALOGUE[topic].model_validate_json(written)

    assert set(event.model_fields_set) == set(type(event).model_fields)
    assert (again, again.model_dump_json(exclude_defaults=True)) == (event, written)
    assert (identity(again), content(again)) == (identity(event), content(event))


@pytest.mark.parametrize("topic", FORMS)
def test_an_event_never_changes(topic: str) -> None:
    with pytest.raises(ValueError, match="frozen"):
        full(topic).note = "another"  # type: ignore[misc]  # what is refused here


@pytest.mark.parametrize("topic", FORMS)
def test_an_event_has_no_fields_but_its_own(topic: str) -> None:
    refused = slip(CATALOGUE[topic], **FORMS[topic], colour="red")

    assert refused.message == f"{topic}: there is no field colour"
    assert refused.hint == f"See its form: sitlog schema {topic}"


def test_a_time_has_no_fields_but_its_own() -> None:
    form = FORMS["ClaimAsserted"]

    refused = slip(CATALOGUE["ClaimAsserted"], **form | {"said": {**NINE.plain(), "colour": "red"}})

    assert refused.message == "ClaimAsserted: there is no field said.colour"


@pytest.mark.parametrize("topic", FORMS)
def test_an_event_says_which_fields_are_missing(topic: str) -> None:
    needed = {name for name, field in CATALOGUE[topic].model_fields.items() if field.is_required()} - {"situation"}

    message = slip(CATALOGUE[topic]).message

    assert {part.removesuffix(" is missing") for part in message.removeprefix(f"{topic}: ").split("; ")} == needed


@pytest.mark.parametrize(
    ("topic", "references", "introductions"),
    [
        ("SituationOpened", set(), {"situation harbour-fire"}),
        ("SourceRegistered", {"source police"}, {"source two-officers"}),
        ("ReportPublished", {"source paper"}, {"report news", "revision news.r1"}),
        ("ArticleUpdated", {"report news", "claim three-dead", "claim two-dead"}, {"revision news.r2"}),
        ("EvidenceCaptured", {"report news", "revision news.r1"}, set()),
        ("IncidentReported", {"source paper"}, {"incident fire"}),
        ("ClaimFramed", {"incident fire"}, {"claim two-dead"}),
        ("ClaimAsserted", {"claim arson", "source mayor", "source paper"}, set()),
        ("AttackAttributed", {"incident fire", "source gang", "source mayor"}, {"claim fire-by-gang"}),
        ("ClaimDenied", {"claim arson", "source gang"}, set()),
        ("ClaimHedged", {"claim arson", "source crew"}, set()),
        ("ClaimCorroborated", {"claim arson", "source crew"}, set()),
        ("ClaimRetracted", {"claim arson", "source mayor"}, set()),
        ("ClaimsConflicted", {"claim two-dead", "claim three-dead", "source crew"}, set()),
        ("SourceAssessed", {"source mayor"}, set()),
        ("ClaimAssessed", {"claim arson"}, set()),
        ("EvidenceLinked", {"entry 7"}, set()),
        ("BriefingIssued", {"claim arson"}, set()),
        ("EntryCorrected", {"entry 7"}, set()),
        ("EntryWithdrawn", {"entry 7"}, set()),
        ("EntryRedacted", {"entry 7"}, set()),
    ],
)
def test_an_event_names_what_it_rests_on_and_what_it_brings(
    topic: str, references: set[str], introductions: set[str]
) -> None:
    event = full(topic)
    common = {"report news", "revision news.r1"} | (set() if topic == "SituationOpened" else {f"situation {TOWN}"})

    assert {f"{each.kind} {each.key}" for each in event.references} == references | common
    assert {f"{each.kind} {each.key}" for each in event.introductions} == introductions


def test_a_claim_about_an_actor_names_that_source() -> None:
    framed = ClaimFramed.of(situation=TOWN, claim="who", text="They did", value={"type": "actor", "actor": "gang"})

    assert ("source", "gang") in {(each.kind.value, each.key) for each in framed.references}


def test_the_recorder_is_nobody_s_key() -> None:
    assert {each.kind for each in conflict("arson", "post").references} == {Kind.SITUATION, Kind.CLAIM}


def test_an_attribution_is_about_a_claim_of_its_own() -> None:
    event = blames("mayor", "gang", "fire", NINE)

    assert isinstance(event, AttackAttributed)
    assert event.claim == "fire-by-gang"


def test_a_correction_brings_the_claim_that_its_replacement_frames() -> None:
    event = corrects(7, blames("mayor", "gang", "fire", NINE))

    assert [(each.kind.value, each.key, each.shared) for each in event.introductions] == [
        ("claim", "fire-by-gang", True)
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (
            SourceRegistered,
            {"source": "US Officials", "name": "US", "kind": "group", "identification": "named"},
            "source 'US Officials' is not a key: small letters a-z, digits and hyphens, such as us-officials",
        ),
        (
            ClaimFramed,
            {"claim": "e12", "text": "It burned"},
            "claim: 'e12' has a meaning of its own in sitlog: choose another key, such as 'e12-1'",
        ),
        (
            ClaimFramed,
            {"claim": "burned", "text": "\ud800"},
            "text: Input should be a valid string, unable to parse raw data as a unicode string",
        ),
        (
            ClaimsConflicted,
            {"claims": ["arson", "arson"], "declared_by": "recorder", "reason": "no"},
            "event: a claim cannot conflict with itself: name each claim once",
        ),
        (
            ArticleUpdated,
            {"report": "news", "revision": 2, "kind": "update", "updated": NINE, "wrong": ["arson"]},
            "event: claims that were wrong belong to a correction: write kind correction, not update",
        ),
        (
            ClaimAssessed,
            {"claim": "arson", "analyst": "Ada"},
            "event: an assessment needs a credibility (1-6), a likelihood, or both",
        ),
        (EvidenceLinked, {"entry": 7}, "event: evidence is missing: name a revision, such as @am.r2"),
        (
            ClaimFramed,
            {"claim": "dead", "text": "Some died", "value": {"type": "number"}},
            "value.number: a number needs a bound: at_least, at_most, or both",
        ),
        (
            ClaimFramed,
            {"claim": "dead", "text": "Some died", "value": {"type": "number", "at_least": 3, "at_most": 2}},
            "value.number: a number cannot be at least 3 and at most 2",
        ),
        (
            EntryCorrected,
            {
                "entry": 7,
                "replacement": {"type": "EntryWithdrawn", "situation": TOWN, "entry": 6, "reason": "no"},
                "reason": "no",
            },
            "event: an entry is not corrected into EntryWithdrawn: record that event by itself",
        ),
        (
            EntryCorrected,
            {"entry": 7, "replacement": {"type": "ClaimDenied", "situation": TOWN}, "reason": "no"},
            "replacement: ClaimDenied: by is missing; said is missing; claim is missing",
        ),
    ],
)
def test_a_slip_is_told_by_its_field_and_what_to_write(kind: type[Event], fields: dict[str, Any], message: str) -> None:
    assert slip(kind, **fields).message == f"{kind.TOPIC}: {message}"


def test_a_situation_has_a_zone_that_exists() -> None:
    assert "there is no time zone" in slip(SituationOpened, title="Fire", zone="Europe/Harbour").message.lower()
    assert "offset" in slip(SituationOpened, title="Fire", zone="+01:00").message


def test_a_replacement_is_an_event_with_its_type() -> None:
    assert "write an event with its type" in slip(EntryCorrected, entry=7, replacement={}, reason="no").message


def test_a_number_keeps_its_digits() -> None:
    framed = ClaimFramed.of(
        situation=TOWN, claim="height", text="So high", value={"type": "number", "at_least": "0.1", "at_most": "10.50"}
    )

    again = ClaimFramed.model_validate_json(framed.model_dump_json(exclude_defaults=True))

    assert again.model_dump(mode="json", exclude_defaults=True)["value"] == {
        "type": "number",
        "at_least": "0.1",
        "at_most": "10.50",
    }


def test_a_denial_is_of_the_truth_unless_it_says_otherwise() -> None:
    assert ClaimDenied.of(situation=TOWN, claim="arson", by="gang", said=NINE).scope == "truth"


def test_an_empty_body_is_held_and_none_is_not() -> None:
    empty, none = (
        ReportPublished.of(situation=TOWN, report="news", outlet="paper", title="Fire", published=NINE, body=body)
        for body in ("", None)
    )

    assert ReportPublished.model_validate_json(empty.model_dump_json(exclude_defaults=True)).body == ""
    assert ReportPublished.model_validate_json(none.model_dump_json(exclude_defaults=True)).body is None


def test_events_that_say_the_same_are_the_same_whoever_typed_them() -> None:
    one, other = says("mayor", "arson", NINE, recorded_by="rk"), says("mayor", "arson", NINE, provenance="fire.slog:3")

    assert identity(one) == identity(other)


@pytest.mark.parametrize("field", ["note", "words", "hedge", "relayed_by", "claim", "by"])
def test_events_that_differ_in_what_they_say_are_not_the_same(field: str) -> None:
    one = says("mayor", "arson", NINE)

    assert identity(one) != identity(one.model_copy(update={field: "other"}))
    assert content(one) != content(one.model_copy(update={field: "other"}))


def test_the_sender_s_id_makes_an_event_the_same_whatever_it_says() -> None:
    one, other = says("mayor", "arson", NINE, external_id="a"), says("crew", "arson", NINE, external_id="a")

    assert identity(one) == identity(other)
    assert content(one) != content(other)
    assert identity(one) != identity(says("mayor", "arson", NINE, external_id="b"))


def test_two_kinds_cannot_have_one_name() -> None:
    with pytest.raises(TypeError, match="takes the topic ClaimDenied of ClaimDenied"):
        type("Another", (ClaimDenied,), {"TOPIC": "ClaimDenied", "__module__": __name__, "__annotations__": {}})
