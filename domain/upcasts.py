"""How payloads of earlier versions of an event become the present one."""

from collections.abc import Callable, Mapping
from typing import Any

# (topic, version) -> a function from a payload of that version to one of the next; every version before the present
# one of each event has its line here for as long as logs hold it.
UPCASTS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upcast(topic: str, version: int, payload: dict[str, Any], *, to: int) -> dict[str, Any]:
    """Bring a payload of *topic* from *version* up to version *to*."""
    for each in range(version, to):
        payload = UPCASTS[topic, each](payload)
    return payload
