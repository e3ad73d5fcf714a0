"""An entry as a CloudEvent (CloudEvents 1.0), as exports write it and webhooks post it."""

from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.identity import content
from sitlog.domain.when import When, rfc3339

SPECVERSION = "1.0"
TOLD_BY_ATTRIBUTES = {"situation": "source", "external_id": "id"}
"""The fields of an event that are not among its data, and the attributes that tell them."""

_SEQUENCE_WIDTH = 12  # sequences must sort as texts do


def cloud_event(entry: Entry, event: Event | None, *, key: str | None = None) -> dict[str, Any]:
    """Give the attributes of an entry and its event; None for an event that was redacted.

    The extension `sequence` is the position of the entry, `recordedtime` when the log took it (UTC). The id is *key*,
    or else that of the event's sender, or the digest of all that the event says.
    """
    return {
        "specversion": SPECVERSION,
        "id": key or _id(event),
        "source": f"/situations/{entry.situation}",
        "type": f"sitlog.{event.TOPIC}.v{event.VERSION}" if event else f"sitlog.{entry.type}.v1",
        **({**_time(event), "datacontenttype": "application/json"} if event else {}),
        "recordedtime": rfc3339(entry.recorded_at),
        "sequence": f"{entry.position:0{_SEQUENCE_WIDTH}}",
        **({"data": _data(event, key)} if event else {}),
    }


def implicit_id(event: Event) -> str:
    """Give the id of an event whose sender gave it none: the digest of all it says."""
    return f"sha256:{content(event).hex()}"


def _id(event: Event | None) -> str | None:
    return None if event is None else event.external_id or implicit_id(event)


def _data(event: Event, key: str | None) -> dict[str, Any]:
    told = {*TOLD_BY_ATTRIBUTES} if key is None else {"situation"}  # a key of ours tells no id of the sender's
    return event.model_dump(mode="json", exclude_defaults=True, exclude=told)


def _time(event: Event) -> dict[str, str]:
    """The CloudEvents `time`, when it happened, for events that happened at one known instant."""
    found = next((value for _, value in event if isinstance(value, When)), None)
    if found is None or found.earliest is None or found.earliest != found.latest:
        return {}
    return {"time": rfc3339(found.earliest)}
