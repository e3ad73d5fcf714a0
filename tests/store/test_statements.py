"""The table of what is told: any story from it is the one that replaying the log comes to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.conflict import rivals
from sitlog.domain.delay import gaps
from sitlog.domain.entry import Entry
from sitlog.domain.errors import RefusedBatch
from sitlog.domain.history import History
from sitlog.domain.knowledge import known
from sitlog.domain.lanes import lanes
from sitlog.domain.parts import divided
from sitlog.domain.public import PublicClock
from sitlog.domain.record import tracks, uttered
from sitlog.domain.status import Status
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind, UpdateKind
from sitlog.projections.desk import desk_history
from sitlog.projections.story import story
from sitlog.store.bearing import bearing_on
from sitlog.store.ledger import writing
from sitlog.store.ledger.connection import Connection
from sitlog.store.log import SituationLog
from sitlog.store.proofs.tree import Frontier, leaf_hash
from sitlog.store.statements.bare import DRAWN, LAGGING, Bare
from sitlog.store.statements.closure import story_of
from sitlog.store.statements.counting import Counts, counted
from sitlog.store.statements.filling import fill
from sitlog.store.statements.finding import keys_of
from sitlog.store.statements.paging import page_of
from sitlog.store.statements.speaking import spoken
from sitlog.store.views.stories import story_at
from tests.given import TOWN, at, cites, claim, clock, corrects, denies, links, says, withdraws
from tests.holdings import MemoryHoldings
from tests.laws import Ticking, found, play
from tests.stories import CLAIMS, DAWN, HOUR, PRELUDE, TIMES, attempt


def few(number: int) -> settings:
    """So many examples; that which fails is told as it is, since to find a smaller one takes very long."""
    return settings(max_examples=number, phases=[Phase.generate])


class Told:
    """A log on disk and one in memory, in which the same was recorded."""

    def __init__(self, url: str) -> None:
        self.now = DAWN
        self.log = SituationLog.open(url, create=True, clock=lambda: self.now)
        self.log.record(*PRELUDE)

    def play(self, data: st.DataObject, most: int) -> None:
        """Record what somebody tries to, now and then several things at once."""
        memory = MemoryHoldings()
        memory.admit(*PRELUDE, now=DAWN)
        for _ in range(data.draw(st.integers(1, most))):
            self.now += data.draw(st.sampled_from([0, 0, 0, 1, 3])) * HOUR
            tried = [data.draw(attempts(memory)) for _ in range(data.draw(st.sampled_from([1, 1, 1, 2, 3])))]
            try:
                self.log.record(*tried)
            except RefusedBatch:
                continue
            memory.admit(*tried, now=self.now)


@st.composite
def attempts(draw: st.DrawFn, memory: MemoryHoldings) -> Any:
    return attempt(draw, memory.entries)


def every_position_agrees(log: SituationLog) -> None:
    for position in range(log.head.position + 1):
        replayed = story(TOWN, log.of(TOWN).until(position))
        assert story_at(log, TOWN, position) == replayed, f"at e{position}"
        assert keys_of(log, TOWN, position, Kind.CLAIM) == sorted({*replayed.claims, *replayed.told})
        assert keys_of(log, TOWN, position, Kind.REPORT) == sorted(replayed.reports)


@few(20)
@given(data=st.data())
def test_the_story_at_any_position_is_the_replayed_one(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 30)

        every_position_agrees(told.log)


@few(15)
@given(data=st.data())
def test_a_table_that_is_filled_anew_is_the_one_that_was_kept(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 30)
        head = told.log.head.position
        with told.log.read().ledger.database.writing() as connection:
            kept = rows(connection)
            fill(connection, until=head)

            assert rows(connection) == kept


def test_a_batch_of_any_length_is_written_part_by_part(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_AT_ONCE", 3)
    first = len(PRELUDE) + 1
    batch = [
        *PRELUDE,
        says("clerk", "arson", at("9:00")),
        says("blog", "arson", at("9:00")),
        links(first, cites("news", 1)),
        corrects(first, denies("clerk", "arson", at("9:30"))),
        withdraws(first + 1),
        says("gang", "arson", at("9:00")),
    ]
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        receipt = log.record(*batch, labels={nth: nth - 1 for nth in range(1, len(batch) + 1)})
        stored = list(log.read().ledger.read_stored(whole=True))
        assert receipt.positions == tuple(each.position for each in stored) == tuple(range(1, len(batch) + 1))
        assert log.head.root == Frontier().extend(leaf_hash(each.entry) for each in stored)[0].root
        every_position_agrees(log)
        with log.read().ledger.database.writing() as connection:
            kept = rows(connection)
            fill(connection, until=len(batch))
            assert rows(connection) == kept


def rows(connection: Connection) -> list[Any]:
    return sorted(map(tuple, connection.driver.execute("SELECT * FROM told")), key=repr)


OLDER = {
    True: (
        "DROP TABLE told",
        "DROP TRIGGER IF EXISTS erasures_reach_told",
        "DROP TRIGGER erasures_reach_views",
        "ALTER TABLE view_refolds DROP COLUMN reached",
        "CREATE TRIGGER erasures_reach_views AFTER INSERT ON erasures BEGIN SELECT 1; END",
        "UPDATE alembic_version SET version_num = '0004'",
    ),
    False: (
        "DROP TABLE told",
        "DROP FUNCTION reach_told CASCADE",
        "ALTER TABLE view_refolds DROP COLUMN reached",
        "UPDATE alembic_version SET version_num = '0004'",
    ),
}
"""What makes a log one of a form that had no such table, on SQLite or not."""


def test_a_log_of_an_older_form_gets_the_table_filled(database_url: str) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(4), 60)  # noqa: S311  # no secret
        with log.read().ledger.database.writing() as connection:
            kept = rows(connection)
            for statement in OLDER[connection.is_sqlite]:
                connection.core.exec_driver_sql(statement)

    with SituationLog.open(database_url, clock=Ticking()) as log, log.read().ledger.database.reading() as connection:
        assert rows(connection) == kept
    with SituationLog.open(database_url) as log:
        log.record(says("paper", "arson", at("15:00")))
        every_position_agrees(log)


@pytest.mark.parametrize("seed", range(3))
def test_the_story_agrees_on_every_database(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(seed), 80)  # noqa: S311  # no secret

        every_position_agrees(log)
        head = log.head.position
        asked = Asked(at=clock("23:00"), recorded_at=clock("23:00", days=9), position=head, root="0" * 64)
        whole = known(story(TOWN, log.of(TOWN)), asked)
        for each in whole.claims:
            key = each.claim.claim
            assert known(story_of(log, TOWN, head, [key]), asked, only=[key]).claims == (each,)
        assert list(leafed_through(log, asked, 2)) == [each.claim.claim for each in whole.claims]
        assert counted(log, TOWN, asked) in (None, counted_by_hand(story(TOWN, log.of(TOWN)), asked))
        voices_agree(log, asked)
        for by in Clock:
            bare_agrees(log, asked.model_copy(update={"by": by}))


@pytest.mark.parametrize("by", Clock)
@few(10)
@given(data=st.data())
def test_what_bears_on_a_claim_gives_it_the_statuses_that_the_whole_does(by: Clock, data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log as log:
        told.play(data, 30)
        whole = list(log.of(TOWN))
        for claim in map(ClaimId, CLAIMS):
            for until in {log.head.position, data.draw(st.integers(0, log.head.position))}:
                bearing = bearing_on(log, TOWN, claim, until=until)
                assert {each.position for each in bearing} <= set(range(until + 1))
                assert held_on_the_desk(bearing, claim, by) == held_on_the_desk(whole[:until], claim, by)
                public = (History(story(TOWN, entries), by).phases(claim) for entries in (bearing, whole[:until]))
                assert next(public) == next(public)


def test_a_claim_that_a_correction_reframes_meets_those_of_its_new_aspect() -> None:
    began = claim("three-dead", about="fire", aspect="beginning", value={"type": "date", "when": at("8:00")})
    with Told("sqlite:///:memory:").log as log:
        log.record(says("paper", "three-dead", at("9:00")), says("clerk", "began-at-noon", at("10:00")))
        log.record(corrects(10, began))

        bearing = bearing_on(log, TOWN, ClaimId("began-at-noon"), until=log.head.position)

        public = History(story(TOWN, bearing), Clock.SAID).phases(ClaimId("began-at-noon"))
        assert public[-1].status is Status.DISPUTED


def held_on_the_desk(entries: Sequence[Entry], claim: ClaimId, by: Clock) -> list[tuple[Status, datetime]]:
    return [(each.status, each.since) for each in desk_history(TOWN, entries, claim, by=by)]


@few(20)
@given(data=st.data())
def test_a_claim_alone_is_answered_as_within_the_whole(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 40)
        for position in data.draw(st.lists(st.integers(0, told.log.head.position), min_size=1, max_size=3)):
            whole = story(TOWN, told.log.of(TOWN).until(position))
            asked = data.draw(questions(position))
            whole_answer = known(whole, asked, everything=True).claims
            for claim in {*CLAIMS, *(each.claim.claim for each in whole_answer)}:
                sparing = asked.by is Clock.SAID and data.draw(st.booleans())
                part = story_of(told.log, TOWN, position, [ClaimId(claim)], sparing=sparing)
                alone = known(part, asked, everything=True, only=[ClaimId(claim)])

                assert list(alone.claims) == [each for each in whole_answer if each.claim.claim == claim]
                assert list(alone.gaps) == list(whole.gaps)


@few(20)
@given(data=st.data())
def test_claims_are_counted_as_known_tells_them(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 40)
        for position in data.draw(st.lists(st.integers(0, told.log.head.position), min_size=1, max_size=3)):
            asked = data.draw(questions(position))
            whole = story(TOWN, told.log.of(TOWN).until(position))
            counts = counted(told.log, TOWN, asked)

            was_withdrawn = any(
                each.kind is UpdateKind.WITHDRAWAL for report in whole.reports.values() for each in report.revisions
            )
            assert (counts is None) is (was_withdrawn or asked.by is Clock.PUBLICATION)
            assert counts is None or counts == counted_by_hand(whole, asked)


def counted_by_hand(whole: Story, asked: Asked) -> Counts:
    return Counts(len(whole.voices), Counter(each.status for each in known(whole, asked).claims))


@few(20)
@given(data=st.data())
def test_voices_are_counted_as_from_the_whole(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 40)
        for position in data.draw(st.lists(st.integers(0, told.log.head.position), min_size=1, max_size=3)):
            voices_agree(told.log, data.draw(questions(position)))


def voices_agree(log: SituationLog, asked: Asked) -> None:
    whole = story(TOWN, log.of(TOWN).until(asked.position))
    said = spoken(log, TOWN, asked)

    every = [each for told in whole.told.values() for each in told]
    public = uttered(every, PublicClock(whole.reports, asked.by), asked.at)
    assert said.public == public
    assert tracks(said.story, said.public, asked) == tracks(whole, public, asked)


@st.composite
def questions(draw: st.DrawFn, position: int) -> Asked:
    at = draw(st.sampled_from(TIMES))
    by, strict = draw(st.sampled_from(Clock)), draw(st.booleans())
    return Asked(at=at, recorded_at=TIMES[-1], by=by, strict=strict, position=position, root="0" * 64)


@few(15)
@given(data=st.data())
def test_the_pages_of_an_answer_are_its_claims_in_order(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 30)
        asked = data.draw(questions(data.draw(st.integers(0, told.log.head.position))))
        asked = asked.model_copy(update={"by": Clock.SAID})
        whole = known(story(TOWN, told.log.of(TOWN).until(asked.position)), asked)
        size = data.draw(st.integers(1, 4))

        assert list(leafed_through(told.log, asked, size)) == [each.claim.claim for each in whole.claims]


def leafed_through(log: SituationLog, asked: Asked, size: int) -> Iterator[str]:
    after = None
    while True:
        page = page_of(log, TOWN, asked, limit=size, after=after)
        yield from page.claims
        if page.next is None:
            break
        assert len(page.claims) == size
        after = page.next


@few(20)
@given(data=st.data())
def test_lags_and_lanes_are_told_as_from_the_whole(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 30)
        for position in data.draw(st.lists(st.integers(0, told.log.head.position), min_size=1, max_size=3)):
            bare_agrees(told.log, data.draw(questions(position)))


def bare_agrees(log: SituationLog, asked: Asked) -> None:
    whole, bare = story(TOWN, log.of(TOWN).until(asked.position)), Bare(log, TOWN, asked.position)
    frame, said = bare.framed(LAGGING[asked.by]), [each for told in whole.told.values() for each in told]
    lags = gaps(bare.told(), PublicClock(frame.reports, asked.by), asked.at)

    assert frame.voices == whole.voices
    assert lags == gaps(said, PublicClock(whole.reports, asked.by), asked.at)

    frame, against = bare.framed(DRAWN), rivals(whole.claims, whole.conflicts)
    parts = divided(whole.told, against, size=1)
    small = [{claim: whole.told[claim] for claim in part if claim in whole.told} for part in parts]
    drawn = lanes(whole, [whole.told], against, asked.by)

    assert frame.told == {}
    assert rivals(frame.claims, frame.conflicts) == against
    assert lanes(frame, bare.told_in_parts(against), against, asked.by) == drawn
    assert lanes(whole, small, against, asked.by) == drawn


def test_words_that_look_like_a_field_are_words(sqlite_url: str) -> None:
    named = ("evidence", "relayed_by", "actor", "corrected_by", "kind", "withdrawal")
    with SituationLog.open(sqlite_url, create=True, clock=Ticking()) as log:
        found(log)
        for hour, word in enumerate(named):
            log.record(says("paper", "arson", at(f"{10 + hour}:00"), words=word))
        whole = story_at(log, TOWN, log.head.position)

        assert [each.words for each in whole.told[ClaimId("arson")]][-len(named) :] == list(named)
        part = story_of(log, TOWN, log.head.position, [ClaimId("arson")])
        assert part.told[ClaimId("arson")] == whole.told[ClaimId("arson")]
