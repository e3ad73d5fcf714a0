"""Proofs of single entries (C2SP tlog-proof), for whoever checks them."""

import re
from pathlib import Path

from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.findings import Check, Findings, Verdict
from sitlog.store.verify.merkle import HASH_SIZE, leaves, root_by_path
from sitlog.store.verify.notes import Checkpoint, read_checkpoint, unbase64
from sitlog.store.verify.records import read_entry
from sitlog.store.verify.trust import Trust

HEADER = b"c2sp.org/tlog-proof@v1\n"

_LINES = re.compile(r"(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,17})((?:\n[A-Za-z0-9+/=]+){0,63})")


def verify_proof(file: Path, trust: Trust) -> Findings:
    """Verify a proof by itself: that the entry in it is in the log, as far as the checkpoint in it is trusted."""
    findings = Findings(str(file))
    try:
        checkpoint = check_proof(findings, file.name, file.read_bytes(), trust)
    except BadEvidence as error:
        findings.damage.append(error.message)
        return findings
    findings.size, findings.root = checkpoint.size, checkpoint.root
    _conclude(findings, checkpoint, trust)
    return findings


def check_proof(findings: Findings, place: str, raw: bytes, trust: Trust) -> Checkpoint:
    """Check that the entry that goes with a proof leads to the root of its checkpoint, which the policy's log signed.

    Raises BadEvidence if it is not written as a proof.
    """
    index, path, entry, checkpoint = _read(raw)
    check = findings.check("proofs", "lead from their entry to the root of a checkpoint")
    check.count += 1
    form = read_entry(entry)
    if form is None or form.position != index + 1:
        check.fail(index + 1, f"{place}: the entry in it is not the one that it is of")
    if root_by_path(leaves([entry])[0], index, checkpoint.size, path) != checkpoint.root:
        check.fail(index + 1, f"{place} does not lead to the root of its checkpoint")
    _check_signature(check, index, place, checkpoint, trust)
    return checkpoint


def _check_signature(check: Check, index: int, place: str, checkpoint: Checkpoint, trust: Trust) -> None:
    if trust.policy is None:
        return
    try:
        signed = trust.policy.judge(checkpoint).by_log
    except BadEvidence as error:
        check.fail(index + 1, f"{place}: {error.message}")
        return
    if not signed:
        check.fail(index + 1, f"{place}: its checkpoint is not signed by a key of the policy")


def _read(raw: bytes) -> tuple[int, list[bytes], bytes, Checkpoint]:
    head, blank, note = raw.removeprefix(HEADER).partition(b"\n\n")
    parts = _LINES.fullmatch(head.decode("latin-1")) if blank and raw.startswith(HEADER) else None
    if parts is None:
        raise BadEvidence("the proof is not written as one")
    path = [unbase64(line) or b"" for line in parts[3].split("\n")[1:]]
    if any(len(hash_) != HASH_SIZE for hash_ in path):
        raise BadEvidence("a hash of the proof is not one")
    return int(parts[2]), path, unbase64(parts[1] or "") or b"", read_checkpoint(note)


def _conclude(findings: Findings, checkpoint: Checkpoint, trust: Trust) -> None:
    known = any((anchor.size, anchor.root) == (checkpoint.size, checkpoint.root) for _, anchor in trust.anchors)
    if trust.policy is None and not known:
        findings.unproven.append("that the checkpoint is the log's: bring a policy (--policy), or itself (--anchor)")
    elif trust.policy is not None and not _failed(findings) and not trust.policy.judge(checkpoint).quorum:
        findings.unproven.append("that witnesses saw the checkpoint: the policy's quorum did not sign it")
    else:
        findings.proven = f"the entry is in the log {checkpoint.origin}, among its first {checkpoint.size}"


def _failed(findings: Findings) -> bool:
    return findings.verdict is Verdict.TAMPERED
