"""A situation as it grows."""

from hypothesis import given, settings

from sitlog.domain.entry import Entry
from sitlog.projections.replay import Replay
from sitlog.projections.story import story
from tests.given import TOWN
from tests.stories import logs


@settings(max_examples=40)
@given(logs())
def test_after_every_entry_the_story_is_what_the_log_so_far_tells(log: list[Entry]) -> None:
    replay = Replay(TOWN)

    for number, entry in enumerate(log, start=1):
        replay.take(entry)

        assert replay.story == story(TOWN, log[:number])
