#!/usr/bin/env python3
"""Check an audit bundle of sitlog without sitlog: tree, payloads, signatures, proofs.

This is one file that anybody can read whole. It needs Python 3.11 and `cryptography`, and shares no code with sitlog;
what it checks is written down in docs/evidence-format.md. It does not make answers again: `sitlog verify` does.

    python check_bundle.py BUNDLE [--key NAME+ID+KEY]... [--anchor CHECKPOINT]...

Exit code: 0 the entries are those of a checkpoint that one of the keys signed, or of an anchor, up to the last one;
1 something is not as it was recorded; 2 the bundle cannot be read; 3 nothing is wrong, but not all of it is proven.
"""

import argparse
import json
import sys
import zipfile
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SEAL = b"sha256:"
HEX = 64


def is_whole(raw: bytes) -> bool:
    """Whether the file ends with the SHA-256 of itself, with zeros in the place of that digest."""
    digest = sha256(raw[:-HEX] + b"0" * HEX).hexdigest().encode()
    return raw[:-HEX].endswith(SEAL) and raw[-HEX:] == digest


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry (RFC 9162 section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """Give the root over leaves: split at the largest power of two below their number (RFC 9162 section 2.1.1)."""
    if not leaves:
        return sha256(b"").digest()
    while len(leaves) > 1:
        pairs = [node_hash(*leaves[at : at + 2]) for at in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(pairs) * 2 :]  # the last one of an odd number goes up as it is
    return leaves[0]


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Climb from a leaf to the root (RFC 9162 section 2.1.3.2)."""
    last = size - 1
    for sibling in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            leaf = node_hash(sibling, leaf)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index // 2, last // 2
    return leaf if last == 0 else None


def read_checkpoint(raw: bytes) -> tuple[str, int, bytes, list[tuple[str, bytes]]]:
    """Give the text, size, root and signatures of a checkpoint (C2SP signed-note and tlog-checkpoint)."""
    text, _, below = raw.decode().rpartition("\n\n")
    _, size, root = text.split("\n")
    lines = [line.removeprefix("\u2014 ").rsplit(" ", 1) for line in below.splitlines()]
    return text + "\n", int(size), b64decode(root), [(name, b64decode(data)) for name, data in lines]


def is_signed(raw: bytes, key: str) -> bool:
    """Whether a key, `name+id+base64`, signed a checkpoint as the log that is named so."""
    name, key_id, encoded = key.split("+", 2)
    kind_and_public = b64decode(encoded)
    text, _, _, signatures = read_checkpoint(raw)
    named = sha256(name.encode() + b"\n" + kind_and_public).digest()[:4]
    if kind_and_public[0] != 1 or named.hex() != key_id or text.split("\n")[0] != name:
        return False
    public = Ed25519PublicKey.from_public_bytes(kind_and_public[1:])
    return any(holds(public, data[4:], text) for who, data in signatures if (who, data[:4]) == (name, named))


def holds(public: Ed25519PublicKey, signature: bytes, text: str) -> bool:
    """Whether an Ed25519 signature is over exactly this text."""
    try:
        public.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


class Bundle:
    """The parts of a bundle, and the roots over its first entries."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = archive.namelist()
        self.manifest = json.loads(archive.read("manifest.json"))
        self.entries = archive.read("entries.jsonl").split(b"\n")[:-1]
        self.leaves = [leaf_hash(entry) for entry in self.entries]

    def root(self, size: int) -> bytes | None:
        """Give the root over the first entries."""
        return root_of(self.leaves[:size]) if size <= len(self.leaves) else None

    def wrong(self) -> Iterator[str]:
        """Everything that is not as it was recorded, but for what checkpoints say."""
        for name in {*self.names, *self.manifest["files"]} - {"manifest.json"}:
            here = name in self.names and sha256(self.archive.read(name)).hexdigest()
            if here != self.manifest["files"].get(name):
                yield f"{name} is not the file that the manifest lists"
        for position, entry in enumerate(self.entries, start=1):
            if json.loads(entry)["position"] != position:
                yield f"e{position} is not in its place"
        if (self.manifest["size"], self.manifest["root"]) != (len(self.entries), root_of(self.leaves).hex()):
            yield "the manifest tells another size or root"
        yield from self.wrong_payloads()
        yield from (f"{name} does not lead to its root" for name in self.names if not self.is_proof_right(name))

    def wrong_payloads(self) -> Iterator[str]:
        """Payloads that do not hash to the digest in their entry (RFC 9901), and those of nobody's redaction."""
        missing = {
            at
            for at, entry in enumerate(self.entries, start=1)
            if json.loads(entry)["situation"] == self.manifest["opaque"]
        }
        redacted = set()
        for line in self.archive.read("disclosures.txt").split(b"\n")[:-1]:
            position, disclosure = line.split(b" ")
            entry = json.loads(self.entries[int(position) - 1])
            digest = urlsafe_b64encode(sha256(disclosure).digest()).rstrip(b"=").decode()
            if digest != entry["disclosure"]:
                yield f"e{int(position)}: the payload is not the one that was recorded"
            missing.discard(int(position))
            if entry["type"] == "EntryRedacted":
                redacted.add(json.loads(urlsafe_b64decode(disclosure + b"=="))[1]["entry"])
        yield from (f"e{position}: the payload is gone without a redaction" for position in sorted(missing - redacted))

    def is_proof_right(self, name: str) -> bool:
        """Whether a proof (C2SP tlog-proof) leads to the root of the checkpoint in it; true of any other file."""
        if not name.startswith("proofs/"):
            return True
        head, _, note = self.archive.read(name).partition(b"\n\n")
        lines = [line for line in head.decode().split("\n")[1:] if not line.startswith("extra ")]
        _, size, root, _ = read_checkpoint(note)
        index, path = int(lines[0].removeprefix("index ")), [b64decode(line) for line in lines[1:]]
        return index < size <= len(self.leaves) and root_by_path(self.leaves[index], index, size, path) == root

    def checkpoints(self) -> list[tuple[str, bytes]]:
        """Give the checkpoints in the bundle."""
        return [(name, self.archive.read(name)) for name in self.names if name.startswith("checkpoints/")]


def check(bundle: Bundle, keys: list[str], anchors: list[tuple[str, bytes]]) -> tuple[list[str], int]:
    """Give all that is wrong, and up to which entry the bundle is proven."""
    wrong, proven = list(bundle.wrong()), 0
    for name, raw in [*bundle.checkpoints(), *anchors]:
        text, size, root, _ = read_checkpoint(raw)
        is_ours = (name, raw) in anchors
        if text.split("\n")[0] != bundle.manifest["origin"] or bundle.root(size) != root:
            wrong.append(f"{name} states another log, or other entries up to e{size}")
        elif keys and not is_ours and not any(is_signed(raw, key) for key in keys):
            wrong.append(f"{name} is signed by none of the keys")
        elif keys or is_ours:
            proven = max(proven, size)
    return wrong, proven


def main() -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description="Check an audit bundle of sitlog without sitlog.")
    parser.add_argument("bundle")
    parser.add_argument("--key", action="append", default=[], help="a public key of the log, name+id+base64")
    parser.add_argument("--anchor", action="append", default=[], help="a checkpoint that you kept earlier")
    given = parser.parse_args()
    try:
        with open(given.bundle, "rb") as file:  # noqa: PTH123  # as plain as it can be
            whole = is_whole(file.read())
        anchors = [(name, open(name, "rb").read()) for name in given.anchor]  # noqa: PTH123, SIM115  # as above
        bundle = Bundle(zipfile.ZipFile(given.bundle))
        wrong, proven = check(bundle, given.key, anchors)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with the bytes, they are no bundle
        print(f"cannot be read: {error or type(error).__name__}")
        return 2
    for line in wrong:
        print(f"WRONG  {line}")
    if wrong:
        return 1
    if not whole:
        print("cannot be trusted: the bundle is not as it was exported")
        return 2
    print(f"{len(bundle.entries)} entries hash to {root_of(bundle.leaves).hex()}")
    print(f"proven up to e{proven}; not proven: {len(bundle.entries) - proven} entries, and all answers")
    return 0 if 0 < proven == len(bundle.entries) else 3


if __name__ == "__main__":
    sys.exit(main())
