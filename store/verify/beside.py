"""Rows that stand beside the entries, read along with them."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Rows in the order of their positions, as they come in batches."""

    def __init__(self, batches: Iterator[Sequence[T]], position: Callable[[T], int]) -> None:
        self._batches = batches
        self._position = position
        self._ahead: list[T] = []

    def up_to(self, last: int) -> list[T]:
        """Those up to a position that were not given before."""
        while not self._ahead or self._position(self._ahead[-1]) <= last:
            batch = next(self._batches, None)
            if batch is None:
                break
            self._ahead += batch
        end = bisect_right(self._ahead, last, key=self._position)
        given, self._ahead = self._ahead[:end], self._ahead[end:]
        return given

    def rest(self) -> Iterator[T]:
        """All that are left."""
        yield from self._ahead
        for batch in self._batches:
            yield from batch
