"""Parts of a log, found by tags: they are what the whole of it says of them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from sitlog.domain.asked import Clock
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.public import PublicClock
from sitlog.domain.values import Kind, Position
from sitlog.projections.articles import places
from sitlog.projections.story import story
from sitlog.store.about import about, citing
from sitlog.store.log import SituationLog
from sitlog.store.publication import published
from sitlog.store.touching import noting
from tests.given import TOWN, claim, clock, opened
from tests.stories import logs

PATIENT = settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)


def in_a_log(told: list[Entry]) -> SituationLog:
    """A log in memory of what entries say, of which none was redacted."""
    assume(all(each.event is not None for each in told))
    log = SituationLog.open("sqlite://", create=True, clock=lambda: clock("23:00"))
    for each in told:
        if each.event is not None:
            log.record(each.event)
    return log


def whole(log: SituationLog) -> list[Entry]:
    """All that it holds."""
    return list(log.of(TOWN))


@PATIENT
@given(logs(most=25))
def test_what_changed_some_entries_is_what_the_whole_log_says_changed_them(told: list[Entry]) -> None:
    with in_a_log(told) as log:
        every, held = Changes(whole(log)), whole(log)
        for entry in held:
            changes = Changes()
            assert list(noting(log, [entry], changes, until=len(held))) == [entry]
            assert changes.applied_to(entry) == every.applied_to(entry)
            assert changes.corrections.get(entry.position) == every.corrections.get(entry.position)


@PATIENT
@given(logs(most=25))
def test_of_many_entries_each_comes_while_what_changed_it_is_held_and_no_more(told: list[Entry]) -> None:
    with in_a_log(told) as log, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitlog.store.touching._AT_ONCE", 2)
        every, held, changes = Changes(whole(log)), whole(log), Changes()
        for number, entry in enumerate(noting(log, held, changes, until=len(held))):
            assert entry == held[number]
            assert changes.applied_to(entry) == every.applied_to(entry)
            assert changes.corrections.get(entry.position) == every.corrections.get(entry.position)
            beside = {each.position for each in held[number - number % 2 :][:2]}
            gone = changes.withdrawn | changes.redacted
            assert {at for at, by in gone.items() if by.position not in beside} <= with_what_touches(beside, every)


def with_what_touches(positions: set[Position], every: Changes) -> set[Position]:
    """Entries, what they correct in the end, and the corrections of that."""
    originals = {every.original(each) for each in positions}
    return positions | originals | {each.position for one in originals for each in every.corrections.get(one, ())}


@PATIENT
@given(logs(most=25))
def test_keys_stand_for_what_they_stand_for_in_the_whole_story(told: list[Entry]) -> None:
    with in_a_log(told) as log:
        put, end = story(TOWN, whole(log)), log.head.position
        for key, voice in put.voices.items():
            assert about(log, TOWN, [(Kind.SOURCE, key)], until=end).voices == {key: voice}
        for claim_, framed in put.claims.items():
            assert about(log, TOWN, [(Kind.CLAIM, claim_)], until=end).claims[claim_] == framed
        for incident, happening in put.incidents.items():
            assert about(log, TOWN, [(Kind.INCIDENT, incident)], until=end).incidents == {incident: happening}
        for name, report in put.reports.items():
            assert about(log, TOWN, [(Kind.REPORT, name)], until=end).reports == {name: report}


@PATIENT
@given(logs(most=25))
def test_publication_and_places_are_those_of_the_whole_story(told: list[Entry]) -> None:
    with in_a_log(told) as log:
        held, end = whole(log), log.head.position
        put = story(TOWN, held)
        by = PublicClock(put.reports, Clock.PUBLICATION)
        times = {each.entry: by.time(each) for statements in put.told.values() for each in statements}
        assert published(log, TOWN, held, until=end) == times
        for key, report in put.reports.items():
            part = citing(log, TOWN, key, until=end)
            assert part.reports[key] == report
            for revision in report.revisions:
                assert places(part, report, revision) == places(put, report, revision)


def test_many_positions_are_read_in_order_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitlog.store.selection._AT_ONCE", 2)

    with SituationLog.open(f"sqlite:///{tmp_path / 'log.db'}", create=True) as log:
        log.record(opened(), *(claim(f"c{number}") for number in range(9)))

        assert [each.position for each in log.read().at([9, 3, 3, 5, 1, 99])] == [1, 3, 5, 9]
        assert [each.position for each in log.read().at([9, 3, 5]).backwards()] == [9, 5, 3]
        assert [each.position for each in log.read().at([9, 3, 5]).first(2)] == [3, 5]
        assert log.of(TOWN).after(3).count() == 7
        assert log.of("nowhere").count() == 0
