"""What became meanwhile of entries that the log had already, for whoever hands the same events in again."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from sitlog.cli.show.entries import touching
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.values import Position

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def changed_since(log: "SituationLog", held: Collection[Position]) -> dict[Position, Entry]:
    """Give what last corrected, withdrew or redacted entries that the log had, for those of which something did."""
    from sitlog.store.touching import touching as changing  # noqa: PLC0415  # slow to import, and --help needs none of it

    changes = Changes(changing(log, held, until=log.head.position))
    return {position: found[-1] for position in held if (found := touching(position, changes))}
