"""The Merkle tree over the log's entries, as RFC 9162 section 2.1 defines it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

from sitlog.domain.errors import BrokenProof, NoSuchEntry
from sitlog.domain.unchanging import unchanging

Node: TypeAlias = tuple[int, int]
"""(level, index), both from zero: the perfect subtree over the leaves index * 2**level up to (index + 1) * 2**level."""

ReadNodes: TypeAlias = Callable[[Sequence[Node]], Sequence[bytes]]
"""Answer the stored 32-byte hashes of the nodes asked for, in the order asked."""

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

_Span: TypeAlias = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf (RFC 9162 section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node from the hashes of its two children (RFC 9162 section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@unchanging
class Frontier:
    """All that appending needs of a tree: the roots of the perfect subtrees that make up `size` leaves, largest first.

    There is one subtree for each bit set in `size` (the stack of RFC 9162 section 2.1.2).
    """

    size: int = 0
    subtrees: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root of the tree over these `size` leaves (RFC 9162 section 2.1.1)."""
        return _fold(self.subtrees)

    def append(self, leaf: bytes) -> tuple["Frontier", bytes]:
        """The frontier with one more leaf hash, and the hashes of every subtree it completes, level 0 first."""
        frontier, (completed,) = self.extend((leaf,))
        return frontier, completed

    def extend(self, leaves: Iterable[bytes]) -> tuple["Frontier", list[bytes]]:
        """The frontier with more leaf hashes, and for each of them what `append` would say it completes.

        The bytes of the leaf at index i hold node (level, i >> level) at offset 32 * level, for every level whose
        subtree ends with that leaf (RFC 9162 section 2.1.2, the merge step).
        """
        size, stack, rows = self.size, list(self.subtrees), []
        for leaf in leaves:
            row, node, odd = leaf, leaf, size
            while odd & 1:
                node = sha256(b"\x01" + stack.pop() + node).digest()  # node_hash, inlined: this is the hot loop
                row += node
                odd >>= 1
            stack.append(node)
            rows.append(row)
            size += 1
        return Frontier(size, tuple(stack)), rows


def frontier_at(size: int, read_nodes: ReadNodes) -> Frontier:
    """The frontier of the first `size` entries, from stored nodes; `size` must not exceed the entries stored."""
    return Frontier(size, tuple(read_nodes(list(_perfect((0, size))))))


def root_at(size: int, read_nodes: ReadNodes) -> bytes:
    """The root of the first `size` entries, from stored nodes; `size` must not exceed the entries stored."""
    return frontier_at(size, read_nodes).root


def inclusion_proof(index: int, size: int, read_nodes: ReadNodes) -> list[bytes]:
    """Prove that leaf `index` (from zero) is in the tree of the first `size` entries (RFC 9162 section 2.1.3.1).

    The hashes run from the leaf's sibling up to the root's child. Raises NoSuchEntry unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise NoSuchEntry(
            f"entry {index + 1} is not among the first {size} entries",
            hint=f"ask for an entry from 1 to {size}" if size > 0 else "the log is empty: record something first",
        )
    return _hashes(_spans_beside(index, size), read_nodes)


def consistency_proof(old: int, new: int, read_nodes: ReadNodes) -> list[bytes]:
    """Prove that the first `old` entries begin the first `new` entries unchanged (RFC 9162 section 2.1.4.1).

    Equal sizes give an empty proof. Raises NoSuchEntry unless 0 < old <= new: an empty tree begins every tree, so
    there is nothing to prove from size 0.
    """
    if not 0 < old <= new:
        raise NoSuchEntry(
            f"no proof leads from {old} entries to {new}",
            hint="give an older size of at least 1 that does not exceed the newer one",
        )
    return _hashes(_spans_between(old, new), read_nodes)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` (a leaf hash) is leaf `index` of the tree of `size` entries with this root.

    The algorithm of RFC 9162 section 2.1.3.2. Raises BrokenProof, naming the entry's position (index + 1).
    """
    subject = f"the proof of entry {index + 1} among {size}"
    if not 0 <= index < size or len(leaf) != HASH_SIZE:
        raise BrokenProof(f"{subject} is of an entry that is not among them, or of none")
    reached = leaf
    for sibling, on_left in _climb(index, size - 1, proof, subject):
        reached = node_hash(sibling, reached) if on_left else node_hash(reached, sibling)
    if reached != root:
        raise BrokenProof(f"{subject} does not lead to the root: the entry, its position or the tree is another")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `old` entries begins the tree of `new` entries unchanged.

    The algorithm of RFC 9162 section 2.1.4.2; equal sizes need equal roots and an empty proof. Raises BrokenProof,
    naming both sizes; also for any claim from size 0, which would prove nothing.
    """
    subject = f"the proof from {old} to {new} entries"
    if not 0 < old <= new:
        raise BrokenProof(f"{subject} can prove nothing")
    from_old_root = old == new or old.bit_count() == 1  # the older tree is a node of the newer: the proof omits it
    path = [old_root, *proof] if from_old_root else list(proof)
    if not path:
        raise BrokenProof(f"{subject} is empty")
    level = new.bit_length() if old == new else (old & -old).bit_length() - 1
    old_reached = new_reached = path[0]
    for hash_, on_left in _climb((old - 1) >> level, (new - 1) >> level, path[1:], subject):
        new_reached = node_hash(hash_, new_reached) if on_left else node_hash(new_reached, hash_)
        old_reached = node_hash(hash_, old_reached) if on_left else old_reached
    if old_reached != old_root:
        raise BrokenProof(f"{subject} does not lead to the older root: the first {old} entries are others")
    if new_reached != new_root:
        raise BrokenProof(f"{subject} does not lead to the newer root: entries up to {new} are others")


def _climb(at: int, last: int, proof: Sequence[bytes], subject: str) -> Iterator[tuple[bytes, bool]]:
    """Each hash of a proof with whether it stands on the left, from node `at` of a level that ends with node `last`.

    Step 4 of RFC 9162 section 2.1.3.2, step 6 of 2.1.4.2. Raises BrokenProof unless the proof ends at the root.
    """
    for hash_ in proof:
        if last == 0 or len(hash_) != HASH_SIZE:
            raise BrokenProof(f"{subject} has a hash too many, or one that is not {HASH_SIZE} bytes long")
        on_left = bool(at & 1) or at == last
        yield hash_, on_left
        while on_left and at & 1 == 0 and at != 0:  # no sibling here: the node is the ragged right edge
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    if last != 0:
        raise BrokenProof(f"{subject} is too short: {len(proof)} hashes")


def _split(start: int, end: int) -> int:
    """Where RFC 9162 divides a subtree: after the largest power of two smaller than its number of leaves."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _spans_beside(index: int, size: int) -> list[_Span]:
    """The leaves under each sibling on the way from leaf `index` up to the root."""
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _spans_between(old: int, new: int) -> list[_Span]:
    """The leaves under each hash of a consistency proof, deepest first."""
    spans, start, end = [], 0, new
    while old != end:
        middle = _split(start, end)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start > 0:  # starting at 0 it is the older root itself, which the verifier has
        spans.append((start, end))
    return spans[::-1]


def _perfect(span: _Span) -> Iterator[Node]:
    """The perfect subtrees, largest first, that make up a span which the RFC's divisions can produce."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _hashes(spans: Sequence[_Span], read_nodes: ReadNodes) -> list[bytes]:
    """The hash over each span, with all their nodes read at once."""
    parts = [list(_perfect(span)) for span in spans]
    nodes = iter(read_nodes([node for part in parts for node in part]))
    return [_fold([next(nodes) for _ in part]) for part in parts]


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """One root over perfect subtrees, joined from the right."""
    if not subtrees:
        return EMPTY_ROOT
    *others, root = subtrees
    for left in reversed(others):
        root = node_hash(left, root)
    return root
