"""Events are read back from JSON as full validation reads them, only quicker."""

import json
import pickle
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sitlog.domain.decoding import decode, made_of
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE, ClaimAsserted
from sitlog.domain.when import Span, When
from tests.cli.any_events import events
from tests.given import at, between, says

SAID = says("mayor", "arson", at("9:00"))


def payload(event: Event = SAID, /, **changes: object) -> bytes:
    """An event as it is stored, with other fields."""
    fields = json.loads(event.model_dump_json(exclude_defaults=True)) | changes
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def span(earliest: object, latest: object = "2031-05-05T10:00:00Z", **others: object) -> dict[str, object]:
    return {"earliest": earliest, "latest": latest, "precision": "hour", **others}


def instants(value: object) -> Iterator[datetime]:
    match value:
        case datetime():
            yield value
        case BaseModel():
            yield from instants(tuple(vars(value).values()))
        case Span():
            yield from instants(tuple(getattr(value, each.name) for each in fields(value)))
        case tuple():
            for each in value:
                yield from instants(each)
        case _:
            pass


def agrees(kind: type[Event], content: bytes) -> Event:
    """The event, after a look whether full validation gives the very same."""
    event, checked = decode(kind, content), kind.model_validate_json(content)
    made = made_of(kind, json.loads(content))
    assert (made, repr(made), made.model_fields_set) == (event, repr(event), event.model_fields_set)
    assert event == checked
    assert repr(event) == repr(checked)
    assert event.model_fields_set == checked.model_fields_set
    assert event.model_dump_json() == checked.model_dump_json()
    assert pickle.loads(pickle.dumps(event)) == checked  # noqa: S301  # written a moment ago
    assert all(each.tzinfo is UTC for each in instants(event))
    return event


@pytest.mark.parametrize("topic", CATALOGUE)
@settings(max_examples=25)
@given(data=st.data())
def test_every_event_is_read_back_as_it_was(topic: str, data: st.DataObject) -> None:
    event = data.draw(events(CATALOGUE[topic]))
    content = event.model_dump_json(exclude_defaults=True).encode()
    again = agrees(CATALOGUE[topic], content)
    assert again == event
    assert again.model_dump_json(exclude_defaults=True).encode() == content


@pytest.mark.parametrize(
    "said",
    [
        span("2031-05-05T10:00:00+01:00"),
        span("2031-05-05 09:00:00Z"),
        span("2031-05-05T09:00Z"),
        span("2031-05-05T09:00:00.1234567Z"),
        span(None),
        span("2031-05-05T09:00:00.5Z", None),
        span(
            "2031-05-05T08:00:00Z",
            alternatives=[
                {"earliest": "2031-05-05T08:00:00Z", "latest": "2031-05-05T09:00:00Z"},
                {"earliest": "2031-05-05T09:30:00Z", "latest": "2031-05-05T10:00:00Z"},
            ],
        ),
    ],
)
def test_times_in_every_writing_are_read_alike(said: dict[str, object]) -> None:
    agrees(ClaimAsserted, payload(said=said))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        payload()[:-1] + b',"more":1}',
        payload(by="The Mayor"),
        payload(by=1),
        payload(words=""),
        payload(words="a" * 10_001),
        payload(evidence={}),
        payload(said=None),
        payload(said={"earliest": "2031-05-05T09:00:00Z"}),
        payload(said=span("2031-05-05")),
        payload(said=span("2031-05-05T09:00:00")),
        payload(said=span("2031-02-30T09:00:00Z")),
        payload(said=span("2031-05-05T24:00:00Z")),
        payload(said=span("20310505T090000Z")),
        payload(said=span(1935738000)),
        payload(said=span("1935738000")),
        payload(said=span("2031-05-05T09:00:00Z", precision="roughly")),
        payload(said=span("2031-05-05T11:00:00Z")),
        payload(said=span(None, None)),
    ],
)
def test_what_is_no_event_is_refused_in_the_same_words(content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        ClaimAsserted.model_validate_json(content)
    with pytest.raises(ValidationError) as quick:
        decode(ClaimAsserted, content)
    assert str(quick.value) == str(refusal.value)


@pytest.mark.parametrize("fields", [{}, {"by": "The Mayor"}, {"said": span("2031-02-30T09:00:00Z")}, {"evidence": {}}])
def test_what_makes_no_event_is_refused_in_the_same_words(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refusal:
        ClaimAsserted.model_validate(fields)
    with pytest.raises(ValidationError) as quick:
        made_of(ClaimAsserted, fields)
    assert str(quick.value) == str(refusal.value)


def called(payload: bytes) -> list[str]:
    """The functions in Python that reading it goes through."""
    decode(ClaimAsserted, payload)  # what is made once is made now
    names: list[str] = []
    sys.setprofile(lambda frame, what, _: names.append(frame.f_code.co_name) if what == "call" else None)
    decode(ClaimAsserted, payload)
    sys.setprofile(None)
    return names


@pytest.mark.parametrize("said", [at("9:00"), between("9:00", "10:00")])
def test_a_plain_time_is_looked_at_once(said: When) -> None:
    assert called(payload(says("mayor", "arson", said))) == ["decode", "read", "_plain"]
