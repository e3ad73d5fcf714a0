"""Our own corrections: for how long the log was wrong, what they changed, which briefings they overtook."""

from datetime import timedelta

from hypothesis import given, settings

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, Event
from sitlog.domain.knowledge import KnownClaim
from sitlog.domain.status import Status
from sitlog.projections.corrections import Correction, corrections
from sitlog.projections.walk import walk
from tests.given import TOWN, at, claim, clock, denies, known_at, opened, recorded, says, source
from tests.stories import logs

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
