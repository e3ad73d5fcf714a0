"""Signed notes and their keys: the published notes, and what must be refused."""

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import BadEvidence, BadSignature, NotSigned
from sitlog.store.proofs.keys import KeyKind, SignerKey, VerifierKey
from sitlog.store.proofs.note import MOST_SIGNATURES, Note, cosigned_at
from tests.store.vectors import read_vectors

GO = read_vectors("signed-note")
C2SP = read_vectors("c2sp-signed-note-example")
PETER, ENOCH = (VerifierKey.parse(vkey) for vkey in GO["vkeys"])
BAD_NOTES = [b64decode(note) for note in GO["bad_messages_b64"]]

DESK = SignerKey("desk.example/log", KeyKind.LOG, b"\x01" * 32)
WITNESS = SignerKey("mill.example/witness", KeyKind.WITNESS, b"\x02" * 32)
WITNESS_AS_LOG = SignerKey(WITNESS.name, KeyKind.LOG, WITNESS.seed)
TEXT = "The ferry did not sail.\n\nThe bell rang.\n"
SIGNED = bytes(Note.sign(TEXT, DESK))


def test_the_example_of_the_standard_verifies() -> None:
    key = VerifierKey.parse(C2SP["vkey"])
    assert Note.parse(C2SP["note"].encode()).signers([key]) == (key,)


def test_a_note_with_two_signatures_is_signed_by_those_that_are_known() -> None:
    note = Note.parse((GO["text"] + "\n" + "".join(GO["signature_lines"])).encode())
    assert note.text == GO["text"]
    assert note.signers([PETER, ENOCH]) == (PETER, ENOCH)
    assert note.signers([ENOCH]) == (ENOCH,)


def test_signing_gives_the_published_signature() -> None:
    key = SignerKey.parse(GO["skey_peter"])
    assert key.verifier == PETER
    assert key.secret_text() == GO["skey_peter"]
    assert bytes(Note.sign(GO["text"], key)).decode() == GO["text"] + "\n" + GO["signature_lines"][0]


@pytest.mark.parametrize("raw", BAD_NOTES, ids=range(len(BAD_NOTES)))
def test_the_published_bad_notes_are_refused(raw: bytes) -> None:
    with pytest.raises((BadEvidence, BadSignature)):
        Note.parse(raw).signers([PETER, ENOCH])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        SIGNED + b"\n",
        SIGNED.removesuffix(b"\n"),
        SIGNED.replace(b"=\n", b"\n"),
        SIGNED.replace(b"=\n", b"= \n"),
        SIGNED.replace("— ".encode(), b"- "),
        SIGNED.replace(b"\n", b"\r\n"),
        TEXT.encode() + "\n— desk.example/log AAAAAA==\n".encode(),
        TEXT.encode() + "\n— desk.example/log \n".encode(),
        TEXT.encode() + "\n—  AAAAAAAA\n".encode(),
        TEXT.encode() + "\n— desk+log AAAAAAAA\n".encode(),
        TEXT.encode() + "\n— desk\u2003log AAAAAAAA\n".encode(),
    ],
)
def test_a_malformed_note_is_refused(raw: bytes) -> None:
    with pytest.raises(BadEvidence):
        Note.parse(raw)


def test_a_note_may_hold_many_signatures_but_not_any_number() -> None:
    line = str(Note.sign(TEXT, DESK).signatures[0]) + "\n"
    most = TEXT + "\n" + MOST_SIGNATURES * line
    assert len(Note.parse(most.encode()).signatures) == MOST_SIGNATURES
    with pytest.raises(BadEvidence, match="over the limit"):
        Note.parse((most + line).encode())


def test_a_note_reads_back_as_it_was_written() -> None:
    note = Note.sign(TEXT, DESK).cosign(WITNESS, at=1_700_000_000)
    assert Note.parse(bytes(note)) == note


@given(st.integers(0, 8 * len(SIGNED) - 1))
def test_no_bit_of_a_signed_note_may_change(bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadEvidence, BadSignature, NotSigned)):
        Note.parse(bytes(changed)).signers([DESK.verifier])


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_note_or_refused(raw: bytes) -> None:
    try:
        note = Note.parse(raw)
    except BadEvidence:
        return
    assert bytes(note) == raw


def test_a_note_that_no_known_key_signed_is_not_signed() -> None:
    with pytest.raises(NotSigned, match=r"2 known keys signed the note, but desk\.example/log"):
        Note.parse(SIGNED).signers([PETER, WITNESS.verifier])


def test_a_key_of_the_same_name_is_another_key() -> None:
    namesake = SignerKey(DESK.name, KeyKind.LOG, b"\x03" * 32)
    with pytest.raises(NotSigned):
        Note.parse(SIGNED).signers([namesake.verifier])


def test_one_broken_signature_by_a_known_key_breaks_the_note() -> None:
    other = Note.sign("The ferry sailed.\n", WITNESS_AS_LOG)
    both = Note(TEXT, (*Note.sign(TEXT, DESK).signatures, *other.signatures))
    assert both.signers([DESK.verifier]) == (DESK.verifier,)
    with pytest.raises(BadSignature, match="mill"):
        both.signers([DESK.verifier, WITNESS_AS_LOG.verifier])


def test_a_witness_signs_the_text_and_the_time() -> None:
    note = Note.sign(TEXT, DESK).cosign(WITNESS, at=1_700_000_000)
    assert note.signers([WITNESS.verifier, DESK.verifier]) == (DESK.verifier, WITNESS.verifier)
    assert cosigned_at(note.signatures[1]) == 1_700_000_000


@given(st.integers(0, 8 * 72 - 1))
def test_no_bit_of_a_witness_signature_or_its_time_may_change(bit: int) -> None:
    note = Note.sign(TEXT, DESK).cosign(WITNESS, at=1_700_000_000)
    raw, line = bytes(note), note.signatures[1]
    data = bytearray(line.data)
    data[bit // 8] ^= 1 << bit % 8
    forged = Note(TEXT, (note.signatures[0], type(line)(line.name, line.key_id, bytes(data))))
    assert bytes(forged) != raw
    with pytest.raises(BadSignature):
        forged.signers([WITNESS.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "a\ttab\n", "a return\r\n", "\x00\n"])
def test_a_text_that_is_not_fit_for_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(BadEvidence):
        Note.sign(text, DESK)


@given(st.sampled_from(KeyKind), st.binary(min_size=32, max_size=32))
def test_keys_read_back_from_their_text(kind: KeyKind, seed: bytes) -> None:
    key = SignerKey("bridge.example/log", kind, seed)
    assert SignerKey.parse(key.secret_text()) == key
    assert VerifierKey.parse(str(key.verifier)) == key.verifier


@pytest.mark.parametrize(
    "vkey",
    [
        *GO["bad_vkeys"],
        "",
        "desk",
        "desk+530d903a",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a desk+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        C2SP["vkey"].replace("530d903a", "530d903b"),
        C2SP["vkey"].replace("530d903a", "530D903A"),
        C2SP["vkey"] + " ",
        C2SP["vkey"] + "\n",
        C2SP["vkey"].replace("+530d", "+ 530d"),
        C2SP["vkey"].replace("U2k", "U\u0662k"),
        "\ud800" + C2SP["vkey"],
        "desk+530d903a+AQID",
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadEvidence):
        VerifierKey.parse(vkey)


def test_a_private_key_is_not_shown_by_accident() -> None:
    key = SignerKey.generate("desk.example/log")
    secret = key.secret_text().rpartition("+")[2]
    assert secret not in repr(key)
    with pytest.raises(BadEvidence) as broken:
        SignerKey.parse(key.secret_text()[:-1])
    assert secret[:-1] not in str(broken.value)


@pytest.mark.parametrize("text", ["", "desk", "PRIVATE+KEY+", GO["vkeys"][0], GO["skey_peter"].replace("c74f", "c74e")])
def test_a_malformed_private_key_is_refused(text: str) -> None:
    with pytest.raises(BadEvidence, match=r"private key|name of a key"):
        SignerKey.parse(text)


@pytest.mark.parametrize("name", ["", "a desk", "desk+log", "desk\nlog", "desk\u00a0log"])
def test_no_key_is_made_under_a_name_that_cannot_stand_in_a_note(name: str) -> None:
    with pytest.raises(BadEvidence):
        SignerKey.generate(name)


def test_two_generated_keys_differ() -> None:
    assert SignerKey.generate("desk.example/log") != SignerKey.generate("desk.example/log")


def test_a_public_key_that_is_no_point_of_the_curve_signs_nothing() -> None:
    nowhere = VerifierKey(DESK.name, KeyKind.LOG, b"\x02" + b"\x00" * 31)
    assert not nowhere.holds(TEXT.encode(), DESK.sign(TEXT.encode()))
