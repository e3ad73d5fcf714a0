"""Events as lines of JSON in the form of CloudEvents 1.0: what machines send and take.

A line is one event in the JSON format of CloudEvents: `source` tells the situation, `type` the kind of event and the
version of its form, `data` holds its fields. The extension `sequence` is the position of an entry, and so the number by
which other lines name it; the extension `recordedtime` tells when the log took it, and is not read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sitlog.cli.files.envelope import SPECVERSION, TOLD_BY_ATTRIBUTES, BadLine, Envelope, Fault
from sitlog.cli.files.strictjson import NotJson, place_of, read
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE
from sitlog.domain.identity import content
from sitlog.domain.when import When, rfc3339

_SEQUENCE_WIDTH = 12  # sequences must sort as texts do


@dataclass(frozen=True, slots=True)
class Line:
    """An event as a line tells it; *label* is the number by which other lines name its entry."""

    event: Event
    label: int | None


def written(entry: Entry, event: Event) -> str:
    """Write an entry and its event as a line."""
    attributes = {
        "specversion": SPECVERSION,
        "id": event.external_id or implicit_id(event),
        "source": f"/situations/{event.situation}",
        "type": f"sitlog.{event.TOPIC}.v{event.VERSION}",
        **_time(event),
        "datacontenttype": "application/json",
        "recordedtime": rfc3339(entry.recorded_at),
        "sequence": f"{entry.position:0{_SEQUENCE_WIDTH}}",
        "data": event.model_dump(mode="json", exclude_defaults=True, exclude={*TOLD_BY_ATTRIBUTES}),
    }
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))


def implicit_id(event: Event) -> str:
    """Give the id of an event whose sender gave it none: the digest of all it says."""
    return f"sha256:{content(event).hex()}"


def _time(event: Event) -> dict[str, str]:
    """The CloudEvents `time`, when it happened, for events that happened at one known instant."""
    found = next((value for _, value in event if isinstance(value, When)), None)
    if found is None or found.earliest is None or found.earliest != found.latest:
        return {}
    return {"time": rfc3339(found.earliest)}


def line(text: str) -> Line:
    """Read a line.

    Raises:
        BadLine: it is not JSON, not a CloudEvent, or holds no event of the catalogue.

    """
    try:
        attributes = read(text)
    except NotJson as error:
        raise BadLine(Fault(error.stretch, error.message, error.hint)) from error
    if not isinstance(attributes, dict):
        raise BadLine(Fault(place_of(text, ()), "this is not an event", _EXAMPLE))
    envelope = Envelope(text, attributes)
    if faults := list(envelope.faults()):
        raise BadLine(*faults)
    try:
        return Line(_event(attributes), _label(attributes))
    except ValidationError as error:
        raise BadLine(*envelope.faults_of_data(error)) from error


def _event(attributes: Mapping[str, Any]) -> Event:
    """Make the event; an id that is the digest of what it says is none of its sender's."""
    kind = CATALOGUE[attributes["type"].split(".")[1]]
    fields = {"situation": attributes["source"].removeprefix("/situations/")} | attributes["data"]
    given = attributes["id"]
    if given.startswith("sha256:") and implicit_id(event := kind(**fields)) == given:
        return event
    return kind(**fields, external_id=given)


def _label(attributes: Mapping[str, Any]) -> int | None:
    sequence = attributes.get("sequence")
    return None if sequence is None else int(sequence)


_EXAMPLE = 'write {"specversion": "1.0", "id": ..., "source": ..., "type": ..., "data": {...}}: see sitlog schema line'
