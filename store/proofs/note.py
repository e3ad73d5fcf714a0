"""Signed notes (C2SP signed-note): a text and signatures over it, in one small readable file."""

from collections.abc import Iterable
from dataclasses import dataclass

from sitlog.domain.errors import BadEvidence, BadSignature, NotSigned
from sitlog.store.proofs import base64
from sitlog.store.proofs.keys import KEY_ID_SIZE, KeyKind, SignerKey, VerifierKey, check_key_name

MOST_SIGNATURES = 100

_DASH = "\N{EM DASH} "
_TIME_SIZE = 8
_LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Signature:
    """What one key added to a note; for a witness, `data` begins with the time of signing."""

    name: str
    key_id: bytes
    data: bytes

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Read a signature line without its newline; raises BadEvidence."""
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH):
            raise BadEvidence("a line after the note's text is not a signature, which begins with a dash and a space")
        check_key_name(name)
        data = base64.decode(encoded, f"the signature of {name}")
        if len(data) <= KEY_ID_SIZE:
            raise BadEvidence(f"the signature of {name} is too short")
        return cls(name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.encode(self.key_id + self.data)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures; nothing in it may be believed before `signers` was asked."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, raw: bytes) -> "Note":
        """Read a note, verifying nothing; raises BadEvidence if it is malformed or has over 100 signatures."""
        try:
            whole = raw.decode()
        except UnicodeDecodeError as error:
            raise BadEvidence(f"the note is not UTF-8 at byte {error.start}") from error
        head, blank, tail = whole.rpartition("\n\n")
        if not blank or not tail.endswith("\n"):
            raise BadEvidence("the note has no blank line followed by whole signature lines")
        lines = tail.removesuffix("\n").split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise BadEvidence(f"the note has {len(lines)} signatures, over the limit of {MOST_SIGNATURES}")
        return cls(_checked(head + "\n"), tuple(Signature.parse(line) for line in lines))

    @classmethod
    def sign(cls, text: str, key: SignerKey) -> "Note":
        """A note signed by a log's key; raises BadEvidence if the text is not fit for a note."""
        return cls(_checked(text), (_signature(key, key.sign(text.encode())),))

    def cosign(self, key: SignerKey, at: int) -> "Note":
        """The note with a witness's signature, made at a POSIX time in seconds (C2SP tlog-cosignature)."""
        signed = key.sign(_witnessed(self.text.encode(), at))
        return Note(self.text, (*self.signatures, _signature(key, at.to_bytes(_TIME_SIZE) + signed)))

    def signers(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Those of the keys that signed. Signatures by other keys are ignored, as the standard asks.

        Raises BadSignature if a signature names one of the keys and does not hold, NotSigned if none names any.
        """
        known = list(keys)
        found = [key for signature in self.signatures for key in _signers_of(signature, self.text.encode(), known)]
        if not found:
            names = ", ".join(signature.name for signature in self.signatures)
            raise NotSigned(f"none of the {len(known)} known keys signed the note, but {names}")
        return tuple(dict.fromkeys(found))

    def __bytes__(self) -> bytes:
        return "\n".join([self.text, *map(str, self.signatures), ""]).encode()


def cosigned_at(signature: Signature) -> int:
    """When a witness says to have signed, in POSIX seconds; only for a signature by a key of kind WITNESS."""
    return int.from_bytes(signature.data[:_TIME_SIZE])


def _signers_of(signature: Signature, text: bytes, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    named = [key for key in keys if (key.name, key.id) == (signature.name, signature.key_id)]
    signers = [key for key in named if _holds(signature, text, key)]
    if named and not signers:
        raise BadSignature(
            f"the signature of {signature.name} ({signature.key_id.hex()}) does not hold: "
            "the text was changed after it was signed, or another key signed it"
        )
    return signers


def _holds(signature: Signature, text: bytes, key: VerifierKey) -> bool:
    if key.kind is KeyKind.LOG:
        return key.holds(text, signature.data)
    at = cosigned_at(signature)
    return at <= _LATEST and key.holds(_witnessed(text, at), signature.data[_TIME_SIZE:])


def _witnessed(text: bytes, at: int) -> bytes:
    """What a witness signs: the checkpoint's text under a header with the time (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {at}\n".encode() + text


def _signature(key: SignerKey, data: bytes) -> Signature:
    return Signature(key.name, key.verifier.id, data)


def _checked(text: str) -> str:
    if not text.endswith("\n"):
        raise BadEvidence("the text of a note must end in a newline")
    if any(letter < " " and letter != "\n" for letter in text):
        raise BadEvidence("the text of a note must not hold control characters")
    return text
