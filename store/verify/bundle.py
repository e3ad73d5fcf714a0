"""The verification of an audit bundle, offline and without the log."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from zipfile import ZipFile

from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.answers import Claimed, claims, compare
from sitlog.store.verify.archive import Archive, seal_holds
from sitlog.store.verify.events import Contents, asked_size, entry_of
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.proofs import check_proof
from sitlog.store.verify.records import Circumstances, read_entry
from sitlog.store.verify.trust import Judge, Kept, Trust, stated
from sitlog.store.verify.walk import Records, Walk

FORMAT = "sitlog.audit/1"

_BATCH = 1000

_Found: TypeAlias = tuple[int, Circumstances | None, bytes | None]
"""A position, what the entry says of itself, and its payload."""

_LINE = re.compile(rb"([1-9][0-9]{0,15}) ([\w-]+)")
_CHECKPOINT = re.compile(r"checkpoints/([1-9][0-9]{0,15})\.checkpoint")
_TOKEN = re.compile(r"timestamps/([1-9][0-9]{0,15})\.([1-9][0-9]{0,5})\.tsr")
_PROOF = re.compile(r"proofs/([1-9][0-9]{0,15})\.tlog-proof")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself; every word of it is checked."""

    origin: str
    size: int
    root: str
    situation: str
    opaque: str
    files: dict[str, str]


def verify_bundle(file: Path, trust: Trust) -> Findings:
    """Verify a bundle; what cannot be read of it is told as damage. Raises OSError."""
    findings = Findings(str(file))
    if not seal_holds(file):
        findings.damage.append("the bundle is not as it was exported: its bytes do not hash to the digest at its end")
    with _told_as_damage(findings), ZipFile(file) as archive:
        _verify(findings, Archive(archive), trust)
    return findings


@contextmanager
def _told_as_damage(findings: Findings) -> Iterator[None]:
    try:
        yield
    except BadEvidence as error:
        findings.damage.append(error.message)
    except Exception as error:  # noqa: BLE001  # zipfile and zlib raise nearly anything for bytes that are no zip
        findings.damage.append(f"the bundle cannot be read: {str(error) or type(error).__name__}")


def _verify(findings: Findings, archive: Archive, trust: Trust) -> None:
    manifest = _read_manifest(archive)
    _check_files(findings, archive, manifest)
    kept, given = _kept(archive), _answers(archive)
    sizes = {*trust.sizes, *stated(kept), *(each.asked.position for each in given)}
    told = (asked_size(record.entry, record.disclosure) for record in _records(archive, []))
    walk = Walk(findings, sizes | {size for size in told if size is not None})
    contents = Contents(findings)
    entries = _walk(archive, walk, contents, manifest)
    _check_end(findings, walk, manifest)
    contents.settle()
    Judge(findings, walk, manifest.origin, trust).weigh(kept)
    compare(findings, manifest.situation, entries, [*claims(contents.briefings), *given], walk.roots)
    for name in archive.names:
        if _PROOF.fullmatch(name):
            check_proof(findings, name, archive.read(name), trust)


def _read_manifest(archive: Archive) -> Manifest:
    told = _json(archive, "manifest.json", dict)
    if told.get("format") != FORMAT:
        raise BadEvidence(f"the bundle is of the form {told.get('format')!r}, not {FORMAT}")
    try:
        size, files = told["size"], told["files"]
        words = [told[name] for name in ("origin", "root", "situation", "opaque")]
    except KeyError as error:
        raise BadEvidence(f"the manifest of the bundle does not say {error}") from error
    if type(size) is not int or not isinstance(files, dict) or not all(isinstance(word, str) for word in words):
        raise BadEvidence("the manifest of the bundle is not written as one")
    origin, root, situation, opaque = words
    return Manifest(origin, size, root, situation, opaque, files)


def _json(archive: Archive, name: str, kind: type[Any]) -> Any:
    try:
        value = json.loads(archive.read(name))
    except (ValueError, RecursionError) as error:
        raise BadEvidence(f"{name} is not JSON") from error
    if not isinstance(value, kind):
        raise BadEvidence(f"{name} is not written as in a bundle")
    return value


def _check_files(findings: Findings, archive: Archive, manifest: Manifest) -> None:
    check = findings.check("files", "are those that the manifest lists")
    here = {name for name in archive.names if name != "manifest.json"}
    for name in sorted(here | manifest.files.keys()):
        check.count += 1
        if name not in here or name not in manifest.files:
            check.fail(None, f"{name} is {'not in the bundle' if name not in here else 'not in the manifest'}")
        elif archive.digest(name) != manifest.files[name]:
            check.fail(None, f"{name} is not the file that the manifest lists: it was changed")


class Record(NamedTuple):
    """An entry as it was found: at which place, its bytes, and its payload with the salt, where that is there."""

    position: int
    entry: bytes
    disclosure: bytes | None


def _records(archive: Archive, left: list[int]) -> Iterator[Record]:
    """The entries, each with its payload where the bundle has that; *left* is given the payloads without an entry."""
    disclosures, none = _disclosures(archive), (0, b"")
    at, disclosure = next(disclosures, none)
    for line, entry in enumerate(archive.lines("entries.jsonl"), start=1):
        form = read_entry(entry)
        position = line if form is None else form.position
        while 0 < at < position:
            left.append(at)
            at, disclosure = next(disclosures, none)
        if at == position:
            yield Record(position, entry, disclosure)
            at, disclosure = next(disclosures, none)
        else:
            yield Record(position, entry, None)
    left += [at for at, _ in chain([(at, disclosure)], disclosures) if at]


def _disclosures(archive: Archive) -> Iterator[tuple[int, bytes]]:
    for line in archive.lines("disclosures.txt"):
        parts = _LINE.fullmatch(line)
        disclosure = urlsafe_b64decode(parts[2] + b"=" * (-len(parts[2]) % 4)) if parts else b""
        if parts is None or urlsafe_b64encode(disclosure).rstrip(b"=") != parts[2]:
            raise BadEvidence("a line of disclosures.txt is not a position and a disclosure")
        yield int(parts[1]), disclosure


def _walk(archive: Archive, walk: Walk, contents: Contents, manifest: Manifest) -> list[Entry]:
    entries, left = list[Entry](), list[int]()
    records = _records(archive, left)
    while batch := list(islice(records, _BATCH)):
        positions, raw, disclosures = zip(*batch, strict=True)
        said = walk.take(Records(positions, raw, disclosures)).circumstances
        entries += _audited(walk, contents, manifest, zip(positions, said, disclosures, strict=True))
    for position in left:
        walk.payloads.fail(position, "the payload is out of order, or of an entry that is not there")
    return entries


def _audited(walk: Walk, contents: Contents, manifest: Manifest, found: Iterable[_Found]) -> Iterator[Entry]:
    """The entries of the audited situation; of others there must be no payload."""
    for position, said, disclosure in found:
        if said is None:
            continue
        if said.situation == manifest.opaque:
            (told,) = contents.take([position], [said], [manifest.situation], [disclosure])
            yield entry_of(position, said, manifest.situation, told)
        elif disclosure is not None:
            walk.payloads.fail(position, "the payload is of an entry of another situation")


def _check_end(findings: Findings, walk: Walk, manifest: Manifest) -> None:
    findings.size, findings.root = walk.tree.size, walk.tree.root()
    check = findings.check("end", "is where the manifest says, with the root over all entries")
    check.count = 1
    if walk.tree.size != manifest.size:
        check.fail(walk.tree.size + 1, f"the manifest says {manifest.size} entries, and there are {walk.tree.size}")
    elif walk.tree.root().hex() != manifest.root:
        check.fail(None, "the entries do not hash to the root that the manifest says")


def _kept(archive: Archive) -> list[Kept]:
    tokens: dict[str, list[bytes]] = {}
    for name in archive.names:
        if parts := _TOKEN.fullmatch(name):
            tokens.setdefault(parts[1], []).append(archive.read(name))
    found = (parts for name in archive.names if (parts := _CHECKPOINT.fullmatch(name)))
    return [Kept(f"checkpoint {parts[1]}", archive.read(parts[0]), tuple(tokens.get(parts[1], ()))) for parts in found]


def _answers(archive: Archive) -> list[Claimed]:
    given = _json(archive, "answers.json", list)
    try:
        return [
            Claimed(f"answer {nth}", None, Asked.model_validate(each["asked"]), str(each["digest"]), str(each["rules"]))
            for nth, each in enumerate(given, start=1)
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise BadEvidence("answers.json is not a list of answers") from error
