"""A time as a span: what had come by an instant, what can coincide, and what we can have known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sitlog.domain.errors import BadTime
from sitlog.domain.when import Membership, Precision, Span, When, hull, rfc3339

NOON = datetime(2031, 5, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

HOW_CERTAIN = [Membership.NOT_YET, Membership.POSSIBLE, Membership.CERTAIN]
instants = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis wants them naive
bounds = st.none() | instants


@st.composite
def spans(draw: st.DrawFn) -> Span:
    one, other = draw(bounds), draw(instants)
    if one is None:
        return draw(st.sampled_from([Span(earliest=None, latest=other), Span(earliest=other, latest=None)]))
    return Span(earliest=min(one, other), latest=max(one, other))


def span(begins: int | None, ends: int | None) -> Span:
    """A span between hours counted from noon."""
    return Span(
        earliest=None if begins is None else NOON + begins * HOUR, latest=None if ends is None else NOON + ends * HOUR
    )


def either(*spans: Span) -> When:
    """A time of which it is known only that it lies in one of these spans."""
    all_of_them = hull(spans)
    return When(earliest=all_of_them.earliest, latest=all_of_them.latest, precision=Precision.HOUR, alternatives=spans)


def test_an_instant_has_come_from_that_instant_on() -> None:
    siren = When.at(NOON)

    assert siren.by(NOON - TICK) is Membership.NOT_YET
    assert siren.by(NOON) is Membership.CERTAIN


def test_a_span_may_have_come_from_its_beginning_and_must_have_come_from_its_end() -> None:
    shift = span(0, 8)

    assert shift.by(NOON - TICK) is Membership.NOT_YET
    assert shift.by(NOON) is Membership.POSSIBLE
    assert shift.by(NOON + 8 * HOUR - TICK) is Membership.POSSIBLE
    assert shift.by(NOON + 8 * HOUR) is Membership.CERTAIN


def test_what_has_no_beginning_may_always_have_come() -> None:
    assert span(None, 0).by(NOON - 1000 * HOUR) is Membership.POSSIBLE
    assert span(None, 0).by(NOON) is Membership.CERTAIN


def test_what_has_no_end_is_never_certain() -> None:
    assert span(0, None).by(NOON - TICK) is Membership.NOT_YET
    assert span(0, None).by(NOON + 1000 * HOUR) is Membership.POSSIBLE


@given(spans(), instants, instants)
def test_what_is_certain_at_one_instant_is_no_less_so_at_a_later_one(
    when: Span, one: datetime, other: datetime
) -> None:
    before, after = sorted([one, other])

    assert HOW_CERTAIN.index(when.by(before)) <= HOW_CERTAIN.index(when.by(after))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (span(0, 2), span(1, 3), True),
        (span(0, 3), span(1, 2), True),
        (span(0, 1), span(1, 2), False),
        (span(0, 1), span(2, 3), False),
        (span(1, 1), span(1, 1), True),
        (span(1, 1), span(1, 2), True),
        (span(1, 1), span(0, 1), False),
        (span(1, 1), span(0, 2), True),
        (span(None, 1), span(0, None), True),
        (span(None, 0), span(0, None), False),
        (span(None, 0), span(None, -5), True),
        (span(None, 0), span(-1, -1), True),
        (span(0, None), span(5, None), True),
    ],
)
def test_two_spans_overlap_if_some_instant_can_lie_in_both(one: Span, other: Span, *, overlap: bool) -> None:
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


@given(spans(), spans())
def test_overlapping_is_mutual(one: Span, other: Span) -> None:
    assert one.overlaps(other) == other.overlaps(one)


def test_a_span_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="cannot end"):
        span(1, 0)


def test_a_span_needs_a_beginning_or_an_end() -> None:
    with pytest.raises(ValidationError, match="says nothing"):
        span(None, None)


def test_an_instant_carries_its_zone() -> None:
    with pytest.raises(BadTime) as refused:
        When.at(NOON.replace(tzinfo=None))

    assert refused.value.message == "2031-05-05T12:00:00 has no zone"
    assert refused.value.hint == "Write 2031-05-05T12:00:00Z for UTC, or add an offset such as +03:00"


def test_bounds_are_kept_in_utc() -> None:
    lisbon = datetime.fromisoformat("2031-05-05T13:00:00+01:00")

    assert When.at(lisbon).plain()["earliest"] == "2031-05-05T12:00:00Z"


def test_instants_are_written_as_rfc_3339_with_the_decimals_they_have() -> None:
    assert rfc3339(NOON) == "2031-05-05T12:00:00Z"
    assert rfc3339(NOON + timedelta(milliseconds=250)) == "2031-05-05T12:00:00.25Z"
    assert rfc3339(NOON + TICK) == "2031-05-05T12:00:00.000001Z"


def test_what_we_recorded_had_been_said_by_then() -> None:
    some_time_that_day = When(earliest=NOON - HOUR, latest=NOON + 8 * HOUR, precision=Precision.DAY)

    assert some_time_that_day.known_by(NOON).span() == span(-1, 0)


def test_what_had_ended_before_we_recorded_it_stays_as_it_is() -> None:
    earlier = When(earliest=NOON - 3 * HOUR, latest=NOON - HOUR, precision=Precision.HOUR)

    assert earlier.known_by(NOON) == earlier


def test_what_begins_after_we_recorded_it_stays_as_it_is() -> None:
    scheduled = When(earliest=NOON + HOUR, latest=NOON + 2 * HOUR, precision=Precision.HOUR)

    assert scheduled.known_by(NOON) == scheduled


def test_what_has_no_end_ends_when_we_recorded_it() -> None:
    since = When(earliest=NOON - HOUR, latest=None, precision=Precision.MINUTE)

    assert since.known_by(NOON).span() == span(-1, 0)


def test_alternatives_are_both_kept_and_the_bounds_embrace_them() -> None:
    saturday_or_monday = either(span(0, 24), span(48, 72))

    assert saturday_or_monday.span() == span(0, 72)
    assert len(saturday_or_monday.alternatives) == 2


def test_bounds_that_do_not_embrace_the_alternatives_are_refused() -> None:
    with pytest.raises(ValidationError, match="all alternatives together"):
        When(earliest=NOON, latest=NOON + HOUR, precision=Precision.HOUR, alternatives=(span(0, 1), span(2, 3)))


def test_alternatives_are_possible_from_the_first_and_certain_from_the_last() -> None:
    saturday_or_monday = either(span(0, 24), span(48, 72))

    assert saturday_or_monday.by(NOON) is Membership.POSSIBLE
    assert saturday_or_monday.by(NOON + 36 * HOUR) is Membership.POSSIBLE
    assert saturday_or_monday.by(NOON + 72 * HOUR) is Membership.CERTAIN


def test_a_time_between_two_alternatives_overlaps_neither() -> None:
    saturday_or_monday = either(span(0, 24), span(48, 72))

    assert not saturday_or_monday.overlaps(span(24, 48))
    assert not saturday_or_monday.overlaps(either(span(30, 40), span(80, 90)))
    assert saturday_or_monday.overlaps(either(span(30, 40), span(50, 60)))


def test_a_hull_is_open_where_one_of_its_spans_is() -> None:
    assert hull((span(0, 1), span(2, None))) == span(0, None)
    assert hull((span(None, 1), span(0, 3))) == span(None, 3)


@pytest.mark.parametrize(
    "value", [1713800000, "1713800000", "2024", "14:00", None, "0001-01-01T00:00:00+03:00"], ids=repr
)
def test_an_instant_is_written_out_and_lies_within_the_calendar(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(When).validate_python({"earliest": value, "latest": value, "precision": "second"})


def test_a_time_comes_back_from_its_json() -> None:
    saturday_or_monday = either(span(0, 24), span(48, 72))

    times = TypeAdapter(When)

    assert times.validate_json(times.dump_json(saturday_or_monday)) == saturday_or_monday
    assert When(**saturday_or_monday.plain()) == saturday_or_monday
