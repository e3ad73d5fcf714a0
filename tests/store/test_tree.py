"""The Merkle tree: the published vectors, and proofs of its own for random sizes."""

from base64 import b64decode
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import BrokenProof, NoSuchEntry
from sitlog.store.proofs.tree import (
    EMPTY_ROOT,
    HASH_SIZE,
    Frontier,
    Node,
    consistency_proof,
    frontier_at,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from tests.store.vectors import read_vectors

INCLUSION = read_vectors("merkle-inclusion")
CONSISTENCY = read_vectors("merkle-consistency")
ROOTS = read_vectors("rfc6962-roots")

MOST = 300
LEAVES = [leaf_hash(b"a whistle at the ford, number %d" % number) for number in range(MOST)]
ROWS = Frontier().extend(LEAVES)[1]

sizes = st.integers(1, MOST)


def read_nodes(nodes: Sequence[Node]) -> list[bytes]:
    """Read as the store does: from the bytes beside the entry that completes each subtree."""
    at = HASH_SIZE
    return [ROWS[((index + 1) << level) - 1][level * at : (level + 1) * at] for level, index in nodes]


@cache
def brute_root(start: int, end: int) -> bytes:
    """The definition of the Merkle tree hash, word for word (RFC 9162 section 2.1.1)."""
    count = end - start
    if count == 1:
        return LEAVES[start]
    split = 1
    while split * 2 < count:
        split *= 2
    return node_hash(brute_root(start, start + split), brute_root(start + split, end))


def flipped(proof: Sequence[bytes], bit: int) -> list[bytes]:
    whole = bytearray(b"".join(proof))
    whole[bit // 8] ^= 1 << bit % 8
    return [bytes(whole[at : at + HASH_SIZE]) for at in range(0, len(whole), HASH_SIZE)]


def bytes_of(value: str | None) -> bytes:
    return b64decode(value or "")


@pytest.mark.parametrize("case", INCLUSION.values(), ids=INCLUSION.keys())
def test_inclusion_is_judged_as_the_published_cases_say(case: dict[str, Any]) -> None:
    proof = [bytes_of(hash_) for hash_ in case["proof"] or ()]
    claim = bytes_of(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, bytes_of(case["root"])
    if case["wantErr"]:
        with pytest.raises(BrokenProof):
            verify_inclusion(*claim)
    else:
        verify_inclusion(*claim)


@pytest.mark.parametrize("case", CONSISTENCY.values(), ids=CONSISTENCY.keys())
def test_consistency_is_judged_as_the_published_cases_say(case: dict[str, Any]) -> None:
    proof = [bytes_of(hash_) for hash_ in case["proof"] or ()]
    claim = case["size1"], case["size2"], bytes_of(case["root1"]), bytes_of(case["root2"]), proof
    if case["wantErr"]:
        with pytest.raises(BrokenProof):
            verify_consistency(*claim)
    else:
        verify_consistency(*claim)


def test_all_196_published_cases_are_here() -> None:
    assert len(INCLUSION) + len(CONSISTENCY) == 196


def test_the_roots_are_those_of_rfc_6962() -> None:
    frontier, roots = Frontier(), [EMPTY_ROOT.hex()]
    for entry in ROOTS["leaf_inputs_hex"]:
        frontier, _ = frontier.append(leaf_hash(bytes.fromhex(entry)))
        roots.append(frontier.root.hex())
    assert roots == ROOTS["root_hash_hex_by_size"]


def test_appending_one_by_one_and_all_at_once_are_the_same() -> None:
    frontier, rows = Frontier(), []
    for leaf in LEAVES:
        frontier, row = frontier.append(leaf)
        rows.append(row)
    assert (frontier, rows) == Frontier().extend(LEAVES)


def test_a_leaf_keeps_itself_first_and_then_each_subtree_it_completes() -> None:
    one, two, three, four = LEAVES[:4]
    pair, other = node_hash(one, two), node_hash(three, four)
    assert Frontier().extend(LEAVES[:4])[1] == [one, two + pair, three, four + other + node_hash(pair, other)]


def test_the_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Frontier().root == root_at(0, read_nodes) == EMPTY_ROOT


@given(size=sizes)
def test_the_root_is_the_same_appended_or_read_back_or_by_definition(size: int) -> None:
    frontier, _ = Frontier().extend(LEAVES[:size])
    assert frontier == frontier_at(size, read_nodes)
    assert frontier.root == root_at(size, read_nodes) == brute_root(0, size)


@given(size=sizes, more=sizes)
def test_appending_goes_on_from_a_frontier_read_back(size: int, more: int) -> None:
    end = min(size + more, MOST)
    frontier, rows = frontier_at(size, read_nodes).extend(LEAVES[size:end])
    assert (frontier.root, rows) == (brute_root(0, end), ROWS[size:end])


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_holds_and_no_bit_of_it_may_change(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, read_nodes)
    verify_inclusion(LEAVES[index], index, size, proof, brute_root(0, size))

    bit = data.draw(st.integers(0, 256 * (len(proof) + 2) - 1))
    leaf, *changed, root = flipped([LEAVES[index], *proof, brute_root(0, size)], bit)
    with pytest.raises(BrokenProof, match=f"entry {index + 1} among {size}"):
        verify_inclusion(leaf, index, size, changed, root)


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_is_of_no_other_entry(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-2, size + 2))
    proof = inclusion_proof(index, size, read_nodes)
    if other != index:
        with pytest.raises(BrokenProof):
            verify_inclusion(LEAVES[index], other, size, proof, brute_root(0, size))


@given(new=sizes, data=st.data())
def test_a_consistency_proof_holds_and_no_bit_of_it_may_change(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(old, new, read_nodes)
    verify_consistency(old, new, brute_root(0, old), brute_root(0, new), proof)

    bit = data.draw(st.integers(0, 256 * (len(proof) + 2) - 1))
    old_root, *changed, new_root = flipped([brute_root(0, old), *proof, brute_root(0, new)], bit)
    with pytest.raises(BrokenProof, match=f"from {old} to {new} entries"):
        verify_consistency(old, new, old_root, new_root, changed)


@given(new=sizes, data=st.data())
def test_a_proof_with_a_hash_more_or_less_does_not_hold(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    between = consistency_proof(old, new, read_nodes)
    beside = inclusion_proof(old - 1, new, read_nodes)
    for changed in (between[:-1], between[1:], [*between, EMPTY_ROOT]):
        if changed != between:
            with pytest.raises(BrokenProof):
                verify_consistency(old, new, brute_root(0, old), brute_root(0, new), changed)
    for changed in (beside[:-1], beside[1:], [*beside, EMPTY_ROOT]):
        if changed != beside:
            with pytest.raises(BrokenProof):
                verify_inclusion(LEAVES[old - 1], old - 1, new, changed, brute_root(0, new))


@given(new=sizes, data=st.data())
def test_a_proof_reads_once_and_a_few_nodes_only(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    reads: list[int] = []

    def counted(nodes: Sequence[Node]) -> list[bytes]:
        reads.append(len(nodes))
        return read_nodes(nodes)

    consistency_proof(old, new, counted)
    inclusion_proof(old - 1, new, counted)
    root_at(new, counted)
    assert len(reads) == 3
    assert max(reads) <= 2 * new.bit_length()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_no_inclusion_proof_is_made_of_an_entry_outside(index: int, size: int) -> None:
    with pytest.raises(NoSuchEntry, match=f"entry {index + 1} "):
        inclusion_proof(index, size, read_nodes)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_no_consistency_proof_is_made_from_nothing_or_backwards(old: int, new: int) -> None:
    with pytest.raises(NoSuchEntry, match=f"from {old} entries to {new}"):
        consistency_proof(old, new, read_nodes)


def test_nothing_is_proven_from_an_empty_log() -> None:
    with pytest.raises(BrokenProof, match="from 0 to 3 entries can prove nothing"):
        verify_consistency(0, 3, EMPTY_ROOT, brute_root(0, 3), [])
