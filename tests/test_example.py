"""The shipped example gives the right answers of its facts, cell by cell, on every database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sitlog.cli.slog import read_slog
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.knowledge import Known, KnownClaim, known
from sitlog.domain.remarks import Remark
from sitlog.domain.status import Status
from sitlog.domain.story import Stance
from sitlog.domain.values import IncidentId
from sitlog.domain.when import Membership
from sitlog.projections.story import story
from sitlog.store.log import SituationLog

EXAMPLE = Path(__file__).parent.parent / "examples" / "kh-bases.slog"
LOADED = datetime(2026, 1, 5, 9, tzinfo=UTC)

SATURDAY_NOON = datetime(2024, 4, 20, 12, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2024, 4, 21, 23, tzinfo=UTC)
MONDAY_NOON = datetime(2024, 4, 22, 12, tzinfo=UTC)
MONDAY_NIGHT = datetime(2024, 4, 22, 23, 59, tzinfo=UTC)
THE_END = datetime(2024, 4, 23, 4, tzinfo=UTC)

BACKGROUND = {
    "kh-formed", "kh-listed", "kh-fighters", "kh-in-pmu", "170-attacks", "pause-since-february", "commander-killed",
}  # fmt: skip
VISIT = {"no-timeline", "talks-in-july"}
BABIL = {"babil-blast", "babil-killed", "babil-source", "babil-by-us", "babil-by-israel"}
BARRAGE_ON_SATURDAY = {"barrage-rockets", "barrage-saturday", "truck-destroyed"}
POST = {"resume", "authorship", "barrage-by-kh"}
DRONES = {"drones-downed", "drones-after-barrage", "drones-target", "drones-not-counted", "two-attacks"}
US_ACCOUNTS = {"failed-attack", "malfunction", "deliberate", "first-since-february"}
PERHAPS_ON_SUNDAY = (
    BACKGROUND | VISIT | BABIL | BARRAGE_ON_SATURDAY | DRONES | {"barrage-sunday", "resume", "authorship"}
)
EVERYTHING = BACKGROUND | VISIT | BABIL | BARRAGE_ON_SATURDAY | {"barrage-sunday"} | POST | DRONES | US_ACCOUNTS


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SituationLog]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('example') / 'sitlog.db'}"
    else:
        url = request.getfixturevalue("postgres_module_url")
    read = read_slog(EXAMPLE.read_text(), file="kh-bases.slog", home=lambda _: None)
    assert read.slips == ()
    with SituationLog.open(url, create=True, clock=lambda: LOADED) as opened:
        opened.record(*(line.event for line in read.lines))
        yield opened


def asked(log: SituationLog, at: datetime, *, by: Clock = Clock.SAID, recorded_at: datetime = LOADED) -> Known:
    head = log.head_at(recorded_at)
    question = Asked(at=at, recorded_at=recorded_at, by=by, position=head.position, root=head.root.hex())
    return known(story("kh-bases", log.of("kh-bases").recorded_by(recorded_at)), question)


def by_claim(answer: Known) -> dict[str, KnownClaim]:
    return {each.claim.claim: each for each in answer.claims}


def told(answer: Known, membership: Membership) -> set[tuple[str, str]]:
    return {
        (claim.claim.claim, statement.told.source)
        for claim in answer.claims
        for statement in claim.statements
        if statement.membership is membership
    }


def claims_told(answer: Known, membership: Membership) -> set[str]:
    return {claim for claim, _ in told(answer, membership)}


def test_on_saturday_at_noon_nothing_is_certain(log: SituationLog) -> None:
    answer = asked(log, SATURDAY_NOON)

    assert told(answer, Membership.CERTAIN) == set()
    assert claims_told(answer, Membership.POSSIBLE) == BACKGROUND | BABIL | BARRAGE_ON_SATURDAY
    assert {each.status for each in answer.claims} == {Status.NOT_YET_PUBLIC}
    assert {"resume", "drones-downed", "malfunction", "deliberate"}.isdisjoint(by_claim(answer))


def test_late_on_sunday_the_post_is_certain_and_unchallenged(log: SituationLog) -> None:
    answer = asked(log, SUNDAY_NIGHT)
    claims = by_claim(answer)

    assert told(answer, Membership.CERTAIN) == {
        ("resume", "kh-channels"),
        ("no-timeline", "kh-channels"),
        ("authorship", "kh-channels"),
        ("barrage-by-kh", "kh-channels"),
    }
    assert {claims[each].status for each in POST} == {Status.UNCHALLENGED}
    assert [each.told.mode for each in claims["barrage-by-kh"].statements] == ["apparent_self_claim"]
    denials = {("resume", "kh"), ("authorship", "kh"), ("authorship", "kaf"), ("authorship", "sabereen")}
    assert denials <= told(answer, Membership.POSSIBLE)
    assert claims_told(answer, Membership.POSSIBLE) == PERHAPS_ON_SUNDAY
    assert US_ACCOUNTS.isdisjoint(claims)


def test_on_monday_at_noon_the_post_is_certain_and_everything_else_possible(log: SituationLog) -> None:
    answer = asked(log, MONDAY_NOON)

    assert {source for _, source in told(answer, Membership.CERTAIN)} == {"kh-channels"}
    assert set(by_claim(answer)) == EVERYTHING
    assert claims_told(answer, Membership.POSSIBLE) == PERHAPS_ON_SUNDAY | US_ACCOUNTS
    assert not_yet(log, MONDAY_NOON) == set()


def test_on_monday_night_the_groups_denial_is_certain_too(log: SituationLog) -> None:
    answer = asked(log, MONDAY_NIGHT)

    assert told(answer, Membership.CERTAIN) - {("resume", "kh")} == told(asked(log, MONDAY_NOON), Membership.CERTAIN)
    assert ("resume", "kh") in told(answer, Membership.CERTAIN)
    assert by_claim(answer)["resume"].status is Status.DISPUTED
    assert claims_told(answer, Membership.POSSIBLE) == (PERHAPS_ON_SUNDAY | US_ACCOUNTS) - {"resume"}
    assert not_yet(log, MONDAY_NIGHT) == set()
    assert [(each.revision.number, each.membership, each.revision.body) for each in answer.reports] == [
        (2, Membership.POSSIBLE, None)
    ]


def test_at_the_end_everything_is_certain(log: SituationLog) -> None:
    answer = asked(log, THE_END)
    claims = by_claim(answer)

    assert told(answer, Membership.POSSIBLE) == set()
    assert set(claims) == EVERYTHING
    assert {each.perhaps for each in answer.claims} == {None}
    assert {key for key, each in claims.items() if each.status is Status.DISPUTED} == {
        *("resume", "authorship", "deliberate", "malfunction", "failed-attack", "barrage-saturday", "barrage-sunday")
    }
    assert Remark.DISOWNED in claims["authorship"].remarks
    assert claims["deliberate"].remarks == (Remark.SPLIT,)
    assert Remark.SPLIT in {*claims["malfunction"].remarks} & {*claims["failed-attack"].remarks}
    for date in ("barrage-saturday", "barrage-sunday"):
        assert claims[date].remarks == (Remark.SELF_CONFLICTING,)
    by_group = claims["barrage-by-kh"]
    assert [(each.told.source, each.told.mode) for each in by_group.statements] == [
        ("kh-channels", "apparent_self_claim")
    ]
    assert by_group.remarks == (Remark.DISOWNED,)
    assert claims["babil-by-us"].status is Status.DENIED_ONLY
    assert claims["babil-by-israel"].status is Status.DENIED_ONLY
    assert claims["drones-target"].status is Status.UNCLEAR


def test_three_denials_have_three_scopes_and_none_denies_the_rockets(log: SituationLog) -> None:
    claims = by_claim(asked(log, THE_END))
    denials = {
        (claim, each.told.source): each.told.scope
        for claim, held in claims.items()
        for each in held.statements
        if each.told.stance is Stance.DENIES
    }

    assert denials == {
        ("resume", "kh"): "truth",
        ("authorship", "kh"): "authorship",
        ("authorship", "kaf"): "authorship",
        ("authorship", "sabereen"): "authorship",
        ("babil-by-us", "us-military"): "responsibility",
        ("babil-by-israel", "israel"): "responsibility",
    }


def test_by_publication_nothing_is_certain_before_the_end_of_the_updates_day(log: SituationLog) -> None:
    for moment in (SATURDAY_NOON, SUNDAY_NIGHT, MONDAY_NOON, MONDAY_NIGHT, THE_END - timedelta(microseconds=1)):
        assert told(asked(log, moment, by=Clock.PUBLICATION), Membership.CERTAIN) == set()
    answer = asked(log, THE_END, by=Clock.PUBLICATION)
    assert told(answer, Membership.POSSIBLE) == set()
    assert set(by_claim(answer)) == EVERYTHING


def test_by_the_desk_clock_nothing_was_known_before_the_example_was_loaded(log: SituationLog) -> None:
    before = asked(log, THE_END, recorded_at=LOADED - timedelta(seconds=1))

    assert before.claims == ()
    assert before.asked.position == 0


def test_babil_and_the_barrage_had_happened_on_every_reading_by_sunday_night(log: SituationLog) -> None:
    incidents = asked(log, SUNDAY_NIGHT).story.incidents

    assert {key for key, each in incidents.items() if each.occurred.by(SUNDAY_NIGHT) is Membership.CERTAIN} == {
        "babil",
        "barrage",
    }
    assert len(incidents[IncidentId("barrage")].occurred.alternatives) == 2


def not_yet(log: SituationLog, moment: datetime) -> set[str]:
    answer = asked(log, moment)
    shown = {(claim.claim.claim, each.told.entry) for claim in answer.claims for each in claim.statements}
    everything = {(claim, each.entry) for claim, held in answer.story.told.items() for each in held}
    return {claim for claim, _ in everything - shown}
