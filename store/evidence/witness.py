"""A witness (C2SP tlog-witness): it signs a log's checkpoint only if that goes on from the last one it saw."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sitlog.domain.errors import BadEvidence, BadSignature, BrokenProof, KeyUnusable, NotSigned
from sitlog.store.proofs import base64
from sitlog.store.proofs.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from sitlog.store.proofs.keys import KeyKind, SignerKey, VerifierKey
from sitlog.store.proofs.note import Note
from sitlog.store.proofs.tree import EMPTY_ROOT, verify_consistency
from sitlog.store.verify.policy import Policy

ADD_CHECKPOINT = "add-checkpoint"
LARGEST_REQUEST = 64 << 10
"""Bytes: 63 hashes and a checkpoint of 100 signatures fit."""

TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"

FINE, CONFLICT = 200, 409

_LONGEST_PROOF = 63
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class Reply(NamedTuple):
    """What a witness answers, as HTTP has it."""

    status: int
    body: bytes
    kind: str = TEXT


class Refusal(Exception):
    """A request that a witness does not follow, with the reply that says why."""

    def __init__(self, status: int, why: str, kind: str = TEXT) -> None:
        super().__init__(why)
        self.reply = Reply(status, f"{why}\n".encode(), kind)


class Request(NamedTuple):
    """A request to sign a checkpoint: the size that the log thinks was signed last, and the proof from there."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    @classmethod
    def parse(cls, body: bytes) -> "Request":
        """Read a request; raises BadEvidence."""
        head, blank, checkpoint = body.partition(b"\n\n")
        first, *lines = head.decode("latin-1").split("\n")
        size = first.removeprefix("old ")
        if not blank or not first.startswith("old ") or not _SIZE.fullmatch(size) or len(lines) > _LONGEST_PROOF:
            raise BadEvidence(
                "the request is not an old size, a proof of at most 63 hashes, a blank line, a checkpoint"
            )
        return cls(int(size), tuple(base64.decode(line, "a hash of the proof") for line in lines), checkpoint)

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *map(base64.encode, self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Witness:
    """A second desk's key, the keys of the logs it watches, and the folder in which it remembers what it saw."""

    key: SignerKey
    logs: tuple[VerifierKey, ...]
    folder: Path
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        """Refuse a key that is a log's: its signatures would say something else."""
        if self.key.kind is not KeyKind.WITNESS:
            raise KeyUnusable(
                f"the key of {self.key.name} is that of a log, not of a witness",
                hint="make one: sitlog key new FILE --witness NAME",
            )

    def add_checkpoint(self, body: bytes) -> Reply:
        """Answer a request to sign; what was signed is on disk before the answer is given."""
        try:
            request = Request.parse(body)
            signed = self._open(request.checkpoint)
            with self._turn(signed.checkpoint.origin) as file:
                _check(request, signed.checkpoint, _last(file))
                cosigned = _by_known(signed).cosign(self.key, int(self.clock().timestamp()))
                _write(file, bytes(cosigned))
        except Refusal as refusal:
            return refusal.reply
        except BadEvidence as error:
            return Reply(400, f"{error.message}\n".encode())
        return Reply(FINE, f"{cosigned.signatures[-1]}\n".encode())

    def checkpoint(self, origin_hash: str) -> Reply:
        """Answer what was signed last of the log with this SHA-256, in hex, of its name."""
        watched = {sha256(key.name.encode()).hexdigest() for key in self.logs}
        file = self.folder / f"{origin_hash}.checkpoint"
        if origin_hash not in watched or not file.exists():
            return Reply(404, b"no checkpoint of that log was signed\n")
        return Reply(FINE, file.read_bytes())

    def _open(self, raw: bytes) -> SignedCheckpoint:
        origin = Checkpoint.parse(Note.parse(raw).text).origin
        keys = [key for key in self.logs if key.name == origin]
        if not keys:
            raise Refusal(404, f"the log {origin} is not one of those that are watched")
        try:
            return open_checkpoint(raw, keys)
        except (NotSigned, BadSignature) as error:
            raise Refusal(403, error.message) from error

    @contextmanager
    def _turn(self, origin: str) -> Iterator[Path]:
        """One request at a time for each log, from any process: what was seen must not be overtaken."""
        file = self.folder / f"{sha256(origin.encode()).hexdigest()}.checkpoint"
        handle = os.open(file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(handle)


def _check(request: Request, new: Checkpoint, last: Checkpoint | None) -> None:
    """Raise Refusal unless the checkpoint goes on from the last one, in the order that the protocol gives."""
    size = 0 if last is None else last.size
    if request.old > new.size:
        raise Refusal(400, f"the old size {request.old} is over the new one, {new.size}")
    if request.old != size:
        raise Refusal(CONFLICT, str(size), SIZE)
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise Refusal(422, "the root of no entries is another")
    if last is None or size == 0:
        if request.proof:
            raise Refusal(422, "nothing is to be proven from no entries")
        return
    try:
        verify_consistency(size, new.size, last.root, new.root, request.proof)
    except BrokenProof as error:
        raise Refusal(422, error.message) from error


def _last(file: Path) -> Checkpoint | None:
    return Checkpoint.parse(Note.parse(file.read_bytes()).text) if file.exists() else None


def _by_known(signed: SignedCheckpoint) -> Note:
    """The note with none but the signatures that were verified."""
    known = {(key.name, key.id) for key in signed.signers}
    return Note(signed.note.text, tuple(each for each in signed.note.signatures if (each.name, each.key_id) in known))


def _write(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".new")
    with draft.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)


def log_keys(policy: Policy) -> tuple[VerifierKey, ...]:
    """The keys of the logs that a policy names."""
    return tuple(VerifierKey(party.key.name, KeyKind.LOG, party.key.public) for party in policy.logs)
