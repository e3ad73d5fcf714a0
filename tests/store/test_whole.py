"""An answer whose claims are read as they are told: in whatever parts, it is the one from the whole story."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.answer import document
from sitlog.domain.asked import Asked, Clock, Wanted
from sitlog.domain.knowledge import Known, KnownClaim, known, some_of
from sitlog.domain.occurred import without_later
from sitlog.domain.story import Story
from sitlog.domain.telling import contents
from sitlog.domain.values import ClaimId
from sitlog.domain.without import without
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.statements import looking
from sitlog.store.statements.reading import story_of_rows
from sitlog.store.statements.whole import whole_at
from tests.given import TOWN, at, claim, clock, redacts, says
from tests.laws import Ticking, found, play
from tests.store.test_statements import Told, few, questions
from tests.stories import TIMES

LEFT_OUT = [(), ("paper",), ("clerk", "paper"), ("news",), ("news", "bulletin", "clerk")]


def replayed(log: SituationLog, asked: Asked, wanted: Wanted, only: Sequence[ClaimId] | None = None) -> Known:
    """The answer from replaying the log."""
    put = without(story(TOWN, log.of(TOWN).until(asked.position)), wanted.without)
    told = known(put, asked, everything=wanted.everything, only=only)
    return without_later(told, wanted.occurred) if wanted.occurred else told


def grouped(claims: Sequence[KnownClaim]) -> object:
    """What is known of claims beforehand, and how they are put under what they are about."""
    told = contents(claims)
    return told.last, told.sure, [(about, [each.claim for each in some]) for about, some in told.by_incident()]


def agrees(log: SituationLog, asked: Asked, wanted: Wanted) -> None:
    """Whatever is told, it is what replaying tells."""
    expected, told = replayed(log, asked, wanted), whole_at(log, TOWN, asked, wanted)

    assert document(told.known) == document(expected)
    assert (len(told.claims), list(told.claims)) == (len(expected.claims), list(expected.claims))
    assert grouped(told.claims) == grouped(expected.claims)
    ends = [each.said.latest for said in expected.story.told.values() for each in said if each.said.latest]
    assert told.first == min(ends, default=None)
    some = told.claims[1:3]
    part = replayed(log, asked, wanted, [each.claim.claim for each in some])
    assert document(some_of(told.known, some, everything=wanted.everything)) == document(part)


@pytest.fixture(params=[1, 2000])
def in_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims are read one by one, or all at once."""
    monkeypatch.setattr(looking, "_AT_ONCE", request.param)


@pytest.mark.usefixtures("in_parts")
@few(30)
@given(data=st.data())
def test_an_answer_read_in_parts_is_the_one_from_the_whole_story(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log:
        told.play(data, 40)
        for position in data.draw(st.lists(st.integers(0, told.log.head.position), min_size=1, max_size=3)):
            wanted = Wanted(
                everything=data.draw(st.booleans()),
                occurred=data.draw(st.none() | st.sampled_from(TIMES)),
                without=data.draw(st.sampled_from(LEFT_OUT)),
            )
            agrees(told.log, data.draw(questions(position)), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_so_on_every_database(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(seed), 80)  # noqa: S311  # no secret
        for by in Clock:
            now = clock("23:00")
            asked = Asked(at=now, recorded_at=now, by=by, position=log.head.position, root="0" * 64)
            for wanted in (Wanted(), Wanted(everything=True, without=("paper",))):
                agrees(log, asked, wanted)


def test_what_is_recorded_while_an_answer_is_read_is_not_in_it(database_url: str) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(1), 40)  # noqa: S311  # no secret
        asked = Asked(at=TIMES[-1], recorded_at=TIMES[-1], position=log.head.position, root="0" * 64)
        told = whole_at(log, TOWN, asked, Wanted()).claims
        before = list(told)
        log.record(*(says("paper", each.claim.claim, at("12:00")) for each in before))

        assert list(told) == before


def test_no_more_is_held_at_once_than_there_is_on_the_claim_of_which_most_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []

    def counted(*of: Any, **how: Any) -> Story:
        put = story_of_rows(*of, **how)
        read.append(sum(map(len, put.told.values())))
        return put

    monkeypatch.setattr(looking, "_AT_ONCE", 1)
    monkeypatch.setattr(looking, "story_of_rows", counted)
    with SituationLog.open("sqlite://", create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(2), 80)  # noqa: S311  # no secret
        asked = Asked(at=TIMES[-1], recorded_at=TIMES[-1], position=log.head.position, root="0" * 64)
        told = whole_at(log, TOWN, asked, Wanted()).claims

        assert max(len(each.statements) for each in told) == max(read) < sum(read)
        assert told[0] == next(iter(told))


def test_a_claim_of_which_nothing_is_left_is_not_there() -> None:
    with Told("sqlite:///:memory:").log as log:
        worded = log.record(claim("gas"), says("paper", "gas", at("10:00"))).positions[0]
        log.record(redacts(worded))
        asked = Asked(at=clock("23:00"), recorded_at=clock("23:00"), position=log.head.position, root="0" * 64)

        for left_out in ((), ("paper",)):
            agrees(log, asked, Wanted(everything=True, without=left_out))
