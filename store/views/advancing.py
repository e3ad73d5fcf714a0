"""Moving held views forward, a batch of entries at a time: read, folded, and written with how far that got."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from time import monotonic
from typing import Any, TypeAlias

from sitlog.domain.collector import collector_paused
from sitlog.domain.effective import CHANGING
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BrokenLog, NewerLog
from sitlog.domain.values import Position
from sitlog.projections.projection import Projection
from sitlog.store import codec
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.reading import Stored
from sitlog.store.views import keeping
from sitlog.store.views.folding import WHOLE_LOG, Folding, Taken, fold_into
from sitlog.store.views.keeping import Hold
from sitlog.store.views.tables import BUILDING, RUNNING
from sitlog.store.views.views import Missing, View, missing_in

BATCH = 2000  # entries
_LONG_ENOUGH = 0.5  # seconds of folding, after which to write what was folded

_Mapped: TypeAlias = tuple[int, int | None]
"""A view, by its number, and which of its mappings: None for all."""


class Advancing:
    """Moves views forward that somebody holds; remembers their rows from one batch to the next."""

    def __init__(
        self, ledger: Ledger, code: Mapping[str, Projection[Any]], hold: Hold, is_stopping: Callable[[], bool]
    ) -> None:
        """Use *code*, by the names of projections; fold no further once *is_stopping*."""
        self._ledger = ledger
        self._code = code
        self._hold = hold
        self._is_stopping = is_stopping
        self._foldings: dict[_Mapped, Folding] = {}

    def forget(self) -> None:
        """Remember no rows."""
        self._foldings.clear()

    def advance(self, views: Sequence[View]) -> bool:
        """Take a batch of entries into each of *views*; whether there was anything to do."""
        with collector_paused():
            if self._mend(views):
                return True
            groups = groupby(sorted(views, key=_place), key=lambda view: view.position)
            did = [self._take_batch(position, list(group)) for position, group in groups]
        return any(did)

    def _take_batch(self, position: int, views: Sequence[View]) -> bool:
        began = monotonic()
        foldings = [self._folding(view) for view in views]
        head = self._fold(foldings, Scope(after=position, types=_types_for(foldings)))
        if head > position:
            self._write([each for each in foldings if each.error or each.reached > position], began)
            views = [each.view for each in foldings if each.error is None]
        return self._switch(views, head) or head > position

    def _folding(self, view: View, mapping: int | None = None) -> Folding:
        known = self._foldings.get((view.id, mapping))
        if known is None or _as_it_was(known.view) != _as_it_was(view):
            known = self._foldings[view.id, mapping] = Folding(self._ledger.database, view, self._code[view.name])
        return known

    def _fold(self, foldings: Sequence[Folding], scope: Scope) -> int:
        """Fold a batch of a scope into all of *foldings*; gives the position up to which they are to be folded."""
        reading = self._ledger.read_stored(scope, limit=BATCH)
        stored, end = list(reading), reading.head.position if scope.until is None else scope.until
        if end > scope.after:
            taken = fold_into(foldings, self._ledger, self._taken(stored, foldings))
            for folding in foldings:
                if taken == len(stored) < BATCH and folding.error is None:
                    folding.reached = end  # what comes after the last one is of no kind that was read
        return end

    def _taken(self, stored: Sequence[Stored], foldings: Sequence[Folding]) -> Iterator[Taken]:
        """Give entries until that took long enough; one that cannot be read stops all of *foldings*."""
        end = monotonic() + _LONG_ENOUGH
        numbers = self._numbers({one.situation for one in stored if one.situation is not None})
        for one in stored:
            try:
                entry = codec.entry(one)
            except (BrokenLog, NewerLog) as error:
                unread = Entry(Position(one.position), one.recorded_at, one.type, one.situation, None)
                for folding in foldings:
                    if folding.error is None:
                        folding.fail(unread, error)
                return
            yield entry, numbers.get(one.situation or "", 0)
            if monotonic() > end or self._is_stopping():
                return

    def _numbers(self, situations: Iterable[str]) -> dict[str, int]:
        with self._ledger.database.reading() as connection:
            return self._ledger.names.situations.numbers(connection, situations)

    def _write(self, foldings: Sequence[Folding], began: float) -> None:
        taken = max((each.reached - each.view.position for each in foldings), default=0)
        rate = taken / max(monotonic() - began, 1e-6)
        with self._ledger.database.writing() as connection:
            written = [keeping.advance(connection, folding, self._hold, rate) for folding in foldings]
        for folding, view in zip(foldings, written, strict=True):
            if view is not None and view.state == RUNNING:
                folding.settled(view)
            else:
                del self._foldings[folding.view.id, None]

    def _switch(self, views: Sequence[View], head: int) -> bool:
        """Put what was built in its place, once it got as far as the log; whether anything was."""
        built = [view.id for view in views if view.role == BUILDING and view.position >= head]
        if not built:
            return False
        with self._ledger.database.writing() as connection:
            switched = [keeping.switch(connection, each, self._hold.now()) for each in built]
        return any(switched)

    def _mend(self, views: Sequence[View]) -> bool:
        """Go on making the rows again that an erasure took away; whether there were any."""
        with self._ledger.database.reading() as connection:
            found = missing_in(connection, views)
            slugs = self._ledger.names.situations.labels(connection, {each.mapping for each in found} - {WHOLE_LOG})
        for missing in found:
            self._make_again(missing, slugs.get(missing.mapping))
        return bool(found)

    def _make_again(self, missing: Missing, slug: str | None) -> None:
        """Take a batch of the entries of a situation, or of the log, into a mapping of which rows are missing."""
        view = missing.view
        self._foldings.pop((view.id, None), None)  # what it holds was erased
        folding = self._folding(view._replace(position=missing.reached), missing.mapping)
        types = _types_for([folding])
        self._fold([folding], Scope(situation=slug, after=missing.reached, until=view.position, types=types))
        with self._ledger.database.writing() as connection:
            written = keeping.mend(connection, folding, missing, self._hold)
        if written is not None and written.state == RUNNING and folding.reached < view.position:
            folding.settled(written._replace(position=folding.reached))
        else:
            del self._foldings[view.id, missing.mapping]


def _types_for(foldings: Sequence[Folding]) -> tuple[str, ...]:
    """Give the types of entries that matter to any of the foldings; none if that may be all."""
    named = [folding.projection.topics for folding in foldings]
    if any(topics is None for topics in named):
        return ()
    return tuple(sorted({*CHANGING}.union(*(topics or () for topics in named))))


def _as_it_was(view: View) -> tuple[int, int, str]:
    return view.position, view.epoch, view.role


def _place(view: View) -> tuple[int, int]:
    # Views are always locked in this order, so that no two runners can wait for each other.
    return view.position, view.id
