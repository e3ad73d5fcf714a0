"""Which briefings a change overtook: those that replaying the log before it and after answers otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.asked import Asked
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated
from sitlog.domain.values import ClaimId, DenialScope
from sitlog.projections.corrections import is_change
from sitlog.store import overtaking
from sitlog.store.correcting import changes_in, corrections_in
from sitlog.store.issued import briefings_in, checked
from sitlog.store.log import SituationLog
from sitlog.store.overtaking import Overtaking
from tests.briefed import Replayed, briefed, issued
from tests.given import (
    TOWN,
    answer,
    at,
    cites,
    claim,
    clock,
    corrects,
    denies,
    opened,
    report,
    says,
    source,
)
from tests.store.test_statements import few


@pytest.fixture(params=[1, 100])
def in_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many claims are looked at together."""
    monkeypatch.setattr(overtaking, "_AT_ONCE", request.param)


@pytest.mark.usefixtures("in_parts")
@few(60)
@given(data=st.data())
def test_a_change_overtakes_what_replaying_the_log_right_after_it_answers_otherwise(data: st.DataObject) -> None:
    with briefed(data, 45).log as log:
        entries = list(log.of(TOWN))
        given_out = briefings_in(log, TOWN, until=log.head.position)
        replayed = {brief: Replayed(each.event, entries) for brief, each in given_out.items()}
        overtaken = Overtaking(log, TOWN, given_out)
        for change in filter(is_change, entries):
            earlier = [each for brief, each in replayed.items() if brief < change.position]
            expected = [each.is_overtaken(entries, change.position) for each in earlier]
            told = overtaken.by(change)
            assert [brief in told for brief in replayed if brief < change.position] == expected


BEGINNING = [opened(), source("mayor"), source("clerk"), claim("arson"), says("mayor", "arson", at("10:00"))]


def overtaken_in(said: list[Event], claims: list[str], correction: Event) -> tuple[int, list[tuple[int, ...]]]:
    """The entry of a briefing on claims that follows what was said, and what each correction of that overtook."""
    with SituationLog.open("sqlite://", create=True, clock=lambda: clock("9:00")) as log:
        log.record(*said)
        told = answer(list(log.of(TOWN)), clock("10:30"))
        brief = log.record(issued(told, *map(ClaimId, claims))).positions[0]
        last = log.record(correction).positions[0]
        asked = Asked(at=clock("23:00"), recorded_at=clock("23:00"), position=last, root="0" * 64)
        changes, given_out = changes_in(log, TOWN, until=last), briefings_in(log, TOWN, until=last)
        return brief, [each.overtook for each in corrections_in(log, TOWN, asked, changes, given_out)]


def test_a_correction_overtakes_the_briefings_whose_answer_it_changes() -> None:
    with SituationLog.open("sqlite://", create=True, clock=lambda: clock("9:00")) as log:
        log.record(*BEGINNING)
        brief = log.record(issued(answer(list(log.of(TOWN)), clock("10:30")))).positions[0]
        change = log.record(corrects(5, denies("mayor", "arson", at("10:00")))).positions[0]
        log.record(claim("gas"))
        told = briefings_in(log, TOWN, until=change)

        (entry,) = log.read().at([change])
        (before,) = checked(log, told.values(), until=brief)
        (after,) = checked(log, told.values(), until=log.head.position)

        assert Overtaking(log, TOWN, told).by(entry) == (brief,)
        assert (before.stale, after.stale, after.issue.reproducible) == (False, True, True)
        assert [each.claim for each in after.changes.claims] == ["arson"]


@pytest.mark.parametrize("disowned", ["clerk", "officer"])
@pytest.mark.parametrize("scope", DenialScope)
def test_a_correction_overtakes_what_was_told_of_other_claims_if_they_rest_on_who_was_disowned(
    disowned: str, scope: DenialScope
) -> None:
    said = [
        opened(),
        source("mayor"),
        source("clerk", of="mayor"),
        source("officer", of="mayor"),
        claim("arson"),
        claim("post"),
        says(disowned, "arson", at("10:00")),
        denies("mayor", "arson", at("10:00"), scope=DenialScope.AUTHORSHIP),
        says("clerk", "post", at("10:00")),
        denies("officer", "post", at("10:00"), scope=scope),
    ]

    brief, overtook = overtaken_in(said, ["post"], corrects(8, denies("mayor", "arson", at("10:00"))))

    assert overtook == [(brief,)]


def test_a_correction_does_not_overtake_what_was_told_of_a_claim_of_which_a_report_that_it_cites_speaks() -> None:
    wrong = ArticleUpdated.of(
        situation=TOWN, report="news", revision=2, kind="correction", updated=at("9:30"), wrong=("arson",)
    )
    said = [
        *BEGINNING,
        report("news", outlet="clerk", published=at("9:00")),
        wrong,
        says("clerk", "arson", at("15:00")),
    ]

    late = corrects(8, says("clerk", "arson", at("15:00"), evidence=(cites("news", 1),)))

    assert overtaken_in(said, ["arson"], late)[1] == [()]
