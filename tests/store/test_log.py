"""The promises of the log, kept in memory, in a SQLite file and in PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sitlog.domain.answer import document
from sitlog.domain.errors import NoSuchEntry, NoSuchSituation, RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, EntryCorrected, EntryRedacted, EntryWithdrawn, SituationOpened
from sitlog.domain.values import Kind
from sitlog.store.log import SituationLog
from tests.given import TOWN, answer, at, claim, clock, denies, opened, recorded, report, retracts, says, source

START = datetime(2031, 5, 6, 8, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def log_url(request: pytest.FixtureRequest) -> str:
    return "sqlite://" if request.param == "memory" else str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def log(log_url: str) -> Iterator[SituationLog]:
    times = (START + timedelta(minutes=step) for step in range(1000))
    with SituationLog.open(log_url, create=True, clock=lambda: next(times)) as opened_log:
        yield opened_log


def the_town(log: SituationLog, *more: Event) -> None:
    log.record(opened(), source("reporter"), source("mayor"), claim("arson"), *more)


def refused(record: Callable[[], object]) -> RefusedBatch:
    with pytest.raises(RefusedBatch) as caught:
        record()
    return caught.value


def test_what_is_recorded_is_read_back_in_order_with_dense_positions(log: SituationLog) -> None:
    events = [opened(), source("reporter"), claim("arson"), says("reporter", "arson", at("10:00"))]

    receipt = log.record(*events)

    assert [entry.position for entry in receipt.recorded] == [1, 2, 3, 4]
    assert [entry.event for entry in log.of(TOWN)] == events
    assert list(receipt.recorded) == list(log.read())


def test_a_batch_may_introduce_what_it_uses_in_any_order(log: SituationLog) -> None:
    statement, voice, proposition, situation = (
        says("spokesman", "arson", at("10:00")),
        source("spokesman", of="mayor"),
        claim("arson"),
        opened(),
    )

    log.record(statement, voice, proposition, situation, source("mayor"))

    assert [entry.type for entry in log.read()] == [
        "SituationOpened",
        "SourceRegistered",
        "SourceRegistered",
        "ClaimFramed",
        "ClaimAsserted",
    ]


def test_a_refused_event_keeps_its_whole_batch_out(log: SituationLog) -> None:
    the_town(log)
    before = log.head

    refusal = refused(lambda: log.record(says("reporter", "arson", at("10:00")), says("repoter", "arzon", at("10:00"))))

    assert [index for index, _ in refusal.refusals] == [1]
    assert refusal.refusals[0][1].field == "by"
    assert "Did you mean reporter?" in (refusal.hint or "")
    assert log.head == before


def test_what_the_log_has_is_skipped(log: SituationLog) -> None:
    the_town(log)
    statement = says("reporter", "arson", at("10:00"))
    log.record(statement)

    again = log.record(statement, denies("mayor", "arson", at("11:00")))

    assert again.skipped == ((0, 5),)
    assert [entry.position for entry in again.recorded] == [6]


def test_an_external_id_with_other_content_is_refused_and_says_how_to_correct(log: SituationLog) -> None:
    the_town(log)
    log.record(says("reporter", "arson", at("10:00"), external_id="wire-7"))

    assert log.record(says("reporter", "arson", at("10:00"), external_id="wire-7")).skipped == ((0, 5),)
    refusal = refused(lambda: log.record(says("reporter", "arson", at("10:05"), external_id="wire-7")))

    assert "external id 'wire-7' is in the log already, as e5" in refusal.message
    assert refusal.hint == "If e5 is wrong: sitlog correct e5"


def test_entries_of_a_batch_can_name_each_other(log: SituationLog) -> None:
    the_town(log)
    statement, withdrawal = (
        says("reporter", "arson", at("10:00")),
        EntryWithdrawn.of(situation=TOWN, entry=15, reason="posted twice"),
    )

    receipt = log.record(withdrawal, statement, labels={15: 1})

    assert [entry.type for entry in receipt.recorded] == ["ClaimAsserted", "EntryWithdrawn"]
    assert log.entry(6).event == withdrawal.model_copy(update={"entry": 5})


def test_recorded_time_comes_from_the_clock_and_never_goes_back(log_url: str) -> None:
    times = [START, START - timedelta(hours=1), START + timedelta(seconds=1)]
    with SituationLog.open(log_url, create=True, clock=lambda: times[0]) as log:
        log.record(opened())
        times.pop(0)
        log.record(source("reporter"))
        times.pop(0)
        log.record(source("mayor"))

        assert [entry.recorded_at for entry in log.read()] == [START, START, START + timedelta(seconds=1)]


def test_the_log_as_it_stood_is_a_prefix_by_time_and_by_position(log: SituationLog) -> None:
    the_town(log)
    log.record(says("reporter", "arson", at("10:00")))
    by_then = log.head
    log.record(denies("mayor", "arson", at("11:00")))
    assert by_then.recorded_at is not None

    assert [entry.position for entry in log.of(TOWN).recorded_by(by_then.recorded_at)] == [1, 2, 3, 4, 5]
    assert [entry.position for entry in log.of(TOWN).recorded_by(5)] == [1, 2, 3, 4, 5]
    assert log.head_at(by_then.recorded_at) == log.head_at(5) == by_then
    assert log.head_at(START - timedelta(days=1)).position == 0


def test_a_selection_is_said_in_a_chain_and_stays_itself(log: SituationLog) -> None:
    the_town(log, says("reporter", "arson", at("10:00")))
    everything = log.of(TOWN)

    assert [entry.position for entry in everything.after(1).until(4).only("ClaimFramed", "SourceRegistered")] == [
        2,
        3,
        4,
    ]
    assert [entry.position for entry in everything.backwards().first(2)] == [5, 4]
    assert len(list(everything)) == 5


def test_situations_are_told_as_they_stand(log: SituationLog) -> None:
    the_town(log)
    renamed = SituationOpened.of(situation=TOWN, title="Fire at the old harbour", zone="Europe/Lisbon")
    log.record(EntryCorrected.of(situation=TOWN, entry=1, replacement=renamed, reason="there are two harbours"))

    assert [(each.key, each.title) for each in log.situations()] == [(TOWN, "Fire at the old harbour")]
    assert log.names(TOWN, Kind.SOURCE) == ["mayor", "reporter"]
    with pytest.raises(NoSuchSituation) as caught:
        log.situation("habour-fire")
    assert caught.value.hint == f"Did you mean {TOWN}?"


def test_an_entry_that_is_not_there_is_said_so(log: SituationLog) -> None:
    the_town(log)

    with pytest.raises(NoSuchEntry) as caught:
        log.entry(9)

    assert "e4" in (caught.value.hint or "")


def test_redaction_takes_the_content_and_leaves_a_dated_gap(log: SituationLog) -> None:
    the_town(log, says("reporter", "arson", at("10:00"), words="a name that must go"))
    root = log.head_at(5)

    log.record(EntryRedacted.of(situation=TOWN, entry=5, basis="court order"))

    assert log.entry(5).event is None
    assert log.entry(5).type == "ClaimAsserted"
    assert log.head_at(5) == root
    told = document(answer(log.of(TOWN), clock("12:00", days=1)))
    assert told["claims"] == []
    assert [gap["entry"] for gap in told["redacted"]] == [5]


def test_only_the_source_of_a_standing_statement_can_take_it_back_once(log: SituationLog) -> None:
    the_town(log, says("reporter", "arson", at("10:00")))

    other = refused(lambda: log.record(retracts("mayor", "arson", at("11:00"))))
    log.record(retracts("reporter", "arson", at("11:00")))
    twice = refused(lambda: log.record(retracts("reporter", "arson", at("12:00"))))

    assert "mayor has made no statement on arson" in other.message
    assert "reporter took back what it said on arson already, in e6" in twice.message


def test_what_others_rest_on_cannot_be_withdrawn(log: SituationLog) -> None:
    the_town(log, says("reporter", "arson", at("10:00")))

    refusal = refused(lambda: log.record(EntryWithdrawn.of(situation=TOWN, entry=2, reason="no such person")))

    assert refusal.message == "e2 introduced source 'reporter', on which e5 rests"
    log.record(EntryWithdrawn.of(situation=TOWN, entry=5, reason="misheard"))
    log.record(EntryWithdrawn.of(situation=TOWN, entry=2, reason="no such person"))
    assert log.record(source("reporter", name="Another reporter")).recorded[0].position == 8


def test_revisions_follow_one_another(log: SituationLog) -> None:
    def update(number: int) -> Event:
        return ArticleUpdated.of(situation=TOWN, report="gazette", revision=number, kind="update", updated=at("11:00"))

    the_town(log, report("gazette", outlet="reporter", published=at("10:00")))

    assert "there is no revision 2" in refused(lambda: log.record(update(3))).message
    assert len(log.record(update(3), update(2)).recorded) == 2
    assert (
        "revision 2 of gazette is in the log already"
        in refused(lambda: log.record(update(2).model_copy(update={"notice": "again"}))).message
    )


def test_every_backend_gives_the_same_answer_as_memory(log: SituationLog) -> None:
    events = [opened(), source("reporter"), source("mayor"), claim("arson"), says("reporter", "arson", at("10:00"))]
    log.record(*events)

    in_memory = [(START, event) for event in events]
    assert (
        document(answer(log.of(TOWN), clock("12:00")))["claims"]
        == (document(answer(recorded(*in_memory, start=log.entry(1).recorded_at), clock("12:00")))["claims"])
    )


def test_following_gives_what_is_there_and_then_what_comes(log: SituationLog) -> None:
    the_town(log)

    with log.subscribe(after=2) as entries:
        assert [next(entries).position for _ in range(2)] == [3, 4]
        log.record(says("reporter", "arson", at("10:00")))
        assert next(entries).type == "ClaimAsserted"
