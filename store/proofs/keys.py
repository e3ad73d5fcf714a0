"""Keys that sign and check the log's statements, as C2SP signed-note and tlog-cosignature encode them."""

from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sitlog.domain.errors import BadEvidence
from sitlog.store.proofs import base64

KEY_SIZE = 32
KEY_ID_SIZE = 4

_PRIVATE = "PRIVATE+KEY+"


class KeyKind(IntEnum):
    """What a key's signatures say: the signature type byte of C2SP signed-note."""

    LOG = 0x01
    """An Ed25519 signature over the text of a note."""
    WITNESS = 0x04
    """A timestamped Ed25519 cosignature over a checkpoint (C2SP tlog-cosignature)."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name, known by both together."""

    name: str
    kind: KeyKind
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """Read `name+id+key`; raises BadEvidence for another form, kind of key, or an id that does not fit."""
        name, key_id, kind, public = _split(vkey, f"the key {vkey!r}")
        key = cls(name, kind, public)
        if key.id.hex() != key_id:
            raise BadEvidence(f"the key {vkey!r} has the id {key_id}, but the key itself gives {key.id.hex()}")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; not a secure hash."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.encode(bytes([self.kind]) + self.public)}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made an Ed25519 signature (RFC 8032) over exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key under a name. Its text form is a secret; its repr is not."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str, kind: KeyKind = KeyKind.LOG) -> "SignerKey":
        """A new key; raises BadEvidence if the name is empty or holds a space or a plus sign."""
        check_key_name(name)
        return cls(name, kind, token_bytes(KEY_SIZE))

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Read `PRIVATE+KEY+name+id+key`, as golang.org/x/mod/sumdb/note writes it; raises BadEvidence."""
        subject = "the private key"  # never the text itself: an error is printed and kept
        if not text.startswith(_PRIVATE):
            raise BadEvidence(f"{subject} does not start with {_PRIVATE}")
        name, key_id, kind, seed = _split(text.removeprefix(_PRIVATE), subject)
        key = cls(name, kind, seed)
        if key.verifier.id.hex() != key_id:
            raise BadEvidence(f"{subject} of {name} has an id that does not fit")
        return key

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to give away."""
        return VerifierKey(self.name, self.kind, self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature (RFC 8032): 64 bytes, the same each time."""
        return self._private.sign(message)

    def secret_text(self) -> str:
        """The form that `parse` reads: whoever has it can sign."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{base64.encode(bytes([self.kind]) + self.seed)}"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def check_key_name(name: str) -> None:
    """Raise BadEvidence unless the name can stand in a signature line: not empty, no spaces, no plus sign."""
    if not name or any(letter == "+" or letter < " " or letter.isspace() or _is_surrogate(letter) for letter in name):
        raise BadEvidence(
            f"{name!r} cannot be the name of a key: it must not be empty nor hold a space or a plus sign",
            hint="name it like an address, such as desk.example/log",
        )


def _is_surrogate(letter: str) -> bool:
    return "\ud800" <= letter <= "\udfff"  # half a letter, as from an argument that is not UTF-8


def _split(text: str, subject: str) -> tuple[str, str, KeyKind, bytes]:
    """The parts of an encoded key: name, id in hex, kind, 32 bytes."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")  # the base64 may hold more plus signs
    check_key_name(name)
    if not encoded:
        raise BadEvidence(f"{subject} does not have the form name+id+key")
    data = base64.decode(encoded, subject)
    if data[0] not in set(KeyKind):
        raise BadEvidence(
            f"{subject} is of a kind (0x{data[0]:02x}) that sitlog does not use: only Ed25519, 0x01 or 0x04"
        )
    if len(data) != 1 + KEY_SIZE:
        raise BadEvidence(f"{subject} has {len(data) - 1} bytes, not {KEY_SIZE}")
    return name, key_id, KeyKind(data[0]), data[1:]
