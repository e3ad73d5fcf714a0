"""Folding entries into kept views: the versions of rows that begin and end with each entry."""

import traceback
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from sitlog.domain.entry import Entry
from sitlog.domain.errors import Unavailable
from sitlog.domain.events import EntryCorrected, EntryWithdrawn
from sitlog.projections.projection import Projection
from sitlog.store import codec
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.selection import Selection
from sitlog.store.statements.chains import chain_of
from sitlog.store.views import history
from sitlog.store.views.form import form_of
from sitlog.store.views.rows import Kept, RecordingRows
from sitlog.store.views.undoing import TakenBack, Undo
from sitlog.store.views.versions import Versions
from sitlog.store.views.views import View

WHOLE_LOG = 0
"""Stands for the mapping of the whole log, where others have the number of a situation."""

_HELD_IN_MEMORY = 1_000_000  # characters of rows of one view
_FOLDED_AGAIN = {EntryCorrected.TOPIC, EntryWithdrawn.TOPIC}

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
        self.again: TakenBack | None = None
        self._database = database
        self._form = form_of(projection)
        self._mappings: OrderedDict[int, RecordingRows] = OrderedDict()
        self._undo = Undo(view.position + 1)

    def take(self, entry: Entry, situation: int) -> None:
        """Fold one entry, if it is of a kind that goes in; if that fails, say so in `error`, and go no further."""
        if self.error is None and self.projection.takes(entry):
            self._attempt(entry, self._fold, entry, self._number(situation))

    def holds(self, situation: int, first: int) -> bool:
        """Tell whether it is held what entries made of the rows from the position *first* on."""
        return self._undo.since(self._number(situation)) <= first

    def take_back(self, changing: Entry, situation: int, first: int) -> None:
        """Give up what entries made of the rows that *changing* changes, from the position *first* on.

        What is to be folded again is told by `again`.
        """
        self._attempt(changing, self._take_back, self._number(situation), first)

    def take_again(self, entry: Entry, changing: Entry) -> None:
        """Fold one entry again, as it stands since *changing*."""
        again = self.again
        if again is not None and entry.position >= again.first and self.projection.takes(entry):
            self._attempt(changing, self._fold_again, entry, again)

    def taken_again(self, changing: Entry) -> None:
        """Go on after *changing*, since which stands what came of folding again."""
        again, self.again = self.again, None
        if again is not None:
            changes = self._mapping(again.mapping).folded_again(changing.position)
            self.versions.note(again.mapping, changes, changing.position)
            self._undo.put(again)

    def fail(self, entry: Entry, error: Exception) -> None:
        """Go no further than before *entry*."""
        self.error = f"e{entry.position} ({entry.type}): {_told(error)}"
        self.reached = entry.position - 1
        self.again = None
        self._mappings.clear()  # it may have changed some rows before it failed

    def look_back(self, connection: Connection) -> None:
        """Find out how the rows stood that were set without looking, so that their versions follow on each other."""
        for mapping, places in self.versions.unseen.items():
            stood = history.standing(connection, self.view.id, mapping, places)
            self._undo.saw(mapping, stood)
            for kept in self.versions.follow(mapping, stood):
                self._mappings[mapping].stood(kept)
        self.versions.unseen.clear()

    def settled(self, view: View) -> None:
        """Go on from where the view stands now that all was written."""
        self.view, self.reached, self.error = view, view.position, None
        self.versions = Versions(view.id)
        held = sum(rows.weight for rows in self._mappings.values())
        while held > _HELD_IN_MEMORY:
            held -= self._mappings.popitem(last=False)[1].weight

    def _attempt(self, entry: Entry, step: Callable[..., None], *given: Any) -> None:
        try:
            step(*given)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is that this projection cannot take, the others can
            self.fail(entry, error)

    def _fold(self, entry: Entry, mapping: int) -> None:
        rows = self._mapping(mapping)
        self.projection.fold(rows, entry)
        if changes := rows.changes(entry.position):
            self.versions.note(mapping, changes, entry.position)
            self._undo.note(mapping, changes, entry.position)

    def _fold_again(self, entry: Entry, again: TakenBack) -> None:
        rows = self._mapping(again.mapping)
        self.projection.fold(rows, entry)
        again.note(rows.changes(entry.position), entry.position)

    def _take_back(self, mapping: int, first: int) -> None:
        if self.versions.unseen:
            with self._database.outside_transactions() as connection:
                self.look_back(connection)
        is_held = self._undo.since(mapping) <= first
        self.again = self._undo.take_back(mapping, first)
        if not is_held:
            self.again.rows = self._stood_before(mapping, first)
        self._mapping(mapping).take_back(self.again.rows)

    def _stood_before(self, mapping: int, first: int) -> dict[str, Kept | None]:
        unwritten = self.versions.keys(mapping)
        with self._database.outside_transactions() as connection:
            stored = history.standing(connection, self.view.id, mapping, unwritten) if unwritten else []
            place = history.Place(self.view.id, self.view.version, self.view.position, mapping, first - 1)
            others = history.others_since(connection, place)
        return {**dict.fromkeys(unwritten), **{kept.key: kept for kept in stored}, **others}

    def _number(self, situation: int) -> int:
        return situation if self.projection.scope == "situation" else WHOLE_LOG

    def _mapping(self, number: int) -> RecordingRows:
        if number not in self._mappings:
            with self._database.outside_transactions() as connection:
                complete = not history.has_rows(connection, self.view.id, number)
            self._mappings[number] = self._rows(number, complete=complete)
        self._mappings.move_to_end(number)
        return self._mappings[number]

    def _rows(self, number: int, *, complete: bool) -> RecordingRows:
        database, view = self._database, self.view.id  # not self: what holds itself goes only when collected

        def load(keys: Collection[str] | None) -> list[Kept]:
            with database.outside_transactions() as connection:
                return history.standing(connection, view, number, keys)

        return RecordingRows(self._form, load, complete=complete)


def fold_into(foldings: Sequence[Folding], ledger: Ledger, batch: Iterable[Taken]) -> int:
    """Fold entries, in order, into all of *foldings* that did not fail; tells how many."""
    number = 0
    for entry, situation in batch:
        number += 1
        if entry.type in _FOLDED_AGAIN and entry.event is not None:  # to ask for its class would take longer
            with ledger.database.reading() as connection:
                chain = chain_of(connection, entry)
            able = _touched_by(chain, [folding for folding in foldings if folding.error is None])
            for scope in ("situation", "log"):
                alike = [each for each in able if each.projection.scope == scope]
                _fold_again(alike, ledger, (entry, situation), chain[0].position)
        else:
            for folding in foldings:
                folding.take(entry, situation)
    for folding in foldings:
        if number and folding.error is None:
            folding.reached = entry.position
    return number


def _touched_by(chain: Sequence[Entry], foldings: Sequence[Folding]) -> list[Folding]:
    """Give those whose rows may be others now: which take anything that the changed entry is, was or came to be."""
    replacements = (each.event.replacement for each in chain if isinstance(each.event, EntryCorrected))
    types = {each.type for each in chain}.union(each.TOPIC for each in replacements)
    return [each for each in foldings if each.projection.topics is None or types & each.projection.topics]


def _fold_again(foldings: Sequence[Folding], ledger: Ledger, taken: Taken, first: int) -> None:
    changing, situation = taken
    whole = bool(foldings) and foldings[0].projection.scope == "log"
    scope = Scope(situation=None if whole else changing.situation, until=changing.position)
    if not all(folding.holds(situation, first) for folding in foldings):
        written = min(folding.view.position for folding in foldings)
        first = unchanged_before(ledger, scope, min(first, written + 1))
    for folding in foldings:
        folding.take_back(changing, situation, first)
    if any(folding.again is not None for folding in foldings):
        for entry in Selection(ledger, scope._replace(after=first - 1)).standing():
            for folding in foldings:
                folding.take_again(entry, changing)
        for folding in foldings:
            folding.taken_again(changing)


def unchanged_before(ledger: Ledger, scope: Scope, first: int) -> int:
    """Give a position, *first* or earlier, such that no entry of a scope from there on changed anything before it.

    The rows that are kept as of the position before are those to fold these entries into.
    """
    ahead = scope._replace(types=tuple(_FOLDED_AGAIN), after=first - 1)
    while True:
        events = (each.event for each in ledger.read_as(codec.made, ahead))
        named = min((each.entry for each in events if isinstance(each, EntryCorrected | EntryWithdrawn)), default=first)
        if named >= first:
            return first
        ahead, first = ahead._replace(after=named - 1, until=first - 1), named


def _told(error: Exception) -> str:
    said = " ".join(str(error).split())
    trace = traceback.extract_tb(error.__traceback__)
    place = f", {Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    return f"{type(error).__name__}{': ' if said else ''}{said}{place}"
