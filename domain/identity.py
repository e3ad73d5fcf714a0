"""When two events are the same event: by the id their sender gave them, else by all they say."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic_core import from_json

from sitlog.domain.event import Event

# Who typed it and from which file does not make it another event.
_CIRCUMSTANCES = {"external_id", "recorded_by", "provenance"}

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def content(event: Event) -> bytes:
    """Give the SHA-256 of all that *event* says."""
    return content_written(event.TOPIC, event.model_dump(mode="json", exclude_defaults=True))


def identity(event: Event) -> bytes:
    """Give 16 bytes that are the same for the same event of one situation, and for no other."""
    if event.external_id is not None:
        return _identity_by(event.external_id)
    return identity_written(event.TOPIC, from_json(event.written))


def identity_written(topic: str, fields: Mapping[str, Any]) -> bytes:
    """Give the identity of an event from its JSON fields, written with none that has its default."""
    if (sender_s := fields.get("external_id")) is not None:
        return _identity_by(sender_s)
    return _identity(content_written(topic, fields))


def content_written(topic: str, fields: Mapping[str, Any]) -> bytes:
    """Give the SHA-256 of all that an event says, from its JSON fields, written with none that has its default."""
    told = {name: value for name, value in fields.items() if name not in _CIRCUMSTANCES}
    return sha256(_CANONICAL.encode([topic, told]).encode()).digest()


def _identity(content_: bytes) -> bytes:
    return sha256(b"content:" + content_).digest()[:16]


def _identity_by(external_id: str) -> bytes:
    return sha256(b"id:" + external_id.encode()).digest()[:16]
