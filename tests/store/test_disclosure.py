"""Disclosures: the digests of RFC 9901, and payloads that come back untouched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.store.proofs.disclosure import SALT_SIZE, digest_of, disclose, payload_of
from tests.store.vectors import read_vectors

CASES = read_vectors("rfc9901-disclosures")["cases"]
PAYLOAD = b'{"says":"the ferry did not sail"}'


@pytest.mark.parametrize("case", CASES, ids=[case["digest"] for case in CASES])
def test_the_digest_is_the_one_worked_in_rfc_9901(case: dict[str, str]) -> None:
    assert digest_of(case["json"].encode()) == case["digest"]


@given(st.dictionaries(st.text(), st.text()), st.binary(min_size=SALT_SIZE, max_size=SALT_SIZE))
def test_the_payload_comes_back_byte_for_byte_in_an_array_with_its_salt(value: dict[str, str], salt: bytes) -> None:
    payload = json.dumps(value).encode()
    disclosure = disclose(payload, salt)
    assert payload_of(disclosure) == payload
    assert json.loads(disclosure)[1] == value


def test_the_same_payload_never_has_the_same_digest() -> None:
    assert digest_of(disclose(PAYLOAD)) != digest_of(disclose(PAYLOAD))


@given(st.integers(0, 8 * len(disclose(PAYLOAD)) - 1))
def test_one_bit_changes_the_digest(bit: int) -> None:
    disclosure = disclose(PAYLOAD)
    changed = bytearray(disclosure)
    changed[bit // 8] ^= 1 << bit % 8
    assert digest_of(bytes(changed)) != digest_of(disclosure)
