"""An event as the log holds it."""

from datetime import datetime
from typing import NamedTuple

from sitlog.domain.event import Event
from sitlog.domain.values import Position


class Entry(NamedTuple):
    """An event with its dense position (1, 2, ...) and the time the log took it (UTC, never going back).

    *event* is None where the content was redacted; *type* then still tells what stood there.
    In a log with its corrections applied, *corrected_by* holds the positions of the corrections that
    make up the event, oldest first, and *worded_at* tells when the time it gives was first written down.
    """

    position: Position
    recorded_at: datetime
    type: str
    situation: str | None
    event: Event | None
    corrected_by: tuple[Position, ...] = ()
    corrected_at: datetime | None = None
    worded_at: datetime | None = None
