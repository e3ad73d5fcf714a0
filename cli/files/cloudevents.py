"""Events as lines of JSON in the form of CloudEvents 1.0: what machines send and take.

A line is one event in the JSON format of CloudEvents: `source` tells the situation, `type` the kind of event and the
version of its form, `data` holds its fields. The extension `sequence` is the position of an entry, and so the number by
which other lines name it; the extension `recordedtime` tells when the log took it, and is not read.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from sitlog.cli.files.envelope import BadLine, Envelope, Fault, is_sound
from sitlog.cli.files.strictjson import NotJson, place_of, read
from sitlog.domain.cloudevent import cloud_event, implicit_id
from sitlog.domain.decoding import made_of
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE
from sitlog.domain.identity import content_written


class Line(NamedTuple):
    """An event as a line tells it; *label* is the number by which other lines name its entry."""

    event: Event
    label: int | None


def written(entry: Entry, event: Event) -> str:
    """Write an entry and its event as a line."""
    return json.dumps(cloud_event(entry, event), ensure_ascii=False, separators=(",", ":"))


def line(text: str, circumstances: Mapping[str, str | None] | None = None) -> Line:
    """Read a line; *circumstances* are fields of the event where the line does not give them, such as its provenance.

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
    if not is_sound(attributes) and (faults := list(envelope.faults())):
        raise BadLine(*faults)
    try:
        return Line(_event(attributes, circumstances or {}), _label(attributes))
    except ValidationError as error:
        raise BadLine(*envelope.faults_of_data(error)) from error


def _event(attributes: Mapping[str, Any], circumstances: Mapping[str, str | None]) -> Event:
    """Make the event; an id that is the digest of what it says is none of its sender's."""
    kind = CATALOGUE[attributes["type"].split(".")[1]]
    told = {"situation": attributes["source"].removeprefix("/situations/"), **attributes["data"]}
    fields, given = {**circumstances, **told}, attributes["id"]
    if not given.startswith("sha256:"):
        return made_of(kind, {**fields, "external_id": given})
    # As we write it, it is found without making the event; from others it may hold the same in another form.
    if given == f"sha256:{content_written(kind.TOPIC, told).hex()}" or given == implicit_id(made_of(kind, fields)):
        return made_of(kind, fields)
    return made_of(kind, {**fields, "external_id": given})


def _label(attributes: Mapping[str, Any]) -> int | None:
    sequence = attributes.get("sequence")
    return None if sequence is None else int(sequence)


_EXAMPLE = 'write {"specversion": "1.0", "id": ..., "source": ..., "type": ..., "data": {...}}: see sitlog schema line'
