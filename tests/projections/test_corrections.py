"""Our own corrections: for how long the log was wrong, what they changed, which briefings they overtook."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitlog.domain.answer import digest, document, written
from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.errors import RefusedBatch
from sitlog.domain.events import ArticleUpdated, BriefingIssued, EntryCorrected, EntryRedacted, EntryWithdrawn, Event
from sitlog.domain.knowledge import KnownClaim
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId, DenialScope, Evidence
from sitlog.projections.briefings import Issue, briefings, checked, only
from sitlog.projections.corrections import Correction, corrections
from sitlog.projections.story import story
from sitlog.projections.walk import walk
from tests.given import TOWN, answer, at, claim, clock, denies, known_at, opened, recorded, report, says, source
from tests.stories import DAWN, TIMES, attempt, logs, town

HOUR = timedelta(hours=1)
BEGINNING: list[Event] = [
    opened(),
    source("mayor"),
    source("clerk"),
    claim("arson"),
    says("mayor", "arson", at("10:00")),
]


def _corrected(entry: int, replacement: Event) -> Event:
    return EntryCorrected.of(situation=TOWN, entry=entry, replacement=replacement, reason="a slip")


def _changes(*later: tuple[str, Event]) -> list[Correction]:
    log = recorded(*BEGINNING, *((clock(hour), event) for hour, event in later), start=clock("9:00"))
    return list(corrections(TOWN, log, by=Clock.SAID))


def test_what_a_correction_of_a_correction_sets_right_was_wrong_from_when_it_was_first_said() -> None:
    speaker, hour = _changes(
        ("11:00", _corrected(5, says("clerk", "arson", at("10:00")))),
        ("13:00", _corrected(6, says("clerk", "arson", at("9:30")))),
    )

    assert [(each.name, each.since) for each in speaker.fields] == [("by", clock("9:00"))]
    assert [(each.name, each.since) for each in hour.fields] == [("said", clock("9:00"))]
    assert (speaker.wrong_for, hour.wrong_for) == (2 * HOUR, 4 * HOUR)


def test_a_field_that_a_correction_got_wrong_was_wrong_since_that_correction() -> None:
    _, back = _changes(
        ("11:00", _corrected(5, says("clerk", "arson", at("10:00")))),
        ("13:00", _corrected(5, says("mayor", "arson", at("10:00")))),
    )

    assert [(each.before, each.after) for each in back.fields] == [("clerk", "mayor")]
    assert back.wrong_for == 2 * HOUR


def test_withdrawing_a_correction_brings_back_what_it_corrected() -> None:
    _, back = _changes(
        ("11:00", _corrected(5, denies("mayor", "arson", at("10:00")))),
        ("12:00", EntryWithdrawn.of(situation=TOWN, entry=6, reason="it was right")),
    )

    assert (back.stands, back.wrong_for) == (True, HOUR)
    assert [(each.claim, each.before, each.after) for each in back.turns] == [
        ("arson", Status.DENIED_ONLY, Status.UNCHALLENGED)
    ]


def test_a_withdrawn_entry_was_wrong_from_when_it_was_recorded_and_a_redacted_one_never() -> None:
    (gone,) = _changes(("15:00", EntryWithdrawn.of(situation=TOWN, entry=5, reason="another fire")))
    (erased,) = _changes(("15:00", EntryRedacted.of(situation=TOWN, entry=5, basis="a private person")))

    assert (gone.stands, gone.wrong_for, gone.fields) == (False, 6 * HOUR, ())
    assert (erased.stands, erased.wrong_for) == (False, None)


def test_a_correction_overtakes_the_briefings_whose_answer_it_changes() -> None:
    log = recorded(*BEGINNING, start=clock("9:00"))
    told = answer(log, clock("10:30"))
    digest = sha256(written(document(told))).hexdigest()
    briefing = BriefingIssued.of(
        situation=TOWN, audience="press", asked=told.asked, digest=digest, claims=("arson",), recorded_by="rk"
    )
    later = [(clock("12:00"), _corrected(5, denies("mayor", "arson", at("10:00")))), (clock("13:00"), claim("gas"))]
    whole = recorded(*BEGINNING, (clock("11:00"), briefing), *later, start=clock("9:00"))

    (change,) = corrections(TOWN, whole, by=Clock.SAID)
    (before,) = checked(TOWN, whole[:6])
    (after,) = checked(TOWN, whole)

    assert change.overtook == (6,)
    assert (before.stale, after.stale, after.reproducible) == (False, True, True)
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
    told = answer(recorded(*said, start=clock("9:00")), clock("10:30"))
    on_post = digest(only(told, [ClaimId("post")]))
    briefing = BriefingIssued.of(
        situation=TOWN, audience="press", asked=told.asked, digest=on_post, claims=("post",), recorded_by="rk"
    )
    later = (clock("12:00"), _corrected(8, denies("mayor", "arson", at("10:00"))))

    log = recorded(*said, (clock("11:00"), briefing), later, start=clock("9:00"))

    assert [each.overtook for each in corrections(TOWN, log, by=Clock.SAID)] == [(11,)]


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
    told = answer(recorded(*said, start=clock("9:00")), clock("10:30"))
    on_arson = digest(only(told, [ClaimId("arson")]))
    briefing = BriefingIssued.of(
        situation=TOWN, audience="press", asked=told.asked, digest=on_arson, claims=("arson",), recorded_by="rk"
    )
    cites = says("clerk", "arson", at("15:00"), evidence=(Evidence.model_validate({"report": "news", "revision": 1}),))

    log = recorded(*said, (clock("16:00"), briefing), (clock("17:00"), _corrected(8, cites)), start=clock("9:00"))

    assert [each.overtook for each in corrections(TOWN, log, by=Clock.SAID)] == [()]


@settings(max_examples=40)
@given(logs())
def test_the_steps_of_a_log_lead_from_status_to_status(log: list[Entry]) -> None:
    for step in walk(TOWN, log, by=Clock.SAID):
        position, now = step.entry.position, step.entry.recorded_at
        before, after = (known_at(log[:end], now) for end in (position - 1, position))
        told = {each.claim: (each.before, each.after) for each in step.turns if each.before is not each.after}
        expected = {
            key: (was, is_)
            for key in before.keys() | after.keys()
            if (was := _status(before, key)) is not (is_ := _status(after, key))
        }
        assert told == expected


def _status(claims: dict[str, KnownClaim], key: str) -> Status:
    found = claims.get(key)
    return found.status if found else Status.NOT_YET_PUBLIC


@settings(max_examples=40)
@given(logs())
def test_every_change_of_our_own_is_told_with_what_stands_after_it(log: list[Entry]) -> None:
    told = list(corrections(TOWN, log, by=Clock.SAID))

    changing = [
        each.position for each in log if isinstance(each.event, EntryCorrected | EntryWithdrawn | EntryRedacted)
    ]
    assert [each.entry.position for each in told] == changing
    assert all(each.wrong_for is None or each.wrong_for >= timedelta(0) for each in told)


@st.composite
def briefed(draw: st.DrawFn) -> list[Entry]:
    """A log in which people are told again and again what is known, of all or of some claims."""
    holdings, now = town(), DAWN
    for _ in range(draw(st.integers(0, 40))):
        now += draw(st.sampled_from([0, 0, 0, 1, 3])) * HOUR
        issued = draw(st.sampled_from([True, False, False, False]))
        with suppress(RefusedBatch):
            event = _issued(draw, holdings.entries) if issued else attempt(draw, holdings.entries)
            holdings.admit(event, now=now)
    return holdings.entries


def _issued(draw: st.DrawFn, log: list[Entry]) -> Event:
    how = {"by": draw(st.sampled_from(Clock)), "strict": draw(st.booleans())}
    told = answer(log, draw(st.sampled_from(TIMES)), **how)
    some = tuple(each.claim.claim for each in told.claims if draw(st.booleans()))
    part = only(told, some) if some else told
    return BriefingIssued.of(situation=TOWN, audience="press", asked=told.asked, digest=digest(part), claims=some)


@settings(max_examples=80, phases=[Phase.generate])  # to find a smaller log takes very long
@given(briefed())
def test_a_correction_overtook_the_briefings_that_are_answered_otherwise_right_after_it(log: list[Entry]) -> None:
    for change in corrections(TOWN, log, by=Clock.SAID):
        at = change.entry.position
        before, after = (story(TOWN, log[:end]) for end in (at - 1, at))
        issued = [each for brief, each in briefings(log).items() if brief < at]
        issues = {each.entry: Issue(each.event, story(TOWN, log[: each.event.asked.position])) for each in issued}
        otherwise = {
            brief for brief, issue in issues.items() if document(issue.answer(before)) != document(issue.answer(after))
        }
        gone = isinstance(change.entry.event, EntryRedacted)
        assert otherwise == set(change.overtook) if not gone else otherwise <= set(change.overtook)
