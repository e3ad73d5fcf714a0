"""The verification of a log in its database: every stored value against every other."""

import re
from collections.abc import Iterator, Sequence

from sitlog.domain.collector import collector_paused
from sitlog.domain.events import BriefingIssued
from sitlog.store.verify.database import Tables, opened
from sitlog.store.verify.events import Contents, asked_size
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.looks import Everything, Hashes, Look
from sitlog.store.verify.trust import Judge, Kept, Trust, stated
from sitlog.store.verify.walk import Records, Walk

_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^@]*(?=@)")


def verify_log(place: str, trust: Trust, *, hashes_only: bool = False) -> Findings:
    """Verify the log at a URL or path, which is only read.

    Every entry and payload is hashed, always; with *hashes_only* what they say is not compared with all the rest.
    Raises NoSuchLog, NewerLog, LogUnreachable or BrokenLog if it cannot be read.
    """
    findings = Findings(_PASSWORD.sub(r"\1:***", place))
    with opened(place) as tables, collector_paused():
        kept = tables.kept()
        asked = () if hashes_only else _asked_sizes(tables)
        walk, contents = Walk(findings, {*trust.sizes, *stated(kept), *asked}), Contents(findings)
        look: Look = (Hashes if hashes_only else Everything)(findings, tables, contents)
        _walk(walk, look)
        _check_head(tables, walk)
        contents.settle()
        _check_erasures(tables, contents)
        Judge(findings, walk, tables.origin, trust).weigh(kept)
        _check_numbers(tables, findings, kept)
        look.settle(walk)
    return findings


def _asked_sizes(tables: Tables) -> Iterator[int]:
    for rows in tables.entries_of_type(BriefingIssued.TOPIC):
        found = map(asked_size, rows.entries, rows.disclosures)
        yield from (size for size in found if size is not None)


def _walk(walk: Walk, look: Look) -> None:
    tree = walk.findings.check("tree", "has the hash of every entry, and of all that they complete")
    for rows in look.read():
        walked = walk.take(Records(rows.positions, rows.entries, rows.disclosures))
        tree.count += len(rows.positions)
        if not tree.failed and walked.trees != list(rows.trees):
            found = zip(rows.positions, walked.trees, rows.trees, strict=True)
            differs = next(position for position, here, there in found if here != there)
            tree.fail(differs, "the tree differs from here on: it is not over these entries")
        look.take(rows, walked.circumstances)
    walk.findings.size, walk.findings.root = walk.tree.size, walk.tree.root()


def _check_head(tables: Tables, walk: Walk) -> None:
    check = walk.findings.check("head", "is the last entry, with the root over all of them")
    rows = tables.head()
    check.count = len(rows)
    if len(rows) != 1:
        check.fail(None, f"the log has {len(rows)} heads")
        return
    (head,) = rows
    said = (head.position, head.recorded_at or 0, head.root, head.subtrees)
    found = (walk.last, walk.recorded_at, walk.tree.root(), walk.tree.edge)
    for name, here, there in zip(("position", "recorded_at", "root", "subtrees"), said, found, strict=True):
        if here != there:
            check.fail(walk.last, f"the head has another {name} than the last entry: the log was cut or lengthened")


def _check_erasures(tables: Tables, contents: Contents) -> None:
    check, erasures = contents.gone, tables.erasures()
    for position in sorted(erasures.keys() | contents.erased.keys()):
        told, by = contents.redactions.get(position), erasures.get(position)
        if told is not None and (by is None or not told.appended_from <= by <= told.position):
            check.fail(position, f"the table of erasures says e{by} where e{told.position} redacted the entry")
        elif told is None and position not in contents.erased:
            check.fail(position, "the table of erasures names the entry, and no entry redacted it")


def _check_numbers(tables: Tables, findings: Findings, kept: Sequence[Kept]) -> None:
    """Checkpoints and time-stamps are counted up without a gap, and found by the size that is signed."""
    sizes, stamped = tables.sizes(), tables.stamped()
    of_stamps = {number: sizes.get(checkpoint) for number, checkpoint in stamped.items()}
    for name, rows in (("checkpoints", sizes), ("time-stamps", of_stamps)):
        for number in rows.keys() - range(1, len(rows) + 1):
            findings.checks[name].fail(
                rows[number], f"there is a number {number} of the {name}, and there are {len(rows)}"
            )
    for number in sorted(set(stamped.values()) - sizes.keys()):
        findings.checks["time-stamps"].fail(None, f"a time-stamp is over checkpoint {number}, which is not there")
    for one in kept:
        if not stated([one]) <= {one.size}:
            findings.checks["checkpoints"].fail(
                one.size, f"{one.place} is kept as of {one.size} entries, and states others"
            )
