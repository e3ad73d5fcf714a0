"""The verifier's own reading of the standards, held to the vectors that others published."""

from base64 import b64decode
from typing import Any

import pytest

from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.merkle import Tree, leaves, root_by_path
from sitlog.store.verify.notes import Key, read_checkpoint, read_key
from sitlog.store.verify.records import digests
from tests.store.vectors import read_vectors

INCLUSION = read_vectors("merkle-inclusion")
ROOTS = read_vectors("rfc6962-roots")
NOTES = read_vectors("signed-note")
PUBLISHED = read_vectors("c2sp-issue-99-checkpoint")
DISCLOSURES = read_vectors("rfc9901-disclosures")


@pytest.mark.parametrize("case", INCLUSION.values(), ids=INCLUSION)
def test_the_published_inclusion_proofs_lead_where_they_should(case: dict[str, Any]) -> None:
    path = [b64decode(hash_) for hash_ in case["proof"] or ()]
    well_formed = all(len(hash_) == 32 for hash_ in path) and len(b64decode(case["leafHash"])) == 32

    reached = root_by_path(b64decode(case["leafHash"]), case["leafIdx"], case["treeSize"], path)

    assert (well_formed and reached == b64decode(case["root"])) is not case["wantErr"]


def test_the_published_roots_are_reached() -> None:
    tree = Tree()
    roots = [tree.root()]
    for entry in ROOTS["leaf_inputs_hex"]:
        tree.grow(leaves([bytes.fromhex(entry)]))
        roots.append(tree.root())

    assert [root.hex() for root in roots] == ROOTS["root_hash_hex_by_size"]


def test_the_published_checkpoint_verifies() -> None:
    checkpoint = read_checkpoint(PUBLISHED["checkpoint"].encode())
    key = Key(checkpoint.origin, 1, bytes.fromhex(PUBLISHED["public_key_hex"]))

    assert (checkpoint.size, checkpoint.signed_at(key)) == (10, 0)


@pytest.mark.parametrize("bit", range(0, 8 * len(PUBLISHED["checkpoint"].encode()), 5))
def test_no_bit_of_the_published_checkpoint_may_change(bit: int) -> None:
    raw = bytearray(PUBLISHED["checkpoint"].encode())
    raw[bit // 8] ^= 1 << bit % 8
    key = Key(PUBLISHED["checkpoint"].split("\n")[0], 1, bytes.fromhex(PUBLISHED["public_key_hex"]))

    try:
        signed = read_checkpoint(bytes(raw)).signed_at(key)
    except BadEvidence:
        signed = None

    assert signed is None


@pytest.mark.parametrize("raw", [b64decode(each) for each in NOTES["bad_messages_b64"]])
def test_what_is_no_note_is_no_checkpoint(raw: bytes) -> None:
    with pytest.raises(BadEvidence):
        read_checkpoint(raw)


@pytest.mark.parametrize("vkey", NOTES["vkeys"])
def test_the_published_keys_are_read(vkey: str) -> None:
    key = read_key(vkey)

    assert (key.name, key.id.hex()) == tuple(vkey.split("+")[:2])


@pytest.mark.parametrize("vkey", NOTES["bad_vkeys"])
def test_a_key_with_another_id_or_kind_is_refused(vkey: str) -> None:
    with pytest.raises(BadEvidence):
        read_key(vkey)


@pytest.mark.parametrize("case", DISCLOSURES["cases"])
def test_the_published_digests_are_reached(case: dict[str, str]) -> None:
    assert digests([case["json"].encode()] * 2) == [case["digest"].encode()] * 2
