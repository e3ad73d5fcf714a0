"""What stands beside a status: how many voices are one, and who contradicts whom."""

from collections.abc import Iterable
from typing import Any

import pytest

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.knowledge import KnownClaim
from sitlog.domain.remarks import Remark, principals
from sitlog.projections.sources import sources
from tests.given import (
    at,
    between,
    blames,
    cites,
    claim,
    clock,
    conflict,
    corroborates,
    denies,
    incident,
    known_at,
    opened,
    recorded,
    report,
    says,
    source,
    unclear,
    updates,
)

NINE, TEN, ELEVEN = at("9:00"), at("10:00"), at("11:00")
BEFORE = [
    opened(),
    source("city"),
    source("mayor", of="city"),
    source("clerk", of="mayor", identification="unnamed_individual"),
    source("police", of="city"),
    source("crew"),
    source("gang"),
    source("channel", of="gang"),
    source("paper", kind="outlet"),
    incident("fire", by="paper", occurred=NINE),
    claim("arson", about="fire"),
    claim("post"),
]


def number(
    key: str, least: int | None, most: int | None = None, unit: str | None = None, aspect: str = "deaths"
) -> Event:
    """A claim how many died."""
    value = {"type": "number", "at_least": least, "at_most": most, "unit": unit}
    return claim(key, about="fire", aspect=aspect, value=value)


def found(*events: Event) -> dict[str, KnownClaim]:
    """What is known in the evening, after these events."""
    return known_at(recorded(*BEFORE, *events), clock("20:00"))


def remarks(claim: str, *events: Event) -> list[str]:
    """The remarks on a claim after these events."""
    return [each.value for each in found(*events)[claim].remarks]


def lineages(*events: Event) -> int:
    """The lineages of arson after these events."""
    return found(*events)["arson"].counts.lineages


def test_two_independent_voices_corroborate() -> None:
    assert remarks("arson", says("mayor", "arson", NINE)) == []
    assert remarks("arson", says("mayor", "arson", NINE), says("crew", "arson", TEN)) == ["corroborated"]


def test_affiliated_voices_repeating_their_principal_are_one_lineage() -> None:
    events = says("city", "arson", NINE), says("mayor", "arson", TEN), says("clerk", "arson", TEN)

    arson = found(*events)["arson"]

    assert arson.remarks == (Remark.ONE_LINEAGE,)
    assert (arson.counts.statements, arson.counts.sources, arson.counts.lineages) == (3, 3, 1)


def test_two_who_speak_for_the_same_are_one_lineage() -> None:
    assert remarks("arson", says("clerk", "arson", NINE), says("police", "arson", TEN)) == ["one-lineage"]


def test_one_voice_with_several_reports_is_one_lineage_and_no_remark() -> None:
    reports = report("news", outlet="paper", published=TEN), report("bulletin", outlet="paper", published=TEN)
    told = (says("mayor", "arson", NINE, evidence=(cites(each),), relayed_by="paper") for each in ("news", "bulletin"))

    arson = found(*reports, *told)["arson"]

    assert arson.remarks == ()
    assert (arson.counts.statements, arson.counts.sources, arson.counts.lineages) == (2, 1, 1)


@pytest.mark.parametrize(
    ("independence", "remark", "count"),
    [("independent", "corroborated", 2), ("same_origin", "one-lineage", 1), ("unknown", "one-lineage", 1)],
)
def test_a_corroboration_is_a_lineage_if_it_is_declared_independent(independence: str, remark: str, count: int) -> None:
    events = says("mayor", "arson", NINE), corroborates("crew", "arson", TEN, independence)

    assert remarks("arson", *events) == [remark]
    assert lineages(*events) == count


def test_corroborations_of_what_nobody_else_says_are_one_lineage() -> None:
    assert lineages(corroborates("crew", "arson", TEN, "unknown"), corroborates("paper", "arson", TEN, "unknown")) == 1


def test_each_stance_has_its_lineages() -> None:
    assert lineages(says("mayor", "arson", NINE), denies("police", "arson", NINE), unclear("city", "arson", TEN)) == 3


def test_voices_of_one_lineage_may_deny_while_others_corroborate() -> None:
    against = denies("mayor", "arson", NINE), denies("police", "arson", NINE)

    assert remarks("arson", says("crew", "arson", NINE), says("paper", "arson", NINE), *against) == [
        "corroborated",
        "one-lineage",
    ]


def test_one_affiliation_on_both_sides_is_a_split() -> None:
    assert remarks("arson", says("mayor", "arson", NINE), denies("police", "arson", TEN)) == ["split"]
    assert remarks("arson", says("clerk", "arson", NINE), denies("police", "arson", TEN)) == ["split"]


def test_a_principal_against_its_own_voice_is_no_split() -> None:
    assert remarks("arson", says("mayor", "arson", NINE), denies("city", "arson", TEN)) == []


def test_one_affiliation_on_two_claims_in_conflict_is_a_split() -> None:
    events = number("two", 2, 2), number("three", 3), says("mayor", "two", NINE), says("police", "three", TEN)

    assert remarks("two", *events) == ["split"]
    assert remarks("three", *events) == ["split"]


def test_one_voice_that_asserts_two_claims_in_conflict_is_no_split() -> None:
    events = conflict("arson", "post"), says("mayor", "arson", NINE), says("mayor", "post", NINE)

    assert remarks("arson", *events) == []


def test_a_voice_is_disowned_by_a_principal_that_denies_authorship() -> None:
    events = says("clerk", "post", NINE), denies("city", "post", TEN, scope="authorship")

    assert remarks("post", *events) == ["disowned"]
    assert remarks("post", says("clerk", "post", NINE), denies("city", "post", TEN)) == []


def test_a_stranger_disowns_nobody() -> None:
    assert remarks("post", says("channel", "post", NINE), denies("crew", "post", TEN, scope="authorship")) == []


def test_a_denial_of_authorship_that_was_taken_back_by_another_statement_disowns_nobody() -> None:
    events = denies("gang", "post", TEN, scope="authorship"), denies("gang", "post", ELEVEN)

    assert remarks("post", says("channel", "post", NINE), *events) == []


def test_a_self_claim_of_a_disowned_voice_is_disowned() -> None:
    disowned = says("channel", "post", NINE), denies("gang", "post", TEN, scope="authorship")
    claimed = blames("channel", "gang", "fire", NINE, mode="apparent_self_claim")

    assert remarks("fire-by-gang", *disowned, claimed) == ["disowned"]
    assert remarks("fire-by-gang", claimed) == []


def test_a_self_claim_that_another_voice_supports_is_not_disowned() -> None:
    disowned = says("channel", "post", NINE), denies("gang", "post", TEN, scope="authorship")
    claimed = blames("channel", "gang", "fire", NINE, mode="self_claim"), blames("mayor", "gang", "fire", NINE)

    assert "disowned" not in remarks("fire-by-gang", *disowned, *claimed)


def test_a_disowned_voice_does_not_split_those_who_disowned_it() -> None:
    events = source("wing", of="gang"), says("channel", "post", NINE), denies("wing", "post", TEN)

    assert remarks("post", *events) == ["split"]
    assert remarks("post", *events, denies("gang", "post", TEN, scope="authorship")) == ["one-lineage", "disowned"]


def test_a_disowned_voice_speaks_for_its_principal_on_no_side() -> None:
    rivals = conflict("arson", "post"), source("wing", of="gang"), says("wing", "arson", NINE)
    disowned = says("channel", "post", NINE), denies("gang", "post", TEN, scope="authorship")

    assert remarks("arson", *rivals, disowned[0]) == ["split"]
    assert remarks("arson", *rivals, *disowned) == []


def cited(*said: tuple[str, str, int]) -> list[str]:
    """The remarks on two dead when each of these is said with a revision of the news."""
    counts = number("two", 2, 2), number("three", 3, 3), number("some", 1)
    news = report("news", outlet="paper", published=NINE), updates("news", 2, TEN)
    told = (says(by, key, NINE, evidence=(cites("news", revision),)) for by, key, revision in said)
    return remarks("two", *counts, *news, *told)


def test_one_report_with_values_that_cannot_both_hold_conflicts_with_itself() -> None:
    assert "self-conflicting" in cited(("mayor", "two", 1), ("crew", "three", 1))
    assert "self-conflicting" not in cited(("mayor", "two", 1), ("crew", "three", 2))
    assert "self-conflicting" not in cited(("mayor", "two", 1), ("crew", "some", 1))
    assert "self-conflicting" not in cited(("mayor", "two", 1))


def test_a_report_that_quotes_voices_in_declared_conflict_does_not_contradict_itself() -> None:
    news = report("news", outlet="paper", published=NINE), conflict("arson", "post")
    told = (
        says("mayor", "arson", NINE, evidence=(cites("news"),)),
        says("crew", "post", NINE, evidence=(cites("news"),)),
    )

    assert remarks("arson", *news, *told) == []


def test_a_newer_value_of_the_same_source_supersedes() -> None:
    counts = number("two", 2, 2), number("three", 3, 3)
    told = says("crew", "two", NINE), says("crew", "three", TEN)

    assert "superseded" in remarks("two", *counts, *told)
    assert "superseded" not in remarks("three", *counts, *told)


def test_a_value_that_another_source_still_stands_by_is_not_superseded() -> None:
    counts = number("two", 2, 2), number("three", 3, 3)
    told = says("crew", "two", NINE), says("crew", "three", TEN), says("mayor", "two", NINE)

    assert "superseded" not in remarks("two", *counts, *told)


@pytest.mark.parametrize(
    "later", [says("crew", "three", NINE), says("crew", "injured", TEN), denies("crew", "three", TEN)]
)
def test_a_value_is_not_superseded_by_one_of_the_same_time_or_of_another_aspect(later: Event) -> None:
    counts = number("two", 2, 2), number("three", 3, 3), number("injured", 9, aspect="injuries")

    assert "superseded" not in remarks("two", *counts, says("crew", "two", NINE), later)


def test_a_value_is_not_superseded_by_one_that_may_have_come_first() -> None:
    counts = number("two", 2, 2), number("three", 3, 3)
    told = says("crew", "two", TEN), says("crew", "three", between("9:00", "12:00"))

    assert "superseded" not in remarks("two", *counts, *told)


@pytest.mark.parametrize(
    ("one", "other", "cannot_both_hold"),
    [
        ({"type": "number", "at_least": 2, "at_most": 2}, {"type": "number", "at_least": 3}, True),
        ({"type": "number", "at_most": 2}, {"type": "number", "at_least": 2}, False),
        ({"type": "number", "at_most": 2}, {"type": "number", "at_least": 3, "unit": "people"}, False),
        ({"type": "number", "at_least": 2}, {"type": "number", "at_least": 3}, False),
        ({"type": "number", "at_most": 2}, {"type": "number", "at_most": 3}, False),
        ({"type": "date", "when": NINE}, {"type": "date", "when": TEN}, True),
        ({"type": "date", "when": NINE}, {"type": "date", "when": NINE}, False),
        ({"type": "date", "when": NINE}, {"type": "number", "at_least": 1}, False),
        ({"type": "place", "place": "the pier"}, {"type": "place", "place": "the market"}, False),
        ({"type": "actor", "actor": "gang"}, {"type": "actor", "actor": "crew"}, False),
        ({"type": "number", "at_most": 2}, None, False),
    ],
)
def test_values_are_in_evident_conflict_if_nothing_satisfies_both(
    one: dict[str, Any], other: dict[str, Any] | None, *, cannot_both_hold: bool
) -> None:
    claims = (claim(key, about="fire", aspect="it", value=value) for key, value in (("one", one), ("other", other)))

    statuses = {found(*claims, says("mayor", "one", NINE), says("crew", "other", NINE))[key].status for key in ("one",)}

    assert statuses == {"disputed" if cannot_both_hold else "unchallenged"}


def test_values_of_different_incidents_or_aspects_are_not_in_conflict() -> None:
    events = (
        incident("flood", by="paper", occurred=NINE),
        number("two", 2, 2),
        number("nine", 9, aspect="injuries"),
        claim("drowned", about="flood", aspect="deaths", value={"type": "number", "at_least": 5}),
        *(says("crew", each, NINE) for each in ("two", "nine", "drowned")),
    )

    assert {each.status.value for each in found(*events).values()} == {"unchallenged"}


def above(source: str, log: Iterable[Entry]) -> list[str]:
    """The principals of a source."""
    return [str(each) for each in principals(next(key for key in sources(log) if key == source), sources(log))]


def test_the_principals_of_a_source_are_named_from_the_nearest_on() -> None:
    assert above("clerk", recorded(*BEFORE)) == ["mayor", "city"]


def test_sources_that_belong_to_each_other_end_nowhere() -> None:
    log = recorded(source("one", of="two"), source("two", of="three"), source("three", of="two"))

    assert above("one", log) == ["two", "three"]
    assert above("two", log) == ["three"]
