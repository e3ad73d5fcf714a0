"""The Merkle tree of RFC 9162 section 2.1, computed from all the entries, for whoever checks it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY = sha256(b"").digest()


# Copies of what begins every leaf and node take less than to begin anew, and than to put it before each.
_LEAF, _NODE = sha256(b"\x00"), sha256(b"\x01")


def leaves(entries: Iterable[bytes]) -> list[bytes]:
    """The hashes of entries."""
    hashes = list[bytes]()
    for entry in entries:
        begun = _LEAF.copy()
        begun.update(entry)
        hashes.append(begun.digest())
    return hashes


def _parents(nodes: Sequence[bytes]) -> list[bytes]:
    hashes = list[bytes]()
    for left, right in zip(nodes[::2], nodes[1::2], strict=True):
        begun = _NODE.copy()
        begun.update(left)
        begun.update(right)
        hashes.append(begun.digest())
    return hashes


class Tree:
    """A tree that grows leaf by leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._waiting: list[bytes | None] = []
        """At each level, from the leaves up, the last complete subtree if it has no sibling to its right yet."""

    def grow(self, leaves: Sequence[bytes]) -> list[bytes]:
        """Add leaves; answers for each the hashes of all the subtrees that it completes, joined, its own first."""
        completed = list(leaves)
        nodes, before, level = list(leaves), self.size, 0
        self.size += len(leaves)
        while nodes:
            if level == len(self._waiting):
                self._waiting.append(None)
            waiting = self._waiting[level]
            if waiting is not None:
                nodes.insert(0, waiting)
            self._waiting[level] = nodes.pop() if len(nodes) % 2 else None
            nodes = _parents(nodes)
            level += 1
            ends = slice(((before >> level) + 1 << level) - before - 1, None, 1 << level)
            completed[ends] = [smaller + node for smaller, node in zip(completed[ends], nodes, strict=True)]
        return completed

    @property
    def edge(self) -> bytes:
        """The roots of the complete subtrees, joined, the largest first."""
        return b"".join(self._complete()[::-1])

    def root(self) -> bytes:
        """The root over all leaves so far."""
        smallest, *larger = self._complete() or [EMPTY]
        for left in larger:
            (smallest,) = _parents((left, smallest))
        return smallest

    def _complete(self) -> list[bytes]:
        return [node for node in self._waiting if node is not None]


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
        (hash_,) = _parents((sibling, hash_) if on_the_right else (hash_, sibling))
    return hash_
