"""What was known: statuses, what may be, since when, counts, reports, and the two clocks."""

from datetime import datetime
from typing import Any

import pytest

from sitlog.domain.asked import Clock
from sitlog.domain.event import Event
from sitlog.domain.knowledge import Known, KnownClaim
from sitlog.domain.status import Status
from sitlog.domain.when import Membership, Precision, When
from tests.given import (
    answer,
    at,
    between,
    blames,
    cites,
    claim,
    clock,
    conflict,
    corrects,
    denies,
    incident,
    known_at,
    links,
    opened,
    recorded,
    redacts,
    report,
    retracts,
    says,
    source,
    unclear,
    updates,
    withdraws,
)

NINE, TEN, ELEVEN, NOON = at("9:00"), at("10:00"), at("11:00"), at("12:00")
NIGHT = clock("23:00")
# e1 to e8
BEFORE = [
    opened(),
    source("mayor"),
    source("crew", identification="unnamed_group", kind="group", count=2),
    source("gang"),
    source("paper", kind="outlet"),
    incident("fire", by="paper", occurred=between("7:00", "8:00")),
    claim("arson", about="fire"),
    claim("accident", about="fire"),
]


def arson(*events: Event, when: datetime = NIGHT, **wanted: Any) -> KnownClaim:
    """What is known of arson by a time, after these events."""
    return known_at(recorded(*BEFORE, *events), when, **wanted)["arson"]


def asked(*events: Event, when: datetime = NIGHT, **wanted: Any) -> Known:
    """The whole answer after these events."""
    return answer(recorded(*BEFORE, *events), when, **wanted)


def ends_open(earliest: datetime | None, latest: datetime | None) -> When:
    """A time that is open at one end."""
    return When(earliest=earliest, latest=latest, precision=Precision.DAY)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([], "not-yet-public"),
        ([says("mayor", "arson", NINE)], "unchallenged"),
        ([says("mayor", "arson", NINE, hedge="apparently")], "unchallenged"),
        ([says("mayor", "arson", NINE), unclear("crew", "arson", TEN)], "unclear"),
        ([unclear("crew", "arson", TEN)], "unclear"),
        ([denies("crew", "arson", TEN)], "denied-only"),
        ([denies("crew", "arson", TEN), unclear("mayor", "arson", TEN)], "denied-only"),
        ([says("mayor", "arson", NINE), denies("crew", "arson", TEN)], "disputed"),
        ([says("mayor", "arson", NINE), denies("crew", "arson", TEN, scope="knowledge")], "disputed"),
        ([says("mayor", "arson", NINE), denies("mayor", "arson", TEN)], "denied-only"),
        ([denies("mayor", "arson", NINE), says("mayor", "arson", TEN)], "unchallenged"),
        ([says("mayor", "arson", TEN), denies("mayor", "arson", NINE)], "unchallenged"),
        ([says("mayor", "arson", NINE), retracts("mayor", "arson", TEN)], "withdrawn"),
        ([denies("mayor", "arson", NINE), retracts("mayor", "arson", TEN)], "withdrawn"),
        ([says("mayor", "arson", NINE), retracts("mayor", "arson", TEN), says("mayor", "arson", NOON)], "unchallenged"),
        ([says("mayor", "arson", NINE), retracts("mayor", "arson", TEN), denies("crew", "arson", TEN)], "denied-only"),
        ([says("mayor", "arson", NINE), retracts("mayor", "arson", TEN), says("crew", "arson", TEN)], "unchallenged"),
    ],
)
def test_the_status_adds_up_the_voices_that_stand(told: list[Event], status: str) -> None:
    assert arson(*told, everything=True).status == status


@pytest.mark.parametrize(
    ("told", "statuses"),
    [
        ([says("mayor", "arson", NINE), says("crew", "accident", TEN)], ["disputed", "disputed"]),
        ([says("mayor", "arson", NINE), unclear("crew", "accident", TEN)], ["unchallenged", "unclear"]),
        ([denies("mayor", "arson", NINE), says("crew", "accident", TEN)], ["denied-only", "unchallenged"]),
        ([unclear("mayor", "arson", NINE), says("crew", "accident", TEN)], ["unclear", "unchallenged"]),
        (
            [says("mayor", "arson", NINE), says("crew", "accident", TEN), retracts("crew", "accident", ELEVEN)],
            ["unchallenged", "withdrawn"],
        ),
    ],
)
def test_a_conflict_disputes_claims_that_are_both_asserted(told: list[Event], statuses: list[str]) -> None:
    found = known_at(recorded(*BEFORE, conflict("arson", "accident"), *told), NIGHT)

    assert [found[each].status.value for each in ("arson", "accident")] == statuses


def test_a_claim_names_those_that_it_is_disputed_by() -> None:
    log = recorded(
        *BEFORE,
        conflict("arson", "accident"),
        says("mayor", "arson", NINE),
        says("crew", "accident", TEN),
        retracts("mayor", "arson", NOON),
    )

    assert [known_at(log, clock(hour))["arson"].against for hour in ("9:00", "11:00", "12:00")] == [
        (),
        ("accident",),
        (),
    ]
    assert known_at(log, clock("12:00"))["accident"].against == ()


def test_a_conflict_counts_from_when_it_was_recorded() -> None:
    log = recorded(
        *BEFORE,
        says("mayor", "arson", NINE),
        says("crew", "accident", NINE),
        (clock("12:00", days=9), conflict("arson", "accident")),
    )

    assert known_at(log, NIGHT, by_desk=clock("12:00", days=8))["arson"].status is Status.UNCHALLENGED
    assert known_at(log, NIGHT)["arson"].status is Status.DISPUTED


def test_an_attribution_asserts_a_claim_that_others_can_deny() -> None:
    log = recorded(*BEFORE, blames("mayor", "gang", "fire", NINE), denies("gang", "fire-by-gang", TEN))

    found = known_at(log, NIGHT)["fire-by-gang"]

    assert found.status is Status.DISPUTED
    assert (found.claim.about, found.claim.aspect) == ("fire", "actor")


def test_a_vague_statement_may_already_have_been_made() -> None:
    found = arson(denies("crew", "arson", between("10:00", "12:00")), says("mayor", "arson", NINE), when=clock("11:00"))

    assert (found.status, found.perhaps) == (Status.UNCHALLENGED, Status.DISPUTED)
    assert [each.membership for each in found.statements] == [Membership.CERTAIN, Membership.POSSIBLE]
    assert [each.standing for each in found.statements] == [True, False]


def test_what_is_only_possible_is_listed_as_not_yet_public() -> None:
    found = arson(says("mayor", "arson", between("10:00", "12:00")), when=clock("11:00"))

    assert (found.status, found.perhaps, found.phases) == (Status.NOT_YET_PUBLIC, Status.UNCHALLENGED, ())


def test_perhaps_is_left_out_where_it_changes_nothing() -> None:
    told = says("mayor", "arson", NINE), says("crew", "arson", between("10:00", "12:00"))

    assert arson(*told, when=clock("11:00")).perhaps is None


def test_perhaps_takes_in_what_may_have_been_said_on_a_claim_in_conflict() -> None:
    told = (
        conflict("arson", "accident"),
        says("mayor", "arson", NINE),
        says("crew", "accident", between("10:00", "12:00")),
    )

    assert arson(*told, when=clock("11:00")).perhaps is Status.DISPUTED


def test_a_strict_answer_knows_no_perhaps() -> None:
    told = says("mayor", "arson", NINE), denies("crew", "arson", between("10:00", "12:00"))

    found = arson(*told, when=clock("11:00"), strict=True)

    assert (found.perhaps, len(found.statements)) == (None, 1)


def test_what_was_said_at_an_unknown_time_before_was_surely_said_when_it_was_recorded() -> None:
    log = recorded(*BEFORE, says("mayor", "arson", ends_open(clock("9:00"), None)), start=clock("15:00"))

    assert known_at(log, clock("14:00"))["arson"].status is Status.NOT_YET_PUBLIC
    assert known_at(log, clock("15:00"))["arson"].status is Status.UNCHALLENGED


def test_each_status_lasted_until_the_next_began() -> None:
    told = (
        says("mayor", "arson", NINE),
        denies("crew", "arson", between("10:00", "12:00")),
        retracts("mayor", "arson", at("14:00")),
        unclear("gang", "arson", at("15:00")),
    )

    assert [(each.status.value, each.earliest, each.latest) for each in arson(*told).phases] == [
        ("unchallenged", clock("9:00"), clock("9:00")),
        ("disputed", clock("10:00"), clock("12:00")),
        ("denied-only", clock("14:00"), clock("14:00")),
    ]


def test_the_beginning_of_a_status_is_open_where_that_of_a_statement_is() -> None:
    (phase,) = arson(says("mayor", "arson", ends_open(None, clock("9:00")))).phases

    assert (phase.earliest, phase.latest) == (None, clock("9:00"))


def test_a_status_began_no_earlier_than_the_first_of_what_came_by_one_instant() -> None:
    told = says("mayor", "arson", between("10:00", "12:00")), says("crew", "arson", between("9:00", "12:00"))

    (phase,) = arson(*told).phases

    assert (phase.earliest, phase.latest) == (clock("9:00"), clock("12:00"))


def test_a_status_can_begin_with_what_was_said_on_a_claim_in_conflict() -> None:
    told = conflict("arson", "accident"), says("mayor", "arson", NINE), says("crew", "accident", NOON)

    assert [(each.status.value, each.latest) for each in arson(*told).phases] == [
        ("unchallenged", clock("9:00")),
        ("disputed", clock("12:00")),
    ]


def test_what_says_the_same_again_begins_no_new_status() -> None:
    assert len(arson(says("mayor", "arson", NINE), says("crew", "arson", TEN)).phases) == 1


def test_earlier_statements_remain_readable() -> None:
    found = arson(says("mayor", "arson", NINE), denies("mayor", "arson", TEN), retracts("mayor", "arson", ELEVEN))

    assert [(each.told.stance.value, each.standing) for each in found.statements] == [
        ("asserts", False),
        ("denies", False),
        ("retracts", False),
    ]


def test_counts_are_of_statements_made_and_of_voices_that_stand() -> None:
    told = (
        says("mayor", "arson", NINE),
        says("mayor", "arson", TEN),
        denies("crew", "arson", TEN),
        says("gang", "arson", NINE),
        retracts("gang", "arson", TEN),
        says("paper", "arson", between("22:00", "24:00")),
    )

    counts = arson(*told).counts

    assert (counts.statements, counts.sources, counts.lineages, counts.unnamed) == (5, 2, 2, 1)


NEWS = report("news", outlet="paper", published=TEN)
IN_THE_NEWS: dict[str, Any] = {"evidence": (cites("news"),)}


def test_a_claim_is_withdrawn_with_the_report_that_was_its_only_carrier() -> None:
    told = (
        NEWS,
        says("mayor", "arson", NINE, **IN_THE_NEWS),
        updates("news", 2, between("12:00", "14:00"), "withdrawal"),
    )

    assert arson(*told, when=clock("13:00")).status is Status.UNCHALLENGED
    assert [(each.status.value, each.earliest, each.latest) for each in arson(*told).phases] == [
        ("unchallenged", clock("9:00"), clock("9:00")),
        ("withdrawn", clock("12:00"), clock("14:00")),
    ]


def test_a_report_that_was_cited_only_later_has_no_part_in_when_a_status_began() -> None:
    bulletin = report("bulletin", outlet="paper", published=TEN)
    told = (
        NEWS,
        bulletin,
        says("mayor", "arson", NINE, **IN_THE_NEWS),
        updates("news", 2, between("13:00", "14:00"), "withdrawal"),
        updates("bulletin", 2, between("11:00", "14:00"), "withdrawal"),
        says("crew", "arson", at("20:00"), evidence=(cites("bulletin"),)),
    )

    assert arson(*told).phases[-1].earliest == clock("13:00")


def test_a_claim_stands_that_another_report_carries_or_none() -> None:
    bulletin = report("bulletin", outlet="paper", published=TEN)
    gone = NEWS, bulletin, updates("news", 2, NOON, "withdrawal")

    assert arson(*gone, says("mayor", "arson", NINE)).status is Status.UNCHALLENGED
    both = says("mayor", "arson", NINE, evidence=(cites("news"), cites("bulletin")))
    assert arson(*gone, both).status is Status.UNCHALLENGED


def test_a_report_that_comes_back_carries_again() -> None:
    told = (
        NEWS,
        says("mayor", "arson", NINE, **IN_THE_NEWS),
        updates("news", 2, NOON, "withdrawal"),
        updates("news", 3, at("15:00"), "refile"),
    )

    assert [each.status.value for each in arson(*told).phases] == ["unchallenged", "withdrawn", "unchallenged"]


def test_a_report_that_came_back_stays_though_the_hour_of_its_withdrawal_is_vague() -> None:
    told = (
        NEWS,
        says("mayor", "arson", NINE, **IN_THE_NEWS),
        updates("news", 2, between("12:00", "22:00"), "withdrawal"),
        updates("news", 3, at("15:00"), "refile"),
    )

    assert arson(*told).status is Status.UNCHALLENGED


def test_a_denial_goes_with_its_carrier_too() -> None:
    told = (
        NEWS,
        says("mayor", "arson", NINE),
        denies("crew", "arson", NINE, **IN_THE_NEWS),
        updates("news", 2, NOON, "withdrawal"),
    )

    assert arson(*told).status is Status.UNCHALLENGED


def test_an_unexplained_update_changes_no_claim() -> None:
    told = NEWS, says("mayor", "arson", NINE, **IN_THE_NEWS), updates("news", 2, NOON, "unspecified")

    assert len(arson(*told).phases) == 1


def test_by_publication_a_statement_is_public_with_the_first_report_that_carries_it() -> None:
    told = (
        NEWS,
        updates("news", 2, ELEVEN),
        says("mayor", "arson", NINE, evidence=(cites("news", 2), cites("news", 1))),
        says("crew", "arson", NINE),
    )

    found = arson(*told, by=Clock.PUBLICATION)

    assert [(each.told.source, each.public.latest) for each in found.statements] == [
        ("crew", clock("9:00")),
        ("mayor", clock("10:00")),
    ]


def test_evidence_that_is_linked_later_is_evidence() -> None:
    told = NEWS, says("mayor", "arson", NINE), links(10, cites("news"))

    (statement,) = arson(*told, by=Clock.PUBLICATION).statements

    assert (statement.told.evidence, statement.public) == ((cites("news"),), TEN)


def test_by_publication_too_the_latest_said_stands() -> None:
    late = report("bulletin", outlet="paper", published=NOON)
    told = (
        NEWS,
        late,
        denies("mayor", "arson", NINE, **IN_THE_NEWS),
        says("mayor", "arson", at("8:00"), evidence=(cites("bulletin"),)),
    )

    assert arson(*told, by=Clock.PUBLICATION).status is Status.DENIED_ONLY


def test_the_revision_in_force_is_the_newest_that_was_out() -> None:
    told = NEWS, updates("news", 2, between("12:00", "14:00"), body="So it was.")

    newest = [
        (each.revision.number, each.membership, each.certain and each.certain.number)
        for hour in ("9:00", "10:00", "13:00", "14:00")
        for each in asked(*told, when=clock(hour)).reports
    ]

    assert newest == [(1, Membership.CERTAIN, 1), (2, Membership.POSSIBLE, 1), (2, Membership.CERTAIN, 2)]
    (strict,) = asked(*told, when=clock("13:00"), strict=True).reports
    assert strict.revision.number == 1


def test_a_report_that_may_be_out_is_left_out_of_a_strict_answer() -> None:
    vague = report("news", outlet="paper", published=between("10:00", "12:00"))

    assert len(asked(vague, when=clock("11:00")).reports) == 1
    assert asked(vague, when=clock("11:00"), strict=True).reports == ()


def test_a_report_whose_publication_was_redacted_still_has_its_updates() -> None:
    told = NEWS, updates("news", 2, NOON), redacts(9)

    (found,) = asked(*told).reports

    assert (found.report.outlet, [each.number for each in found.report.revisions]) == (None, [2])


def test_a_report_that_was_redacted_can_be_recorded_anew() -> None:
    told = NEWS, updates("news", 2, NOON), redacts(9), withdraws(9), NEWS

    (found,) = asked(*told).reports

    assert (found.report.outlet, {each.number for each in found.report.revisions}) == ("paper", {1, 2})


def test_a_claim_whose_framing_was_redacted_is_known_by_its_key() -> None:
    found = arson(says("mayor", "arson", NINE), redacts(7))

    assert (found.status, found.claim.text, found.claim.about) == (Status.UNCHALLENGED, None, None)


def test_a_voice_whose_registration_was_redacted_still_counts() -> None:
    found = arson(says("crew", "arson", NINE), redacts(3))

    assert (found.counts.sources, found.counts.lineages, found.counts.unnamed) == (1, 1, 0)


def test_a_voice_whose_registration_was_withdrawn_still_counts() -> None:
    found = arson(says("crew", "arson", NINE), withdraws(3))

    assert (found.counts.sources, found.counts.unnamed) == (1, 0)


def test_what_was_redacted_is_a_gap_at_every_time() -> None:
    answered = asked(says("mayor", "arson", NINE), redacts(9), when=clock("0:00"))

    assert [(each.entry, each.type) for each in answered.gaps] == [(9, "ClaimAsserted")]
    assert answered.claims == ()


def test_incidents_are_listed_with_the_claims_about_them() -> None:
    flood = incident("flood", by="paper", occurred=NINE)

    assert [each.incident for each in asked(flood, says("mayor", "arson", NINE)).incidents] == ["fire"]
    assert [each.incident for each in asked(flood).incidents] == []
    assert [each.incident for each in asked(flood, everything=True).incidents] == ["fire", "flood"]


def test_claims_come_in_the_order_in_which_they_became_public() -> None:
    told = says("mayor", "accident", NINE), says("mayor", "arson", TEN)

    assert [each.claim.claim for each in asked(*told).claims] == ["accident", "arson"]


def test_an_unclaimed_claim_is_listed_only_if_everything_is_wanted() -> None:
    assert asked().claims == ()
    assert [each.status.value for each in asked(everything=True).claims] == ["not-yet-public", "not-yet-public"]


def test_a_situation_without_entries_is_an_empty_answer() -> None:
    answered = answer([], NIGHT)

    assert (answered.claims, answered.reports, answered.incidents, answered.gaps) == ((), (), (), ())


def test_the_desk_clock_and_the_public_clock_combine() -> None:
    monday, tuesday = clock("12:00", days=8), clock("12:00", days=9)
    log = recorded(
        *BEFORE,
        (monday, says("mayor", "arson", NINE)),
        (tuesday, corrects(9, denies("mayor", "arson", TEN))),
    )

    statuses = [
        known_at(log, when, by_desk=desk, everything=True)["arson"].status.value
        for when in (clock("9:00"), clock("10:00"))
        for desk in (clock("11:00", days=8), monday, tuesday)
    ]

    assert statuses == [
        "not-yet-public",
        "unchallenged",
        "not-yet-public",
        "not-yet-public",
        "unchallenged",
        "denied-only",
    ]
