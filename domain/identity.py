"""When two events are the same event: by the id their sender gave them, else by all they say."""

import json
from hashlib import sha256

from sitlog.domain.event import Event

# Who typed it and from which file does not make it another event.
_CIRCUMSTANCES = {"external_id", "recorded_by", "provenance"}


def content(event: Event) -> bytes:
    """Give the SHA-256 of all that *event* says."""
    fields = event.model_dump(mode="json", exclude_defaults=True, exclude=_CIRCUMSTANCES)
    told = json.dumps([event.TOPIC, fields], sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).digest()


def identity(event: Event) -> bytes:
    """Give 16 bytes that are the same for the same event of one situation, and for no other."""
    if event.external_id is not None:
        return sha256(b"id:" + event.external_id.encode()).digest()[:16]
    return sha256(b"content:" + content(event)).digest()[:16]
