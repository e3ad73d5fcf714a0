"""Numbers by numbers, such as the positions of labelled entries: in runs, as a file may have millions of them."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field


def _numbers() -> "array[int]":
    return array("q")


@dataclass(slots=True)
class Runs:
    """What belongs to numbers, of which most follow each other, as do what belongs to them."""

    _starts: "array[int]" = field(default_factory=_numbers)
    _values: "array[int]" = field(default_factory=_numbers)
    _ends: "array[int]" = field(default_factory=_numbers)

    def add(self, number: int, value: int) -> None:
        """Note what belongs to a number, unless something does already."""
        if self._ends and number == self._ends[-1] + 1 and value - number == self._values[-1] - self._starts[-1]:
            self._ends[-1] = number
        elif number not in self:
            index = bisect_right(self._starts, number)
            self._starts.insert(index, number)
            self._values.insert(index, value)
            self._ends.insert(index, number)

    def get(self, number: int, /) -> int | None:
        """Give what belongs to a number, if something does."""
        index = bisect_right(self._starts, number) - 1
        if index < 0 or number > self._ends[index]:
            return None
        return self._values[index] + number - self._starts[index]

    def __contains__(self, number: object) -> bool:
        """Whether something belongs to a number."""
        return isinstance(number, int) and self.get(number) is not None
