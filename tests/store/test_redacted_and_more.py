"""An entry that was redacted shows as a gap, whatever is done to it afterwards; found by a soak."""

from collections.abc import Callable

import pytest

from sitlog.domain.event import Event
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.stories import story_at
from tests.given import TOWN, at, claim, corrects, denies, opened, redacts, says, source, withdraws
from tests.laws import Ticking

ENTRY, CORRECTION = 4, 5

ORDERS: dict[str, list[Callable[[], Event]]] = {
    "redacted, withdrawn": [lambda: redacts(ENTRY), lambda: withdraws(ENTRY)],
    "withdrawn, redacted": [lambda: withdraws(ENTRY), lambda: redacts(ENTRY)],
    "redacted, its correction withdrawn": [lambda: redacts(ENTRY), lambda: withdraws(CORRECTION)],
    "both redacted, both withdrawn": [
        lambda: redacts(ENTRY),
        lambda: redacts(CORRECTION),
        lambda: withdraws(ENTRY),
        lambda: withdraws(CORRECTION),
    ],
}


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_kept_is_what_replaying_gives(database_url: str, order: str) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        log.record(says("mayor", "arson", at("10:00"), words="It was set"))
        log.record(corrects(ENTRY, denies("mayor", "arson", at("11:00"))))
        for make in ORDERS[order]:
            log.record(make())

        for position in range(1, log.head.position + 1):
            assert story_at(log, TOWN, position) == story(TOWN, log.of(TOWN).until(position))
    assert [str(each) for each in verify_log(database_url, Trust()).found] == []
