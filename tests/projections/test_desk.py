"""When a claim had which status: the first instants agree with asking at every one."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.history import History, status_at
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId
from sitlog.projections.desk import desk_history
from sitlog.projections.story import story
from tests import given as town
from tests.given import TOWN, known_at
from tests.stories import CLAIMS, HOUR, TIMES, logs

clocks = st.sampled_from(Clock)
claims = st.sampled_from(CLAIMS).map(ClaimId)
INSTANTS = [at for time in TIMES for at in (time - timedelta(microseconds=1), time, time + HOUR / 2)]


def _status(log: list[Entry], claim: ClaimId, **question: object) -> Status:
    found = known_at(log, **question).get(claim)  # type: ignore[arg-type]  # the words of a question
    return found.status if found else Status.NOT_YET_PUBLIC


@settings(max_examples=60)
@given(logs(), claims, clocks)
def test_the_public_history_agrees_with_asking_at_every_instant(log: list[Entry], claim: ClaimId, by: Clock) -> None:
    passed = History(story(TOWN, log), by).phases(claim)

    assert all(status_at(passed, at) is _status(log, claim, when=at, by=by) for at in INSTANTS)


@settings(max_examples=60)
@given(logs(), claims, clocks)
def test_the_desk_history_agrees_with_asking_at_every_instant(log: list[Entry], claim: ClaimId, by: Clock) -> None:
    held = desk_history(TOWN, log, claim, by=by)

    for at in INSTANTS:
        found = next((each.status for each in reversed(held) if each.since <= at), Status.NOT_YET_PUBLIC)
        assert found is _status(log, claim, when=at, by_desk=at, by=by)


def test_the_desk_held_it_only_once_it_was_recorded() -> None:
    log = town.recorded(
        town.opened(),
        town.source("mayor"),
        town.claim("arson"),
        (town.clock("15:00"), town.says("mayor", "arson", town.at("10:00"))),
        start=town.clock("9:00"),
    )

    held = desk_history(TOWN, log, ClaimId("arson"), by=Clock.SAID)

    assert [(each.status, each.since, each.entry) for each in held] == [(Status.UNCHALLENGED, town.clock("15:00"), 4)]


def test_what_was_recorded_ahead_of_time_holds_when_its_time_comes() -> None:
    log = town.recorded(
        town.opened(),
        town.source("mayor"),
        town.claim("arson"),
        town.says("mayor", "arson", town.at("10:00")),
        start=town.clock("9:00"),
    )

    held = desk_history(TOWN, log, ClaimId("arson"), by=Clock.SAID)

    assert [(each.since, each.entry) for each in held] == [(town.clock("10:00"), None)]
