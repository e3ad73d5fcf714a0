"""Entries that a walk has passed: the last of them are held, the others read again if it comes back to them."""

from array import array
from bisect import bisect_left

from sitlog.domain.entry import Entry
from sitlog.domain.values import Position
from sitlog.store.log import SituationLog
from sitlog.store.statements.chains import entries_at

_LATELY = 2000  # entries: most corrections are of what was recorded not long ago


class Passed:
    """The entries of a log that a walk has passed, in the order of their positions."""

    def __init__(self, log: SituationLog) -> None:
        """Have passed none of the log's entries yet."""
        self._database = log.read().ledger.database
        self._positions = array("q")
        self._lately: dict[int, Entry] = {}

    def __setitem__(self, position: Position, entry: Entry) -> None:
        """Pass an entry, which stands after all that were passed."""
        if len(self._lately) >= _LATELY:
            del self._lately[next(iter(self._lately))]
        self._lately[position] = entry
        self._positions.append(position)

    def __contains__(self, position: object) -> bool:
        """Whether the entry at a position was passed."""
        if not isinstance(position, int):
            return False
        at = bisect_left(self._positions, position)
        return at < len(self._positions) and self._positions[at] == position

    def get(self, position: Position) -> Entry | None:
        """Give an entry that was passed; one that was redacted meanwhile without its event."""
        if position in self._lately or position not in self:
            return self._lately.get(position)
        with self._database.reading() as connection:
            return next(entries_at(connection, [position]), None)
