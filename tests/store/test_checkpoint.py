"""Checkpoints: one that others published, and what must be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import BadEvidence, BadSignature, KeyUnusable, NotSigned
from sitlog.store.proofs.checkpoint import Checkpoint, open_checkpoint
from sitlog.store.proofs.keys import KeyKind, SignerKey, VerifierKey
from sitlog.store.proofs.note import Note
from sitlog.store.proofs.tree import EMPTY_ROOT
from tests.store.vectors import read_vectors

PUBLISHED = read_vectors("c2sp-issue-99-checkpoint")
PUBLISHED_RAW = PUBLISHED["checkpoint"].encode()
PUBLISHED_NAME = PUBLISHED["checkpoint"].split("\n")[0]

LOG = SignerKey("desk.example/ford", KeyKind.LOG, b"\x01" * 32)
WITNESS = SignerKey("mill.example/witness", KeyKind.WITNESS, b"\x02" * 32)
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(LOG.name, 7, ROOT)
RAW = bytes(CHECKPOINT.sign(LOG))


def test_the_published_checkpoint_verifies() -> None:
    key = VerifierKey(PUBLISHED_NAME, KeyKind.LOG, bytes.fromhex(PUBLISHED["public_key_hex"]))
    opened = open_checkpoint(PUBLISHED_RAW, [key])
    assert (opened.checkpoint.origin, opened.checkpoint.size) == (PUBLISHED_NAME, 10)
    assert opened.checkpoint.root.hex() == "1c0e47" + "00" * 29
    assert opened.signers == (key,)


def test_signing_the_published_checkpoint_gives_the_same_bytes() -> None:
    key = SignerKey(PUBLISHED_NAME, KeyKind.LOG, bytes.fromhex(PUBLISHED["private_key_hex"]))
    checkpoint = Checkpoint(PUBLISHED_NAME, 10, bytes.fromhex("1c0e47" + "00" * 29))
    assert bytes(checkpoint.sign(key)) == PUBLISHED_RAW


def test_a_checkpoint_is_three_lines_of_text() -> None:
    assert Checkpoint("desk.example/ford", 0, EMPTY_ROOT).text == (
        "desk.example/ford\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    )


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back_as_it_was_signed(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(LOG.name, size, root)
    assert open_checkpoint(bytes(checkpoint.sign(LOG)), [LOG.verifier]).checkpoint == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "desk.example/ford\n7\n",
        "\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n07\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n+7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n-7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n\u0667\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "desk.example/ford\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n",
        "desk.example/ford\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n",
        "desk.example/ford\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nextension\n",
        f"desk.example/ford\n{10**18}\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_a_malformed_checkpoint_is_refused_though_it_is_signed(text: str) -> None:
    with pytest.raises(BadEvidence):
        open_checkpoint(bytes(Note.sign(text, LOG)), [LOG.verifier])


@given(st.integers(0, 8 * len(RAW) - 1))
def test_no_bit_of_a_checkpoint_may_change(bit: int) -> None:
    changed = bytearray(RAW)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadEvidence, BadSignature, NotSigned)):
        open_checkpoint(bytes(changed), [LOG.verifier])


def test_a_checkpoint_by_another_key_of_the_log_name_is_not_signed() -> None:
    impostor = SignerKey(LOG.name, KeyKind.LOG, b"\x03" * 32)
    with pytest.raises(NotSigned):
        open_checkpoint(bytes(CHECKPOINT.sign(impostor)), [LOG.verifier])


def test_a_known_log_does_not_speak_for_another() -> None:
    other = SignerKey("desk.example/weir", KeyKind.LOG, b"\x04" * 32)
    with pytest.raises(NotSigned, match=r"no known key of the log desk\.example/ford"):
        open_checkpoint(bytes(Note.sign(CHECKPOINT.text, other)), [LOG.verifier, other.verifier])
    with pytest.raises(KeyUnusable, match=r"desk\.example/weir cannot sign for the log desk\.example/ford"):
        CHECKPOINT.sign(other)


def test_a_witness_alone_is_not_the_log() -> None:
    raw = bytes(CHECKPOINT.sign(LOG).cosign(WITNESS, at=1_700_000_000))
    assert open_checkpoint(raw, [LOG.verifier, WITNESS.verifier]).signers == (LOG.verifier, WITNESS.verifier)
    with pytest.raises(NotSigned):
        open_checkpoint(raw, [WITNESS.verifier])
