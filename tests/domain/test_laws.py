"""What holds for every log and every question."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sitlog.domain.admission import in_order
from sitlog.domain.answer import document
from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.events import EntryWithdrawn, Statement
from sitlog.domain.identity import identity
from sitlog.domain.when import Membership
from tests import brute
from tests.given import TOWN, answer, asked_at, clock, recorded
from tests.holdings import MemoryHoldings
from tests.stories import HOUR, PRELUDE, TIMES, logs, statements

Document = dict[str, Any]

moments = st.sampled_from([at for time in TIMES for at in (time, time + HOUR / 2)])


@st.composite
def questions(draw: st.DrawFn, log: Sequence[Entry]) -> Document:
    """When on the public clock, and how it is looked at."""
    return {
        "when": draw(moments),
        "by_desk": draw(st.none() | st.sampled_from(log).map(lambda entry: entry.recorded_at)),
        "by": draw(st.sampled_from(Clock)),
        "strict": draw(st.booleans()),
    }


@settings(max_examples=300)
@given(data=st.data(), log=logs(), everything=st.booleans())
def test_an_answer_is_what_plain_reading_gives(data: st.DataObject, log: list[Entry], *, everything: bool) -> None:
    question = data.draw(questions(log))

    found = document(answer(log, **question, everything=everything))

    by_desk = question["by_desk"]
    held = [each for each in log if by_desk is None or each.recorded_at <= by_desk]
    asked = asked_at(question.pop("when"), held, **question)
    assert found == brute.known(TOWN, log, asked, everything=everything)


@given(data=st.data(), log=logs())
def test_an_answer_does_not_change_as_the_log_grows(data: st.DataObject, log: list[Entry]) -> None:
    ends = [at for at, (one, other) in enumerate(pairwise(log), start=1) if one.recorded_at < other.recorded_at]
    assume(ends)
    then = log[: data.draw(st.sampled_from(ends))]
    question = {**data.draw(questions(log)), "by_desk": then[-1].recorded_at}

    assert document(answer(then, **question)) == document(answer(log, **question))


@given(log=logs(), one=moments, other=moments, by=st.sampled_from(Clock))
def test_what_was_certain_stays_certain(log: list[Entry], one: datetime, other: datetime, by: Clock) -> None:
    earlier, later = sorted([one, other])

    assert certain(log, earlier, by) <= certain(log, later, by)


def certain(log: Sequence[Entry], when: datetime, by: Clock) -> set[int]:
    """The entries of the statements that had surely been made."""
    return {
        each.told.entry
        for claim in answer(log, when, by=by).claims
        for each in claim.statements
        if each.membership is Membership.CERTAIN
    }


@given(log=logs(), when=moments, by=st.sampled_from(Clock))
def test_a_strict_answer_is_the_answer_without_what_is_possible(log: list[Entry], when: datetime, by: Clock) -> None:
    lenient = document(answer(log, when, by=by))
    strict = document(answer(log, when, by=by, strict=True))

    claims = [without_the_possible(each) for each in lenient["claims"]]
    claims = [each for each in claims if each["statements"]]
    certain = {each["report"]: each["certain"] for each in lenient["reports"] if each["certain"] is not None}
    about = {each["about"] for each in claims}
    assert strict["claims"] == claims
    assert {each["report"]: each["revision"] for each in strict["reports"]} == certain
    assert strict["incidents"] == [each for each in lenient["incidents"] if each["incident"] in about]


def without_the_possible(claim: Document) -> Document:
    """A claim of an answer as if nothing had been said, nor marked by its publisher, that was not surely said."""
    surely = {
        said: [each for each in claim[said] if each["membership"] == "certain"]
        for said in ("statements", "corrected_by_publisher")
    }
    return claim | {"perhaps": None} | surely


@given(told=st.lists(statements, min_size=1, max_size=12), data=st.data(), when=moments, by=st.sampled_from(Clock))
def test_on_the_public_clock_the_order_of_recording_does_not_matter(
    told: list[Event], data: st.DataObject, when: datetime, by: Clock
) -> None:
    another_order = data.draw(st.permutations(told))
    assume(ties(told) == ties(another_order))

    one, other = (
        # Long after the day: what we recorded meanwhile would bound what was said before.
        [unplaced(each) for each in document(answer(town_log(order), when, by=by))["claims"]]
        for order in (told, another_order)
    )

    assert one == other


def ties(told: Sequence[Event]) -> dict[object, list[Event]]:
    """What each source said about a claim at one and the same time, in the order in which it is recorded."""
    found: dict[object, list[Event]] = {}
    for each in told:
        assert isinstance(each, Statement)
        said = each.said.earliest, each.said.latest
        found.setdefault((each.by, getattr(each, "claim", ""), said), []).append(each)
    return found


def town_log(told: Sequence[Event]) -> list[Entry]:
    """The town with these statements recorded a week later."""
    return recorded(*PRELUDE, *told, start=clock("12:00", days=7))


def unplaced(claim: Document) -> Document:
    """A claim of an answer without the places that its statements have in the log."""
    statements = [each | {"entry": None} for each in claim["statements"]]
    return claim | {"statements": sorted(statements, key=repr)}


@given(log=logs(), data=st.data())
def test_what_is_recorded_and_withdrawn_leaves_no_trace_in_an_answer(log: list[Entry], data: st.DataObject) -> None:
    question = data.draw(questions(log)) | {"by_desk": None}
    slip = data.draw(statements)
    taken_back = EntryWithdrawn.of(situation=TOWN, entry=len(log) + 1, reason="a slip")

    longer = [*log, *(placed(each, len(log) + number, log) for number, each in enumerate((slip, taken_back), start=1))]

    assert said_in(answer(longer, **question)) == said_in(answer(log, **question))


def placed(event: Event, position: int, log: Sequence[Entry]) -> Entry:
    """The event as an entry after those of the log."""
    (entry,) = recorded((log[-1].recorded_at, event), start=log[-1].recorded_at)
    return Entry(type(entry.position)(position), entry.recorded_at, entry.type, entry.situation, entry.event)


def said_in(answered: Any) -> Document:
    """An answer without the question."""
    return document(answered) | {"asked": None}


@given(log=logs())
def test_every_event_comes_back_from_its_json_as_it_was(log: list[Entry]) -> None:
    for event in (each.event for each in log if each.event):
        again = CATALOGUE[event.TOPIC].model_validate_json(event.model_dump_json(exclude_defaults=True))

        assert again == event
        assert again.model_dump_json(exclude_defaults=True) == event.model_dump_json(exclude_defaults=True)
        assert identity(again) == identity(event)


@given(order=st.permutations(range(len(PRELUDE))))
def test_a_batch_is_put_in_an_order_in_which_nothing_rests_on_what_follows(order: list[int]) -> None:
    batch = [PRELUDE[index] for index in order]

    ordered = [batch[index] for index in in_order(batch, {}, MemoryHoldings())]

    assert sorted(map(repr, ordered)) == sorted(map(repr, batch))
    for index, event in enumerate(ordered):
        introduced = {(named.kind, named.key) for each in ordered[: index + 1] for named in each.introductions}
        assert {(named.kind, named.key) for named in event.references} <= introduced


@given(log=logs())
def test_a_batch_that_is_in_order_stays_as_it_is(log: list[Entry]) -> None:
    batch = [each.event for each in log if each.event]

    assert list(in_order(batch, {}, MemoryHoldings())) == list(range(len(batch)))
