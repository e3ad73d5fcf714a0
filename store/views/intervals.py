"""Which intervals of positions hold a position, by two ranges of an ordinary index.

Every interval is filed under one number in it, its node: that with the most trailing zeros. The intervals that hold a
position are then filed under it or one of its few ancestors in the tree of all numbers, half of them to its left, where
what counts is their end, half to its right, where what counts is their beginning. (After the relational interval tree
of Kriegel, Pötke and Seidl, VLDB 2000.)
"""

from dataclasses import dataclass


def node_of(first: int, last: int) -> int:
    """Give the number under which the interval from *first* to *last*, both in it, is filed; *first* is at least 1."""
    level = ((first - 1) ^ last).bit_length() - 1
    return last >> level << level


@dataclass(frozen=True, slots=True)
class Path:
    """The nodes under which intervals that hold a position may be filed, by the side on which they lie."""

    lefts: tuple[int, ...]
    rights: tuple[int, ...]


def path_to(position: int, *, head: int) -> Path:
    """Give the nodes to look at for a position, in a log that reaches to *head*; the position counts to the rights."""
    lefts: list[int] = []
    rights: list[int] = []
    for level in range(head.bit_length()):
        if position % (2 << level):
            node = (position >> level | 1) << level
            (rights if node >= position else lefts).append(node)
    return Path(tuple(lefts), tuple(rights))
