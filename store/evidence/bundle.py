"""The audit bundle: one zip with all that an auditor needs to check a situation without the log."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from json import dumps
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select

from sitlog.domain.asked import Asked
from sitlog.domain.errors import NoSuchSituation
from sitlog.projections.rules import RULES
from sitlog.store.evidence.checkpoints import Checkpoints, KeptCheckpoint
from sitlog.store.evidence.proving import prove
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.heads import Head, read_head
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.tables import entries, situations
from sitlog.store.proofs.proof import SUFFIX, EntryProof

FORMAT = "sitlog.audit/1"

_SEAL = b"sha256:"
_HEX = 64
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was given: to what question, and the SHA-256 of its JSON in hex."""

    asked: Asked
    digest: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a bundle shall hold beside entries and checkpoints: a situation's payloads, answers, proofs of entries."""

    situation: str
    answers: Sequence[Answer] = ()
    proofs: Sequence[int] = ()


def export_bundle(ledger: Ledger, wanted: Wanted, file: Path) -> Head:
    """Write a bundle to a file, whole or not at all; answers how far the log in it reaches.

    Raises NoSuchSituation, NoSuchEntry for a proof that no checkpoint covers yet, and OSError.
    """
    draft = file.with_name(f".{file.name}.new")
    kept = Checkpoints(ledger).kept()
    proofs = {position: prove(ledger, position) for position in wanted.proofs}
    try:
        with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            head = _fill(_Archive(archive), ledger, wanted, kept, proofs)
            archive.comment = _SEAL + b"0" * _HEX
        _seal(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return head


@dataclass(slots=True)
class _Archive:
    """A zip that is the same for the same content, and the digests of its files."""

    archive: ZipFile
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        digest = sha256()
        with self.archive.open(info, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
        self.digests[name] = digest.hexdigest()

    def add_json(self, name: str, value: Any) -> None:
        self.add(name, [dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"])


def _fill(
    archive: _Archive,
    ledger: Ledger,
    wanted: Wanted,
    kept: Sequence[KeptCheckpoint],
    proofs: dict[int, EntryProof],
) -> Head:
    with _snapshot(ledger) as connection:
        head = read_head(connection)
        number, opaque = _situation(connection, wanted.situation)
        archive.add("entries.jsonl", _entries(connection, head.position))
        archive.add("disclosures.txt", _disclosures(connection, number, head.position))
    for one in kept:
        archive.add(f"checkpoints/{one.number}.checkpoint", [one.note])
        for nth, token in enumerate(Checkpoints(ledger).tokens(one), start=1):
            archive.add(f"timestamps/{one.number}.{nth}.tsr", [token])
    for position, proof in proofs.items():
        archive.add(f"proofs/{position}{SUFFIX}", [bytes(proof)])
    archive.add_json("answers.json", [_answer(answer) for answer in wanted.answers])
    manifest = {
        "format": FORMAT,
        "origin": ledger.origin,
        "size": head.position,
        "root": head.root.hex(),
        "situation": wanted.situation,
        "opaque": opaque,
        "files": dict(archive.digests),
    }
    archive.add_json("manifest.json", manifest)
    return head


@contextmanager
def _snapshot(ledger: Ledger) -> Iterator[Connection]:
    """One state of the log for all that is read: what is redacted meanwhile is still there, or said to be gone."""
    with ledger.database.reading() as connection:
        if not ledger.database.is_sqlite:
            connection.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield connection


def _situation(connection: Connection, slug: str) -> tuple[int, str]:
    row = connection.core.execute(select(situations.c.id, situations.c.opaque).where(situations.c.slug == slug)).first()
    if row is None:
        raise NoSuchSituation(f"no situation '{slug}'", hint="See what there is: sitlog status")
    return row.id, row.opaque


def _entries(connection: Connection, until: int) -> Iterator[bytes]:
    asked = select(entries.c.entry).where(entries.c.position <= until).order_by(entries.c.position)
    for rows in connection.core.execute(asked, execution_options={"yield_per": _BATCH}).partitions():
        yield b"".join(row.entry + b"\n" for row in rows)


def _disclosures(connection: Connection, situation: int, until: int) -> Iterator[bytes]:
    """A line each: the position, and the disclosure in base64url, as RFC 9901 has it and its digest is made."""
    asked = select(entries.c.position, entries.c.disclosure).where(
        entries.c.situation == situation, entries.c.position <= until, entries.c.disclosure.is_not(None)
    )
    result = connection.core.execute(asked.order_by(entries.c.position), execution_options={"yield_per": _BATCH})
    for rows in result.partitions():
        yield b"".join(b"%d %s\n" % (row.position, _encoded(row.disclosure)) for row in rows)


def _encoded(disclosure: bytes) -> bytes:
    """A disclosure in base64url without padding (RFC 9901 section 4.2.1)."""
    return urlsafe_b64encode(disclosure).rstrip(b"=")


def _answer(answer: Answer) -> dict[str, Any]:
    return {"asked": answer.asked.model_dump(mode="json"), "digest": answer.digest, "rules": RULES}


def _seal(file: Path) -> None:
    """Put the digest of all that stands before into the end of the comment: no byte of the zip changes unnoticed."""
    with file.open("r+b") as handle:
        digest = file_digest(handle, "sha256")  # of the placeholder too, which is always the same
        handle.seek(-_HEX, 2)
        handle.write(digest.hexdigest().encode())
