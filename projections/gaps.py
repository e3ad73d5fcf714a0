"""Entries whose content was redacted."""

from sitlog.domain.entry import Entry
from sitlog.domain.story import Gap
from sitlog.domain.values import Position
from sitlog.projections.projection import projection


@projection(dict[Position, Gap], version=1)
def gaps(redacted: dict[Position, Gap], entry: Entry) -> None:
    """Keep when each redacted entry was taken in, and what it was."""
    if entry.event is None:
        redacted[entry.position] = Gap(entry.position, entry.recorded_at, entry.type)
