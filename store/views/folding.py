"""Folding entries into kept views: the versions of rows that begin and end with each entry."""

import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection

from sitlog.domain.entry import Entry
from sitlog.domain.errors import Unavailable
from sitlog.domain.events import EntryCorrected, EntryWithdrawn
from sitlog.projections.projection import Projection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.selection import Selection
from sitlog.store.statements.chains import chain_of
from sitlog.store.views import history
from sitlog.store.views.form import form_of
from sitlog.store.views.rows import Kept, RecordingRows
from sitlog.store.views.versions import Versions
from sitlog.store.views.views import View

WHOLE_LOG = 0
"""Stands for the mapping of the whole log, where others have the number of a situation."""

_HELD_IN_MEMORY = 16_000_000  # characters of rows of one view
_FOLDED_AGAIN = (EntryCorrected, EntryWithdrawn)

Taken: TypeAlias = tuple[Entry, int]
"""An entry with the number of its situation, 0 if it has none."""


class Folding:
    """A view while entries are folded into it; what came of them is to be written by whoever has them folded."""

    def __init__(self, database: Database, view: View, projection: Projection[Any]) -> None:
        """Begin where *view* stands; raises NotKeepable."""
        self.view = view
        self.projection = projection
        self.reached = view.position
        self.error: str | None = None
        self.versions = Versions(view.id)
        self._database = database
        self._form = form_of(projection)
        self._mappings: OrderedDict[int, RecordingRows] = OrderedDict()

    def take(self, entry: Entry, situation: int) -> None:
        """Fold one entry, if it is of a kind that goes in; if that fails, say so in `error`, and go no further."""
        if self.error is None and self.projection.takes(entry):
            self._attempt(entry, situation, self.projection.fold)

    def take_again(self, entry: Entry, situation: int, rows: dict[Any, Any]) -> None:
        """Take in an entry that changes earlier ones, and with which the rows come to these."""
        self._attempt(entry, situation, lambda held, _: held.replace(rows))

    def fail(self, entry: Entry, error: Exception) -> None:
        """Go no further than before *entry*."""
        self.error = f"e{entry.position} ({entry.type}): {_told(error)}"
        self.reached = entry.position - 1
        self._mappings.clear()  # it may have changed some rows before it failed

    def start_empty(self, mapping: int) -> None:
        """Take it as known that a mapping has no rows."""
        self._mappings[mapping] = self._rows(mapping, complete=True)

    def look_back(self, connection: Connection) -> None:
        """Find out how the rows stood that were set without looking, so that their versions follow on each other."""
        for mapping, places in self.versions.unseen.items():
            stood = history.standing_of(connection, self.view.id, mapping, places)
            for kept in self.versions.follow(mapping, stood):
                self._mappings[mapping].stood(kept)

    def settled(self, view: View) -> None:
        """Go on from where the view stands now that all was written."""
        self.view, self.reached, self.error = view, view.position, None
        self.versions = Versions(view.id)
        held = sum(rows.weight for rows in self._mappings.values())
        while held > _HELD_IN_MEMORY:
            held -= self._mappings.popitem(last=False)[1].weight

    def _attempt(self, entry: Entry, situation: int, fold: Callable[[RecordingRows, Entry], None]) -> None:
        mapping = situation if self.projection.scope == "situation" else WHOLE_LOG
        try:
            rows = self._mapping(mapping)
            fold(rows, entry)
            if changes := rows.changes(entry.position):
                self.versions.note(mapping, changes, entry.position)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is that this projection cannot take, the others can
            self.fail(entry, error)

    def _mapping(self, number: int) -> RecordingRows:
        if number not in self._mappings:
            with self._database.outside_transactions() as connection:
                complete = not history.has_rows(connection, self.view.id, number)
            self._mappings[number] = self._rows(number, complete=complete)
        self._mappings.move_to_end(number)
        return self._mappings[number]

    def _rows(self, number: int, *, complete: bool) -> RecordingRows:
        def load(key: str | None) -> list[Kept]:
            with self._database.outside_transactions() as connection:
                return history.standing(connection, self.view.id, number, key)

        return RecordingRows(self._form, load, complete=complete)


def fold_into(foldings: Sequence[Folding], ledger: Ledger, batch: Iterable[Taken]) -> int:
    """Fold entries, in order, into all of *foldings* that did not fail; tells how many."""
    number = 0
    for entry, situation in batch:
        number += 1
        if isinstance(entry.event, _FOLDED_AGAIN):
            able = _touched_by(entry, [folding for folding in foldings if folding.error is None], ledger)
            _fold_again([each for each in able if each.projection.scope == "situation"], ledger, (entry, situation))
            _fold_again([each for each in able if each.projection.scope == "log"], ledger, (entry, situation))
        else:
            for folding in foldings:
                folding.take(entry, situation)
    for folding in foldings:
        if number and folding.error is None:
            folding.reached = entry.position
    return number


def _touched_by(changing: Entry, foldings: Sequence[Folding], ledger: Ledger) -> list[Folding]:
    """Give those whose rows may be others now: which take anything that the changed entry is, was or came to be."""
    if any(folding.projection.topics is not None for folding in foldings):
        with ledger.database.reading() as connection:
            chain = chain_of(connection, changing)
        replacements = (each.event.replacement for each in chain if isinstance(each.event, EntryCorrected))
        types = {each.type for each in chain}.union(each.TOPIC for each in replacements)
        foldings = [each for each in foldings if each.projection.topics is None or types & each.projection.topics]
    return list(foldings)


def _fold_again(foldings: Sequence[Folding], ledger: Ledger, taken: Taken) -> None:
    if not foldings:
        return
    (changing, situation), whole = taken, foldings[0].projection.scope == "log"
    rows: list[dict[Any, Any]] = [folding.projection.fresh() for folding in foldings]
    scope = Scope(situation=None if whole else changing.situation, until=changing.position)
    for entry in Selection(ledger, scope).standing():
        for folding, mine in zip(foldings, rows, strict=True):
            if folding.error is None and folding.projection.takes(entry):
                try:
                    folding.projection.fold(mine, entry)
                except Exception as error:  # noqa: BLE001  # as in Folding
                    folding.fail(changing, error)
    for folding, mine in zip(foldings, rows, strict=True):
        if folding.error is None:
            folding.take_again(changing, situation, mine)


def _told(error: Exception) -> str:
    said = " ".join(str(error).split())
    trace = traceback.extract_tb(error.__traceback__)
    place = f", {Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    return f"{type(error).__name__}{': ' if said else ''}{said}{place}"
