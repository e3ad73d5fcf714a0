"""What a projection is: a fold over a mapping, declared with one decorator."""

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from sitlog.domain.effective import effective
from sitlog.domain.entry import Entry

Rows = TypeVar("Rows", bound=MutableMapping[Any, Any])
Fold = Callable[[Rows, Entry], None]


@dataclass(frozen=True)
class Projection(Generic[Rows]):
    """A way to look at a log: a fresh mapping, and a fold that changes it by one entry.

    *version* must grow whenever the fold would give other rows for the same entries.
    """

    name: str
    summary: str
    version: int
    scope: Literal["situation", "log"]
    rows: type[Rows]
    fresh: Callable[[], Rows]
    fold: Fold[Rows]

    def __call__(self, entries: Iterable[Entry]) -> Rows:
        """Fold *entries*, their corrections and withdrawals applied, in memory."""
        return self.folded(effective(entries))

    def folded(self, entries: Iterable[Entry]) -> Rows:
        """Fold entries to which corrections and withdrawals are applied already."""
        rows, fold = self.fresh(), self.fold
        for entry in entries:
            fold(rows, entry)
        return rows


REGISTRY: dict[str, Projection[Any]] = {}


def projection(
    rows: type[Rows], *, version: int, scope: Literal["situation", "log"] = "situation"
) -> Callable[[Fold[Rows]], Projection[Rows]]:
    """Declare a function (rows, entry) -> None as a projection; *rows* is a mapping type such as dict[str, int]."""

    def declare(fold: Fold[Rows]) -> Projection[Rows]:
        name = fold.__name__.replace("_", "-")
        summary = (fold.__doc__ or "").strip().partition("\n")[0]
        REGISTRY[name] = Projection(name, summary, version, scope, rows, rows, fold)
        return REGISTRY[name]

    return declare
