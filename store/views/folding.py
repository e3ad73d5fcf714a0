"""Folding entries into kept views: the versions of rows that begin and end with each entry."""

import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import Unavailable
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn
from sitlog.projections.projection import Projection
from sitlog.store import codec
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.views import views
from sitlog.store.views.intervals import node_of
from sitlog.store.views.rows import Kept, RecordingRows, form_of
from sitlog.store.views.tables import OPEN
from sitlog.store.views.views import View

WHOLE_LOG = 0
"""Stands for the mapping of the whole log, where others have the number of a situation."""

_HELD_IN_MEMORY = 16_000_000  # characters of rows of one view
CHANGING = (EntryCorrected.TOPIC, EntryWithdrawn.TOPIC, EntryRedacted.TOPIC)


class Taken(NamedTuple):
    """An entry with the number of its situation, 0 if it has none."""

    entry: Entry
    situation: int


class Begun(NamedTuple):
    """A version of a row: key and value in JSON, from one position on, and up to another if that is known."""

    situation: int
    key: str
    since: int
    until: int | None
    node: int
    value: str


class Ended(NamedTuple):
    """A version of a row, stored already, that stands no more at a position."""

    until: int
    node: int
    situation: int
    key: str
    since: int


class Folding:
    """A view while entries are folded into it; what came of them is to be written by whoever has them folded."""

    def __init__(self, database: Database, view: View, projection: Projection[Any]) -> None:
        """Begin where *view* stands; raises NotKeepable."""
        self.view = view
        self.projection = projection
        self.reached = view.position
        self.error: str | None = None
        self.ended: list[Ended] = []
        self._database = database
        self._form = form_of(projection)
        self._mappings: OrderedDict[int, RecordingRows] = OrderedDict()
        self._begun: list[Begun] = []
        self._open: dict[tuple[int, str], int] = {}

    @property
    def begun(self) -> Sequence[Begun]:
        """The versions to be stored."""
        return self._begun

    def mapping_of(self, taken: Taken) -> int:
        """Give the number of the mapping that an entry goes into."""
        return taken.situation if self.projection.scope == "situation" else WHOLE_LOG

    def take(self, taken: Taken) -> None:
        """Fold one entry; if that fails, say so in `error`, and go no further."""
        self._attempt(taken, lambda rows: self.projection.fold(rows, taken.entry))

    def passes(self, position: int) -> None:
        """Go on to an entry, as nothing up to it is of its kind."""
        self.reached = position

    def take_again(self, taken: Taken, rows: dict[Any, Any]) -> None:
        """Take in an entry that changes earlier ones, and with which the rows come to these."""
        self._attempt(taken, lambda held: held.replace(rows))

    def fail(self, entry: Entry, error: Exception) -> None:
        """Go no further than before *entry*."""
        self.error = f"e{entry.position} ({entry.type}): {_told(error)}"
        self._mappings.clear()  # it may have changed some rows before it failed

    def start_empty(self, mapping: int) -> None:
        """Take it as known that a mapping has no rows."""
        self._mappings[mapping] = self._rows(mapping, complete=True)

    def settled(self, view: View) -> None:
        """Go on from where the view stands now that all was written."""
        self.view, self.reached, self.error = view, view.position, None
        self._begun, self.ended, self._open = [], [], {}
        while sum(rows.weight for rows in self._mappings.values()) > _HELD_IN_MEMORY:
            self._mappings.popitem(last=False)

    def _attempt(self, taken: Taken, fold: Callable[[RecordingRows], None]) -> None:
        number = self.mapping_of(taken)
        try:
            rows = self._mapping(number)
            fold(rows)
            self._note(number, rows, taken.entry.position)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is that this projection cannot take, the others can
            self.fail(taken.entry, error)
        else:
            self.reached = taken.entry.position

    def _note(self, mapping: int, rows: RecordingRows, position: int) -> None:
        for key, before, value in rows.changes(position):
            if before is not None:
                self._end(mapping, before, position)
            if value is not None:
                self._open[mapping, key] = len(self._begun)
                self._begun.append(Begun(mapping, key, position, None, OPEN, value))

    def _end(self, mapping: int, before: Kept, position: int) -> None:
        node = node_of(before.since, position - 1)
        index = self._open.pop((mapping, before.key), None)
        if index is None:
            self.ended.append(Ended(position, node, mapping, before.key, before.since))
        else:
            self._begun[index] = self._begun[index]._replace(until=position, node=node)

    def _mapping(self, number: int) -> RecordingRows:
        if number not in self._mappings:
            with self._database.reading() as connection:
                complete = not views.has_rows(connection, self.view.id, number)
            self._mappings[number] = self._rows(number, complete=complete)
        self._mappings.move_to_end(number)
        return self._mappings[number]

    def _rows(self, number: int, *, complete: bool) -> RecordingRows:
        def load(key: str | None) -> list[Kept]:
            with self._database.reading() as connection:
                return views.standing(connection, self.view.id, number, key)

        return RecordingRows(self._form, load, complete=complete)


def fold_into(foldings: Sequence[Folding], ledger: Ledger, batch: Iterable[Taken]) -> int:
    """Fold entries, in order, into all of *foldings* that did not fail; tells how many."""
    number = 0
    for taken in batch:
        number += 1
        able = [folding for folding in foldings if folding.error is None]
        if isinstance(taken.entry.event, EntryCorrected | EntryWithdrawn):
            _fold_again([each for each in able if each.projection.scope == "situation"], ledger, taken)
            _fold_again([each for each in able if each.projection.scope == "log"], ledger, taken)
        else:
            for folding in able:
                if folding.projection.takes(taken.entry):
                    folding.take(taken)
                else:
                    folding.passes(taken.entry.position)
    return number


def standing_entries(ledger: Ledger, situation: str | None, until: int) -> Iterator[Entry]:
    """Give the entries of a situation, or of the log, as they stood at a position, in flat memory."""
    scope = Scope(situation=situation, until=until)
    changing = ledger.read_stored(Scope(situation=situation, until=until, types=CHANGING))
    changes = Changes(map(codec.entry, changing))
    for stored in ledger.read_stored(scope):
        entry = changes.applied_to(codec.entry(stored))
        if entry is not None:
            yield entry


def _fold_again(foldings: Sequence[Folding], ledger: Ledger, taken: Taken) -> None:
    if not foldings:
        return
    whole = foldings[0].projection.scope == "log"
    rows: list[dict[Any, Any]] = [folding.projection.fresh() for folding in foldings]
    for entry in standing_entries(ledger, None if whole else taken.entry.situation, taken.entry.position):
        for folding, mine in zip(foldings, rows, strict=True):
            if folding.error is None and folding.projection.takes(entry):
                try:
                    folding.projection.fold(mine, entry)
                except Exception as error:  # noqa: BLE001  # as in Folding
                    folding.fail(taken.entry, error)
    for folding, mine in zip(foldings, rows, strict=True):
        if folding.error is None:
            folding.take_again(taken, mine)


def _told(error: Exception) -> str:
    said = " ".join(str(error).split())
    trace = traceback.extract_tb(error.__traceback__)
    place = f", {Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    return f"{type(error).__name__}{': ' if said else ''}{said}{place}"
