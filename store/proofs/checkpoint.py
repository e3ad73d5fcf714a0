"""Checkpoints (C2SP tlog-checkpoint): the log's name, its size and its root, signed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sitlog.domain.errors import BadEvidence, KeyUnusable, NotSigned
from sitlog.store.proofs import base64
from sitlog.store.proofs.keys import KeyKind, SignerKey, VerifierKey
from sitlog.store.proofs.note import Note
from sitlog.store.proofs.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log is at a size: the root commits to the first `size` entries, their order and their content."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint; raises BadEvidence, also for extension lines, which nobody could audit."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) != _LINES or not text.endswith("\n") or not lines[0]:
            raise BadEvidence(f"the checkpoint has {len(lines)} lines, not an origin, a size and a root")
        origin, size, root = lines
        if not _SIZE.fullmatch(size):
            raise BadEvidence(f"the checkpoint's size {size!r} is not a number of entries")
        hash_ = base64.decode(root, "the checkpoint's root")
        if len(hash_) != HASH_SIZE:
            raise BadEvidence(f"the checkpoint's root has {len(hash_)} bytes, not {HASH_SIZE}")
        return cls(origin, int(size), hash_)

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.encode(self.root)}\n"

    def sign(self, key: SignerKey) -> Note:
        """The checkpoint as the log states it; raises KeyUnusable unless the key is the log's, by its name and kind.

        A log must never sign two checkpoints that are inconsistent: the caller reads back and hashes before.
        """
        if key.name != self.origin or key.kind is not KeyKind.LOG:
            raise KeyUnusable(f"the key of {key.name} cannot sign for the log {self.origin}")
        return Note.sign(self.text, key)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose signatures were verified, and the known keys that made them: the log's, maybe witnesses'."""

    checkpoint: Checkpoint
    note: Note
    signers: tuple[VerifierKey, ...]


def open_checkpoint(raw: bytes, keys: Iterable[VerifierKey]) -> SignedCheckpoint:
    """Read a signed checkpoint and verify it against the keys of logs and witnesses that the reader trusts.

    Raises BadEvidence if it is malformed, BadSignature if a signature by one of the keys does not hold, NotSigned
    unless a key of kind LOG that is named like the origin signed it (C2SP tlog-policy).
    """
    note = Note.parse(raw)
    checkpoint = Checkpoint.parse(note.text)
    signers = note.signers(keys)
    if not any(key.kind is KeyKind.LOG and key.name == checkpoint.origin for key in signers):
        raise NotSigned(f"no known key of the log {checkpoint.origin} signed this checkpoint")
    return SignedCheckpoint(checkpoint, note, signers)
