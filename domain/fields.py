"""What an event says, field by field, and what is not the same in two of them."""

from typing import Any

from sitlog.domain.event import Event

# How an event came to us is not what it says.
_APART = {"situation", "external_id", "recorded_by", "provenance"}


def fields_of(event: Event | None) -> dict[str, Any]:
    """Give the fields that say something, as plain JSON values; a change of kind shows as a change of `type`."""
    if event is None:
        return {}
    return {"type": event.TOPIC, **event.model_dump(mode="json", exclude_defaults=True, exclude=_APART)}


def changed_fields(before: Event | None, after: Event | None) -> list[tuple[str, Any, Any]]:
    """Give name, value before and value after of each field that differs; None where there was or is nothing."""
    was, now = fields_of(before), fields_of(after)
    return [(name, was.get(name), now.get(name)) for name in {**was, **now} if was.get(name) != now.get(name)]
