"""What a projection is: a fold over a mapping, declared with one decorator."""

from collections.abc import Callable, Collection, Iterable, MutableMapping, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from sitlog.domain.collector import collector_paused
from sitlog.domain.effective import effective
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event

Rows = TypeVar("Rows", bound=MutableMapping[Any, Any])
Fold = Callable[[Rows, Entry], None]


class Projection(NamedTuple, Generic[Rows]):
    """A way to look at a log: a fresh mapping, and a fold that changes it by one entry.

    *version* must grow whenever the fold would give other rows for the same entries. *topics* are those of the events
    that it takes, None for all.
    """

    name: str
    summary: str
    version: int
    scope: Literal["situation", "log"]
    rows: type[Rows]
    fresh: Callable[[], Rows]
    fold: Fold[Rows]
    topics: frozenset[str] | None = None

    def takes(self, entry: Entry) -> bool:
        """Tell whether an entry, as it stands, is of a kind that goes into the fold."""
        return self.topics is None or entry.type in self.topics

    def __call__(self, entries: Iterable[Entry]) -> Rows:
        """Fold *entries*, their corrections and withdrawals applied, in memory."""
        with collector_paused():
            return self.folded(effective(entries))

    def folded(self, entries: Iterable[Entry]) -> Rows:
        """Fold entries to which corrections and withdrawals are applied already."""
        rows, fold, topics = self.fresh(), self.fold, self.topics
        for entry in entries:
            if topics is None or entry.type in topics:
                fold(rows, entry)
        return rows


def folded_together(projections: Sequence[Projection[Any]], entries: Iterable[Entry]) -> dict[str, Any]:
    """Fold *entries*, their corrections and withdrawals applied, into the rows of each projection, by its name."""
    with collector_paused():
        return standing_folded_together(projections, effective(entries))


def standing_folded_together(projections: Sequence[Projection[Any]], entries: Iterable[Entry]) -> dict[str, Any]:
    """Do the same with entries to which corrections and withdrawals are applied already."""
    rows = {each.name: each.fresh() for each in projections}
    takers: dict[str, list[Projection[Any]]] = {}
    for entry in entries:
        if entry.type not in takers:
            takers[entry.type] = [each for each in projections if each.takes(entry)]
        for each in takers[entry.type]:
            each.fold(rows[each.name], entry)
    return rows


REGISTRY: dict[str, Projection[Any]] = {}


def projection(
    rows: type[Rows],
    *,
    version: int,
    scope: Literal["situation", "log"] = "situation",
    of: Collection[type[Event]] = (),
) -> Callable[[Fold[Rows]], Projection[Rows]]:
    """Declare a function (rows, entry) -> None as a projection; *rows* is a mapping type such as dict[str, int].

    It is given every entry, or, much faster where they are few, those of the events that it names with *of*.
    """
    topics = frozenset(each.TOPIC for each in of) or None

    def declare(fold: Fold[Rows]) -> Projection[Rows]:
        name = fold.__name__.replace("_", "-")
        summary = (fold.__doc__ or "").strip().partition("\n")[0]
        REGISTRY[name] = Projection(name, summary, version, scope, rows, rows, fold, topics)
        return REGISTRY[name]

    return declare
