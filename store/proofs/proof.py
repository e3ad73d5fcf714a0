"""Proofs of single entries (C2SP tlog-proof): a small file that shows, offline, that an entry is in a log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sitlog.domain.errors import BadEvidence
from sitlog.store.proofs import base64
from sitlog.store.proofs.checkpoint import SignedCheckpoint, open_checkpoint
from sitlog.store.proofs.keys import VerifierKey
from sitlog.store.proofs.tree import HASH_SIZE, leaf_hash, verify_inclusion

SUFFIX = ".tlog-proof"

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")
_EXTRA = "extra "
_LONGEST_PATH = 63


@dataclass(frozen=True, slots=True)
class EntryProof:
    """Where an entry is in a log, the way from it to a root, and the log's signed checkpoint with that root.

    `index` counts from zero, so the entry's position is one more. `extra` is not proven by anything.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    @classmethod
    def parse(cls, raw: bytes) -> "EntryProof":
        """Read a `.tlog-proof` file, verifying nothing; raises BadEvidence if it is malformed."""
        head, blank, checkpoint = raw.partition(b"\n\n")
        if not blank or not head.isascii():
            raise BadEvidence("the proof has no lines of its own followed by a blank line and a checkpoint")
        header, *lines = head.decode().split("\n")
        if header != _HEADER:
            raise BadEvidence(f"the file does not begin with the line {_HEADER}, so it is not a proof of an entry")
        extra = _read_extra(lines.pop(0)) if lines and lines[0].startswith(_EXTRA) else b""
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None:
            raise BadEvidence("the proof does not say which entry it is of, in a line such as: index 41")
        return cls(int(index[1]), _read_path(lines), checkpoint, extra)

    def verify(self, entry: bytes, keys: Iterable[VerifierKey]) -> SignedCheckpoint:
        """Check that exactly this entry is in the log, at this index, by the checkpoint of a log that the keys know.

        Answers the checkpoint and who signed it; whether enough witnesses did is for the reader's policy. Raises what
        `open_checkpoint` raises, and BrokenProof, naming the position, if the entry does not lead to the root.
        """
        signed = open_checkpoint(self.checkpoint, keys)
        tree = signed.checkpoint
        verify_inclusion(leaf_hash(entry), self.index, tree.size, self.path, tree.root)
        return signed

    def __bytes__(self) -> bytes:
        extra = [_EXTRA + base64.encode(self.extra)] if self.extra else []
        lines = [_HEADER, *extra, f"index {self.index}", *map(base64.encode, self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def _read_extra(line: str) -> bytes:
    return base64.decode(line.removeprefix(_EXTRA), "the proof's extra data")


def _read_path(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > _LONGEST_PATH:
        raise BadEvidence(f"the proof has {len(lines)} hashes: no log is deep enough for more than {_LONGEST_PATH}")
    path = tuple(base64.decode(line, f"hash {number} of the proof") for number, line in enumerate(lines, start=1))
    if any(len(hash_) != HASH_SIZE for hash_ in path):
        raise BadEvidence(f"a hash of the proof is not {HASH_SIZE} bytes long")
    return path
