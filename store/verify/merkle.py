"""The Merkle tree of RFC 9162 section 2.1, computed from all the entries, for whoever checks it."""

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY = sha256(b"").digest()


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


class Tree:
    """A tree that grows leaf by leaf and remembers the roots it had at the sizes that are wanted."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []
        """The roots of the complete subtrees, from the largest on the left to the smallest on the right."""

    def grow(self, hash_: bytes) -> bytes:
        """Add a leaf; answers the hashes of all the subtrees that it completes, joined, its own first."""
        completed = hash_
        rest = self.size
        while rest % 2:
            hash_ = sha256(b"\x01" + self._edge.pop() + hash_).digest()
            completed += hash_
            rest //= 2
        self._edge.append(hash_)
        self.size += 1
        return completed

    @property
    def edge(self) -> bytes:
        """The roots of the complete subtrees, joined, the largest first."""
        return b"".join(self._edge)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return EMPTY
        right = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            right = sha256(b"\x01" + left + right).digest()
        return right


def root_by_path(hash_: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root to which a path leads from leaf *index* of *size* (RFC 9162 section 2.1.3); None if it cannot be one."""
    if not 0 <= index < size:
        return None
    start, end, turns = 0, size, []
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        turns.append(index >= middle)
        start, end = (middle, end) if index >= middle else (start, middle)
    if len(turns) != len(path):
        return None
    for sibling, on_the_right in zip(path, reversed(turns), strict=True):
        hash_ = sha256(b"\x01" + (sibling + hash_ if on_the_right else hash_ + sibling)).digest()
    return hash_
