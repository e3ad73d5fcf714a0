"""Events as lines of JSON in the form of CloudEvents 1.0."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from sitlog.cli import schemas
from sitlog.cli.files.cloudevents import line, written
from sitlog.cli.files.envelope import BadLine
from sitlog.domain.cloudevent import SPECVERSION
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.values import Position
from tests.cli.any_events import whatever
from tests.given import at, between, claim, denies, opened

RECORDED = datetime(2031, 5, 6, 10, tzinfo=UTC)


def told(event: Event, position: int = 15) -> str:
    """The line of an event."""
    return written(Entry(Position(position), RECORDED, event.TOPIC, event.situation, event), event)


def denial(**fields: Any) -> Event:
    """The mayor denies it."""
    return denies("mayor", "arson", at("14:30"), **fields)


def changed(**attributes: Any) -> str:
    """The line of a denial, with some attributes changed; None leaves one out."""
    whole = json.loads(told(denial())) | attributes
    return json.dumps({name: value for name, value in whole.items() if value is not None}, ensure_ascii=False)


def data(**fields: Any) -> dict[str, Any]:
    """The data of a denial, with some fields changed; None leaves one out."""
    whole = json.loads(told(denial()))["data"] | fields
    return {name: value for name, value in whole.items() if value is not None}


@given(whatever())
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    read = line(told(event, 7))

    assert (read.event, read.label) == (event, 7)


def test_a_line_has_the_attributes_of_cloudevents() -> None:
    attributes = json.loads(told(denial(external_id="desk-4711")))

    assert attributes.pop("data")["claim"] == "arson"
    assert attributes == {
        "specversion": "1.0",
        "id": "desk-4711",
        "source": "/situations/harbour-fire",
        "type": "sitlog.ClaimDenied.v1",
        "time": "2031-05-05T13:30:00Z",
        "datacontenttype": "application/json",
        "recordedtime": "2031-05-06T10:00:00Z",
        "sequence": "000000000015",
    }


def test_an_event_without_an_id_of_its_own_goes_by_what_it_says() -> None:
    identity = json.loads(told(denial()))["id"]

    assert identity.startswith("sha256:")
    assert line(changed()).event.external_id is None
    assert line(changed(data=data(words="changed by hand"))).event.external_id == identity


def test_a_time_that_is_not_one_instant_is_not_told_as_one() -> None:
    assert "time" not in json.loads(told(denies("mayor", "arson", between("14:00", "15:00"))))
    assert "time" not in json.loads(told(opened()))


def test_sequences_sort_as_texts_do() -> None:
    sequences = [json.loads(told(denial(), position))["sequence"] for position in (9, 10, 123_456_789)]

    assert sequences == sorted(sequences)


def test_attributes_of_others_are_passed_over() -> None:
    assert line(changed(traceparent="00-0af7-01", subject="arson", dataschema="urn:x")).event == denial()


def test_a_number_keeps_its_value() -> None:
    event = claim("boats", value={"type": "number", "at_least": "2.50", "unit": "metres"})

    assert '"at_least":"2.50"' in told(event)
    assert line(told(event)).event == event


WHEN = {"earliest": "2031-05-05T13:30:00Z", "latest": "2031-05-05T13:30:00Z", "precision": "minute"}


@pytest.mark.parametrize(
    ("text", "pointed_at", "message", "hint"),
    [
        (changed(id=None), "{", "id is missing", "what tells this event"),
        (changed(source=None), "{", "source is missing", "/situations/"),
        (changed(specversion="0.3"), '"0.3"', "no specversion of a sitlog event", '"specversion": "1.0"'),
        (changed(type="ClaimDenied"), '"ClaimDenied"', "no type of a sitlog event", "sitlog.ClaimDenied.v1"),
        (
            changed(type="sitlog.ClaimDeny.v1"),
            '"sitlog.ClaimDeny.v1"',
            "no event ClaimDeny",
            "did you mean sitlog.ClaimDenied.v1?",
        ),
        (changed(type="sitlog.ClaimDenied.v9"), '"sitlog.ClaimDenied.v9"', "newer than this sitlog", "upgrade"),
        (changed(source="/desk/1"), '"/desk/1"', "no source of a sitlog event", "/situations/kh-bases"),
        (changed(source="/situations/No Key"), '"/situations/No Key"', "'No Key' is not a key", "small letters"),
        (changed(sequence=15), "15", "no sequence of a sitlog event", "a text of digits"),
        (changed(datacontenttype="text/xml"), '"text/xml"', "no datacontenttype", "application/json"),
        (changed(specVersion="1.0"), '"1.0"', "small letters and digits", None),
        (changed(data=None), "{", "data is missing", '"data": {...}'),
        (changed(data="x"), '"x"', "data is not an object", '"data": {...}'),
        (changed(data=data(situation="x")), '"x"', "situation has no place in the data", "the attribute source"),
        (changed(data=data(claim=None)), '"data"', "claim is missing", "sitlog schema"),
        (changed(data=data(clam="x")), '"x"', "there is no field clam", "sitlog schema"),
        (changed(data=data(said=WHEN | {"zon": "UTC"})), '"UTC"', "there is no field zon", "sitlog schema"),
        (changed(data=data(by="The Mayor")), '"The Mayor"', "'The Mayor' is not a key", "small letters"),
        (changed(data=data(scope="all")), '"all"', "scope: Input should be 'truth'", None),
        (
            changed(data=data(said=WHEN | {"latest": "2031-05-05T13:30:00"})),
            '"2031-05-05T13:30:00"',
            "no zone",
            "offset",
        ),
        (changed(data=data(said=WHEN | {"latest": "1713801600"})), '"1713801600"', "not an instant", None),
        (changed(data=data(said=WHEN | {"latest": 1713801600})), "1713801600", "not an instant", None),
        (changed(data=data(said=WHEN | {"latest": "31-05-05"})), '"31-05-05"', "not an instant", None),
        (
            changed(data=data(said=WHEN | {"earliest": "0001-01-01T00:00:00+03:00"})),
            '"0001-01-01T00:00:00+03:00"',
            "outside",
            None,
        ),
        (changed(data=data(words="\ud800")).replace("\ud800", "\\ud800"), '"\\ud800"', "words", None),
        ("[]", "[", "this is not an event", "sitlog schema line"),
        ("7", "7", "this is not an event", "sitlog schema line"),
    ],
)
def test_a_broken_line_is_told_with_its_place_and_what_to_write(
    text: str, pointed_at: str, message: str, hint: str | None
) -> None:
    with pytest.raises(BadLine) as bad:
        line(text)

    fault = bad.value.faults[0]
    assert message in fault.message
    assert hint is None or hint in (fault.hint or "")
    assert text[fault.stretch.offset : fault.stretch.offset + fault.stretch.length] == pointed_at


def test_all_faults_of_a_line_are_told_at_once() -> None:
    with pytest.raises(BadLine) as bad:
        line(changed(id=None, type="sitlog.ClaimDeny.v1", sequence="x"))
    assert len(bad.value.faults) == 3

    with pytest.raises(BadLine) as bad:
        line(changed(data={"scope": "all", "foo": 1}))
    assert {fault.message.partition(":")[0] for fault in bad.value.faults} == {
        "by is missing", "said is missing", "claim is missing", "scope", "there is no field foo",
    }  # fmt: skip


def correction(replacement: Any) -> str:
    """The line of a correction."""
    return changed(type="sitlog.EntryCorrected.v1", data={"entry": 3, "reason": "the hour", "replacement": replacement})


@pytest.mark.parametrize(
    ("replacement", "pointed_at", "message"),
    [
        ("x", '"x"', "this is no event of the catalogue"),
        ({"type": "Denial"}, '"Denial"', "this is no event of the catalogue"),
        ({"type": "EntryWithdrawn", "situation": "s", "entry": 1, "reason": "x"}, '"data"', "not corrected into"),
        ({"type": "ClaimDenied", "situation": "s", "by": "X Y", "claim": "c", "said": WHEN}, '"X Y"', "not a key"),
        ({"type": "ClaimDenied", "situation": "s", "by": "x", "said": WHEN}, '"replacement"', "claim is missing"),
    ],
)
def test_what_is_wrong_with_a_replacement_is_told_where_it_is_wrong(
    replacement: Any, pointed_at: str, message: str
) -> None:
    text = correction(replacement)
    with pytest.raises(BadLine) as bad:
        line(text)

    fault = bad.value.faults[0]
    assert message in fault.message
    assert text[fault.stretch.offset : fault.stretch.offset + fault.stretch.length] == pointed_at


def test_the_schema_of_a_line_knows_every_attribute_that_is_written() -> None:
    attributes = json.loads(told(denial()))

    assert attributes.keys() - {"data"} <= schemas.schema("line")["properties"].keys()
    assert attributes["specversion"] == SPECVERSION


def test_the_line_of_the_documentation_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "jsonl.md").read_text("utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]

    read = line(" ".join(example.split("\n")))

    assert (read.event.external_id, read.event.situation, read.label) == ("wire-4711", "harbour-fire", 15)
