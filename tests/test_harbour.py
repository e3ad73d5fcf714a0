"""The town's harbour: a wrong attribution, its correction, the correction of that, a withdrawal and a redaction."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sitlog.domain.answer import document
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from tests import brute
from tests.given import TOWN
from tests.harbour import found_harbour


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SituationLog]:
    path: Path = tmp_path_factory.mktemp("harbour") / "sitlog.db"
    found_harbour(f"sqlite:///{path}")
    with SituationLog.open(f"sqlite:///{path}") as opened:
        yield opened


def _asked(entry: Entry, held: list[Entry], by: Clock) -> Asked:
    return Asked(at=entry.recorded_at, recorded_at=entry.recorded_at, by=by, position=len(held), root="0" * 64)


@pytest.mark.parametrize("by", Clock)
def test_at_every_recorded_instant_the_answer_is_what_the_rules_say(log: SituationLog, by: Clock) -> None:
    entries = list(log.of(TOWN))

    for entry in entries:
        for at in (entry.recorded_at, entry.recorded_at - timedelta(hours=2)):
            held = [each for each in entries if each.recorded_at <= entry.recorded_at]
            asked = _asked(entry, held, by).model_copy(update={"at": at})
            assert document(known(story(TOWN, held), asked)) == brute.known(TOWN, held, asked, everything=False)


def test_the_desk_saw_the_blockade_as_its_log_was_put_right(log: SituationLog) -> None:
    entries = list(log.of(TOWN))

    def status(position: int) -> Status:
        held = entries[:position]
        answer = known(story(TOWN, held), _asked(held[-1], held, Clock.SAID))
        return next(each.status for each in answer.claims if each.claim.claim == "blockade")

    seen = {position: status(position) for position in (7, 19, 20, 21, 27, 36)}
    assert seen == {
        7: Status.UNCHALLENGED,
        19: Status.DENIED_ONLY,
        20: Status.DENIED_ONLY,
        21: Status.DISPUTED,
        27: Status.DISPUTED,
        36: Status.DISPUTED,
    }
