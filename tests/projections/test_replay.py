"""A situation as it grows."""

from hypothesis import given, settings

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId
from sitlog.projections.replay import Replay
from sitlog.projections.story import story
from tests.given import TOWN, at, cites, claim, corrects, denies, opened, recorded, report, says, source, withdraws
from tests.stories import logs


@settings(max_examples=40)
@given(logs())
def test_after_every_entry_the_story_is_what_the_log_so_far_tells(log: list[Entry]) -> None:
    replay = Replay(TOWN)

    for number, entry in enumerate(log, start=1):
        replay.take(entry)

        assert replay.story == story(TOWN, log[:number])


def test_a_statement_goes_from_where_it_was_put_though_the_report_that_carried_it_was_dated_anew() -> None:
    log = recorded(
        opened(),
        source("mayor"),
        source("paper"),
        claim("arson"),
        report("news", outlet="paper", published=at("9:00")),
        says("mayor", "arson", at("8:00"), evidence=(cites("news"),)),
        denies("paper", "arson", at("8:30")),
        withdraws(6),
        corrects(5, report("news", outlet="paper", published=at("10:00"))),
    )
    replay = Replay(TOWN, log[:7])
    history = replay.history(Clock.PUBLICATION)
    assert [each.status for each in history.phases(ClaimId("arson"))] == [Status.DENIED_ONLY, Status.DISPUTED]

    for entry in log[7:]:
        replay.take(entry)

    assert [each.status for each in history.phases(ClaimId("arson"))] == [Status.DENIED_ONLY]
