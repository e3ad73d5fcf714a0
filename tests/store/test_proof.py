"""Proofs of single entries: written, read and verified with nothing but keys."""

from base64 import b64encode
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import BadEvidence, BadSignature, BrokenProof, NotSigned
from sitlog.store.proofs.checkpoint import Checkpoint
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.proofs.proof import EntryProof
from sitlog.store.proofs.tree import Frontier, Node, inclusion_proof, leaf_hash

LOG = SignerKey("desk.example/ford", KeyKind.LOG, b"\x01" * 32)
WITNESS = SignerKey("mill.example/witness", KeyKind.WITNESS, b"\x02" * 32)
KEYS = [LOG.verifier, WITNESS.verifier]

ENTRIES = [b'{"position":%d,"says":"the ferry sailed"}' % position for position in range(1, 12)]
FRONTIER, ROWS = Frontier().extend([leaf_hash(entry) for entry in ENTRIES])
CHECKPOINT = Checkpoint(LOG.name, len(ENTRIES), FRONTIER.root)
SIGNED = bytes(CHECKPOINT.sign(LOG).cosign(WITNESS, at=1_700_000_000))

indexes = st.integers(0, len(ENTRIES) - 1)


def read_nodes(nodes: Sequence[Node]) -> list[bytes]:
    return [ROWS[((index + 1) << level) - 1][level * 32 : level * 32 + 32] for level, index in nodes]


def proof_of(index: int, extra: bytes = b"") -> EntryProof:
    return EntryProof(index, tuple(inclusion_proof(index, len(ENTRIES), read_nodes)), SIGNED, extra)


RAW = bytes(proof_of(4))


@given(indexes)
def test_a_proof_of_each_entry_verifies_from_its_file(index: int) -> None:
    opened = EntryProof.parse(bytes(proof_of(index))).verify(ENTRIES[index], KEYS)
    assert opened.checkpoint == CHECKPOINT
    assert opened.signers == (LOG.verifier, WITNESS.verifier)


def test_the_file_is_laid_out_as_the_standard_says() -> None:
    proof = proof_of(4, extra=b"seen at the ford")
    head, checkpoint = bytes(proof).split(b"\n\n", 1)
    assert head.decode().split("\n") == [
        "c2sp.org/tlog-proof@v1",
        "extra " + b64encode(b"seen at the ford").decode(),
        "index 4",
        *[b64encode(hash_).decode() for hash_ in proof.path],
    ]
    assert checkpoint == SIGNED


@given(indexes, st.binary())
def test_a_proof_reads_back_as_it_was_written(index: int, extra: bytes) -> None:
    proof = proof_of(index, extra)
    assert EntryProof.parse(bytes(proof)) == proof


def test_the_only_entry_of_a_log_needs_no_hashes() -> None:
    alone = Checkpoint(LOG.name, 1, leaf_hash(b"alone"))
    proof = EntryProof(0, (), bytes(alone.sign(LOG)))
    assert EntryProof.parse(bytes(proof)).verify(b"alone", KEYS).checkpoint == alone


@given(indexes, indexes)
def test_a_proof_is_of_no_other_entry(index: int, other: int) -> None:
    if index != other:
        with pytest.raises(BrokenProof, match=f"entry {index + 1} among 11"):
            proof_of(index).verify(ENTRIES[other], KEYS)


@given(st.integers(0, 8 * len(RAW) - 1))
def test_a_changed_bit_breaks_the_proof_or_costs_a_witness(bit: int) -> None:
    changed = bytearray(RAW)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        opened = EntryProof.parse(bytes(changed)).verify(ENTRIES[4], KEYS)
    except (BadEvidence, BrokenProof):
        return
    assert opened.signers == (LOG.verifier,)


@given(st.binary() | st.text().map(str.encode) | st.binary().map(lambda some: RAW[:60] + some))
def test_any_bytes_are_a_proof_or_refused(raw: bytes) -> None:
    try:
        proof = EntryProof.parse(raw)
    except BadEvidence:
        return
    assert bytes(proof) == raw


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 4\n", b""),
        (b"index 4\n", b"index 04\n"),
        (b"index 4\n", b"index -4\n"),
        (b"index 4\n", b"index 4 \n"),
        (b"index 4\n", b"index 4\r\n"),
        (b"index 4\n", b"index 4\nextra AAAA\n"),
        (b"index 4\n", b"extra \nindex 4\n"),
        (b"index 4\n", b"extra A\nindex 4\n"),
        (b"index 4\n", b"extra AAAA\nextra AAAA\nindex 4\n"),
        (b"index 4\n", b"index 4\nAAAA\n"),
        (b"index 4\n", b"index 4\n" + 64 * (b64encode(bytes(32)) + b"\n")),
        (b"index 4\n", "index \u0664\n".encode()),
        (b"\n\n", b"\n"),
    ],
)
def test_a_malformed_proof_is_refused(old: bytes, new: bytes) -> None:
    changed = RAW.replace(old, new, 1)
    assert changed != RAW
    with pytest.raises(BadEvidence):
        EntryProof.parse(changed)


def test_a_proof_by_an_unknown_log_proves_nothing() -> None:
    with pytest.raises(NotSigned):
        proof_of(4).verify(ENTRIES[4], [WITNESS.verifier])


def test_a_proof_under_a_forged_checkpoint_is_broken() -> None:
    forged = SIGNED.replace(b"\n11\n", b"\n12\n")
    with pytest.raises(BadSignature):
        EntryProof(4, proof_of(4).path, forged).verify(ENTRIES[4], KEYS)
