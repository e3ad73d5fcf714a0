"""Signed checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature) and public keys, for whoever checks them."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.merkle import HASH_SIZE

LOG, WITNESS = 0x01, 0x04
"""What a key's signatures say: that the log states the text, or that a witness saw the log state it, and when."""

_ID_SIZE, _KEY_SIZE, _TIME_SIZE = 4, 32, 8
_LINES = 3  # origin, size, root
_MOST_SIGNATURES = 100
_LATEST = 2**63 - 1
_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")
_VKEY = re.compile(rf"({_NAME.pattern})\+([0-9a-f]{{8}})\+(.+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE = re.compile(rf"\u2014 ({_NAME.pattern}) (\S+)")


class Key(NamedTuple):
    """A public key under a name, and what kind of signatures it makes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of a name apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_SIZE]


def read_key(vkey: str) -> Key:
    """Read `name+id+key`; raises BadEvidence."""
    parts = _VKEY.fullmatch(vkey)
    data = unbase64(parts[3]) if parts else None
    if parts is None or data is None or data[0] not in {LOG, WITNESS} or len(data) != 1 + _KEY_SIZE:
        raise BadEvidence(f"{vkey!r} is not an Ed25519 key in the form name+id+key")
    key = Key(parts[1], data[0], data[1:])
    if key.id.hex() != parts[2]:
        raise BadEvidence(f"the key {vkey!r} has the id {parts[2]}, but the key itself gives {key.id.hex()}")
    return key


class Signature(NamedTuple):
    """A line under a checkpoint: whose it says it is, and the signature."""

    name: str
    key_id: bytes
    data: bytes

    def is_named(self, key: Key) -> bool:
        """Whether it says to be by this key."""
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True)
class Checkpoint:
    """What somebody signed of a log: its name, its size and its root; believe none of it before the signatures."""

    text: str
    signatures: tuple[Signature, ...]

    @cached_property
    def origin(self) -> str:
        """The name of the log."""
        return self.text.split("\n")[0]

    @cached_property
    def size(self) -> int:
        """How many entries the root is over."""
        return int(self.text.split("\n")[1])

    @cached_property
    def root(self) -> bytes:
        """The root of the tree over them."""
        return unbase64(self.text.split("\n")[2]) or b""

    def signed_at(self, key: Key) -> int | None:
        """When this key signed, in POSIX seconds (0 for a log's key, which does not say); None if it did not.

        Raises BadEvidence if a signature says to be by this key and does not hold.
        """
        named = [each for each in self.signatures if each.is_named(key)]
        times = [at for each in named if (at := _held_at(each, self.text.encode(), key)) is not None]
        if named and not times:
            raise BadEvidence(f"the signature of {key.name} ({key.id.hex()}) does not hold")
        return min(times, default=None)


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Read a signed checkpoint, verifying no signature; raises BadEvidence if it is not written as one."""
    try:
        text, blank, below = raw.decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise BadEvidence("the checkpoint is not UTF-8") from error
    lines = text.split("\n")
    if not blank or not below.endswith("\n") or len(lines) != _LINES or not lines[0] or _CONTROL.search(text + below):
        raise BadEvidence("the checkpoint is not three lines, a blank line and signatures")
    if not _SIZE.fullmatch(lines[1]) or len(unbase64(lines[2]) or b"") != HASH_SIZE:
        raise BadEvidence("the checkpoint does not hold a size and a root")
    signed = below.removesuffix("\n").split("\n")
    if len(signed) > _MOST_SIGNATURES:
        raise BadEvidence(f"the checkpoint has {len(signed)} signatures, over the limit of {_MOST_SIGNATURES}")
    return Checkpoint(text + "\n", tuple(map(_read_signature, signed)))


def unbase64(text: str) -> bytes | None:
    """Decode base64 that is written in the one right way, of at least one byte; None otherwise."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return None
    return data if data and b64encode(data).decode() == text else None


def _read_signature(line: str) -> Signature:
    parts = _SIGNATURE.fullmatch(line)
    data = unbase64(parts[2]) if parts else None
    if parts is None or data is None or len(data) <= _ID_SIZE:
        raise BadEvidence("a line under the checkpoint is not a signature")
    return Signature(parts[1], data[:_ID_SIZE], data[_ID_SIZE:])


def _held_at(signature: Signature, text: bytes, key: Key) -> int | None:
    if key.kind == LOG:
        return 0 if _holds(key, text, signature.data) else None
    at = int.from_bytes(signature.data[:_TIME_SIZE])
    witnessed = f"cosignature/v1\ntime {at}\n".encode() + text
    return at if at <= _LATEST and _holds(key, witnessed, signature.data[_TIME_SIZE:]) else None


def _holds(key: Key, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
