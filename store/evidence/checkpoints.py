"""The checkpoints of a log: made from what is read back from disk, kept beside the entries, exported as plain files."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, func, select

from sitlog.domain.errors import BrokenLog, KeyUnusable, NoSuchEntry
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.heads import Head, head_at, lock_head
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.tables import checkpoints, entries, timestamps
from sitlog.store.proofs.checkpoint import Checkpoint
from sitlog.store.proofs.disclosure import digest_of
from sitlog.store.proofs.keyfile import load_key
from sitlog.store.proofs.keys import SignerKey
from sitlog.store.proofs.note import Note
from sitlog.store.proofs.tree import Frontier, frontier_at, leaf_hash

EVERY = 100
"""Entries after which a log with a key makes a checkpoint of itself."""

_BATCH = 1000
_DIGEST = slice(len('{"disclosure":"'), len('{"disclosure":"') + 43)


@dataclass(frozen=True, slots=True)
class Signer:
    """A log's key, and the file beside it that remembers what it signed last, whatever becomes of the log."""

    key: SignerKey
    memory: Path

    @classmethod
    def load(cls, file: Path) -> "Signer":
        """Read the key from its file; raises KeyUnusable."""
        return cls(load_key(file), file.with_name(f"{file.name}.last"))


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint that the log keeps: its number among them, the size it is of, and the signed note."""

    number: int
    size: int
    note: bytes


class Checkpoints:
    """The checkpoints of one log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def kept(self) -> list[KeptCheckpoint]:
        """All checkpoints, in the order in which they were made."""
        with self._ledger.database.reading() as connection:
            return [KeptCheckpoint(*row) for row in connection.core.execute(checkpoints.select().order_by("number"))]

    def last(self) -> KeptCheckpoint | None:
        """The newest checkpoint, if there is one."""
        with self._ledger.database.reading() as connection:
            row = connection.core.execute(checkpoints.select().order_by(checkpoints.c.number.desc()).limit(1)).first()
        return None if row is None else KeptCheckpoint(*row)

    def newest(self, *, covering: int = 0) -> KeptCheckpoint:
        """The newest checkpoint, if it covers so many entries; raises NoSuchEntry."""
        last = self.last()
        if last is None or last.size < covering:
            there = "the log has no checkpoint" if last is None else f"the newest checkpoint covers {last.size} entries"
            raise NoSuchEntry(there, hint="make one: sitlog checkpoint --key FILE")
        return last

    def make(self, signer: Signer) -> KeptCheckpoint:
        """Sign the log as it stands, once it was read back and hashed again; the newest one if nothing was added.

        Raises BrokenLog if the log does not agree with itself or with what the key signed before, KeyUnusable if the
        key is not the log's.
        """
        with _turn(signer.memory):
            head = self._ledger.head()
            checkpoint = Checkpoint(self._ledger.origin, head.position, head.root)
            note = checkpoint.sign(signer.key)
            self._check_memory(signer, head)
            self._hash_again(head)
            _write(signer.memory, bytes(note))
            return self.keep(note, head.position)

    def keep_up(self, signer: Signer, *, every: int = EVERY) -> None:
        """Make a checkpoint if that many entries came since the last one."""
        with self._ledger.database.reading() as connection:
            last = connection.core.execute(select(func.coalesce(func.max(checkpoints.c.size), 0))).scalar_one()
        if self._ledger.head().position - last >= every:
            self.make(signer)

    def keep(self, note: Note, size: int) -> KeptCheckpoint:
        """Keep a checkpoint, as signed by the log or with witnesses added; one that is kept already stays as it is."""
        raw = bytes(note)
        with self._ledger.database.writing() as connection:
            lock_head(connection)
            asked = checkpoints.select().where(checkpoints.c.size == size)
            same = next((row for row in connection.core.execute(asked) if row.note == raw), None)
            if same is not None:
                return KeptCheckpoint(*same)
            kept = KeptCheckpoint(_next(connection, checkpoints.c.number), size, raw)
            connection.core.execute(checkpoints.insert().values(number=kept.number, size=size, note=raw))
            return kept

    def keep_token(self, checkpoint: KeptCheckpoint, token: bytes) -> None:
        """Keep a time-stamp token (RFC 3161) over the text of a checkpoint."""
        with self._ledger.database.writing() as connection:
            lock_head(connection)
            number = _next(connection, timestamps.c.number)
            values = {"number": number, "checkpoint": checkpoint.number, "token": token}
            connection.core.execute(timestamps.insert().values(values))

    def tokens(self, checkpoint: KeptCheckpoint) -> list[bytes]:
        """The time-stamp tokens of a checkpoint."""
        asked = select(timestamps.c.token).where(timestamps.c.checkpoint == checkpoint.number)
        with self._ledger.database.reading() as connection:
            return list(connection.core.execute(asked.order_by(timestamps.c.number)).scalars())

    def _check_memory(self, signer: Signer, head: Head) -> None:
        """A log must never sign two checkpoints that are inconsistent, though its file be an older copy."""
        if not signer.memory.exists():
            return
        last = Checkpoint.parse(Note.parse(signer.memory.read_bytes()).text)
        if last.origin != signer.key.name:
            raise KeyUnusable(f"{signer.memory} remembers a checkpoint of another log, {last.origin}")
        if last.size > head.position:
            raise BrokenLog(
                f"the key signed this log with {last.size} entries, and it has {head.position}: it is an older copy",
                hint="find the newer copy; nothing was signed",
            )
        self._check_root(last)

    def _check_root(self, signed: Checkpoint) -> Frontier:
        frontier = frontier_at(signed.size, self._ledger.read_nodes)
        if frontier.root != signed.root:
            raise BrokenLog(
                f"the first {signed.size} entries are not those that were signed: the log was rewritten",
                hint="find out where, nothing was signed: sitlog verify",
            )
        return frontier

    def _hash_again(self, head: Head) -> None:
        """Read back what came since the last checkpoint, and hash it: the root must be the one to be signed."""
        last = self.last()
        frontier = Frontier() if last is None else self._check_root(Checkpoint.parse(Note.parse(last.note).text))
        for batch in self._read_back(frontier.size, head.position):
            frontier, _ = frontier.extend(map(leaf_hash, batch))
        with self._ledger.database.reading() as connection:
            stored = head_at(connection, head.position).root
        if not frontier.root == stored == head.root or frontier.size != head.position:
            raise BrokenLog("the entries do not hash to the root of the log", hint="find out where: sitlog verify")

    def _read_back(self, after: int, until: int) -> Iterator[list[bytes]]:
        asked = select(entries.c.position, entries.c.entry, entries.c.disclosure).order_by(entries.c.position)
        for start in range(after, until, _BATCH):
            span = asked.where(entries.c.position > start, entries.c.position <= min(start + _BATCH, until))
            with self._ledger.database.reading() as connection:
                rows = connection.core.execute(span).all()
            for position, entry, disclosure in rows:
                if disclosure is not None and digest_of(disclosure).encode() != entry[_DIGEST]:
                    raise BrokenLog(f"the payload of e{position} was changed", hint="see all: sitlog verify")
            yield [row.entry for row in rows]


def export(checkpoint: KeptCheckpoint, place: Path) -> Path:
    """Write a checkpoint to a file, or into a folder under its size; answers the file. Raises OSError."""
    file = place / f"{checkpoint.size}.checkpoint" if place.is_dir() else place
    _write(file, checkpoint.note)
    return file


def _next(connection: Connection, number: Column[Any]) -> int:
    return int(connection.core.execute(select(func.coalesce(func.max(number), 0) + 1)).scalar_one())


@contextmanager
def _turn(memory: Path) -> Iterator[None]:
    """One process at a time signs with a key."""
    try:
        handle = os.open(memory.with_name(f"{memory.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        hint = "keep the key in a folder that you may write to: what it signed is remembered there"
        raise KeyUnusable(f"{memory.parent}: {error.strerror}", hint=hint) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = file.with_name(f".{file.name}.new")
    with draft.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
