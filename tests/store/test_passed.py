"""Entries that a walk passed, read again where it comes back to them: it goes as if it had held them all."""

from pathlib import Path

import pytest
from hypothesis import given

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.projections.corrections import corrections
from sitlog.projections.walk import Part, walk
from sitlog.store import passed
from sitlog.store.log import SituationLog
from sitlog.store.passed import Passed
from tests.given import TOWN, claim, opened
from tests.store.test_touching import PATIENT, in_a_log, whole
from tests.stories import logs


@PATIENT
@given(logs(most=25))
def test_a_walk_goes_as_if_it_held_all_that_it_passed(told: list[Entry]) -> None:
    with pytest.MonkeyPatch.context() as patch, in_a_log(told) as log:
        patch.setattr(passed, "_LATELY", 3)
        steps = walk(TOWN, log.of(TOWN), by=Clock.SAID, parts=[Part(None, log.of(TOWN), Passed(log))])
        changes = corrections(TOWN, log.of(TOWN), by=Clock.SAID, past=Passed(log))

        assert list(steps) == list(walk(TOWN, whole(log), by=Clock.SAID))
        assert list(changes) == list(corrections(TOWN, whole(log), by=Clock.SAID))


def test_what_was_not_passed_is_not_given(tmp_path: Path) -> None:
    with SituationLog.open(f"sqlite:///{tmp_path}/log.db", create=True) as log:
        log.record(opened(), claim("arson"), claim("gas"))
        first, second, last = log.read()
        past = Passed(log)
        past[first.position] = first
        past[last.position] = last

        assert [each.position in past for each in (first, second, last)] == [True, False, True]
        assert [past.get(each.position) for each in (first, second, last)] == [first, None, last]
