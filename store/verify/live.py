"""The verification of a log in its database: every stored value against every other."""

import re
from collections.abc import Sequence

from sitlog.domain.entry import Entry
from sitlog.domain.events import BriefingIssued
from sitlog.store.verify.answers import claims, compare
from sitlog.store.verify.database import Row, Tables, opened
from sitlog.store.verify.events import Contents, asked_size
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.index import Index, Names
from sitlog.store.verify.rows import check_rows, entries_of
from sitlog.store.verify.trust import Judge, Kept, Trust, stated
from sitlog.store.verify.walk import Record, Walk

_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^@]*(?=@)")


def verify_log(place: str, trust: Trust) -> Findings:
    """Verify the log at a URL or path, which is only read.

    Raises NoSuchLog, NewerLog, LogUnreachable or BrokenLog if it cannot be read.
    """
    findings = Findings(_PASSWORD.sub(r"\1:***", place))
    with opened(place) as tables:
        kept = tables.kept()
        told = (asked_size(_record(row)) for row in tables.entries_of_type(BriefingIssued.TOPIC))
        walk = Walk(findings, {*trust.sizes, *stated(kept), *(size for size in told if size is not None)})
        contents, index = Contents(findings), Index(findings, Names.of(tables))
        _walk(tables, walk, contents, index)
        _check_head(tables, walk)
        contents.settle()
        _check_erasures(tables, contents)
        index.settle(tables)
        Judge(findings, walk, tables.origin, trust).weigh(kept)
        _check_numbers(tables, findings, kept)
        slugs = {number: names[0] for number, names in index.names.situations.items()}
        _check_answers(tables, contents, walk, slugs)
        check_rows(tables, findings, slugs)
    return findings


def _record(row: Row) -> Record:
    return Record(row.position, row.entry, row.disclosure)


def _walk(tables: Tables, walk: Walk, contents: Contents, index: Index) -> None:
    tree = walk.findings.check("tree", "has the hash of every entry, and of all that they complete")
    for row in tables.entries():
        form, completed = walk.take(row.position, row.entry, row.disclosure)
        tree.count += 1
        if completed != row.tree and not tree.failed:
            tree.fail(row.position, "the tree differs from here on: it is not over these entries")
        if form is not None:
            entry = contents.take(form, index.situation(row), row.disclosure)
            index.take(row, form, entry.event)
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
    check = contents.findings.check("redactions", "")
    erasures = tables.erasures()
    for position in sorted(erasures.keys() | contents.erased.keys()):
        told, by = contents.redactions.get(position), erasures.get(position)
        if told is not None and (by is None or not told.appended_from <= by <= told.position):
            check.fail(position, f"the table of erasures says e{by} where e{told.position} redacted the entry")
        elif told is None and position not in contents.erased:
            check.fail(position, "the table of erasures names the entry, and no entry redacted it")


def _check_numbers(tables: Tables, findings: Findings, kept: Sequence[Kept]) -> None:
    """Checkpoints and time-stamps are counted up without a gap, and found by the size that is signed."""
    sizes, stamped = tables.sizes(), tables.stamped()
    for name, rows in (("checkpoints", sizes), ("time-stamps", stamped)):
        for number, counted in zip(rows, range(1, len(rows) + 1), strict=True):
            if number != counted:
                findings.checks[name].fail(None, f"number {counted} of the {name} is missing")
                break
    for number in sorted(set(stamped.values()) - sizes.keys()):
        findings.checks["time-stamps"].fail(None, f"a time-stamp is over checkpoint {number}, which is not there")
    for one, size in zip(kept, sizes.values(), strict=True):
        if not stated([one]) <= {size}:
            findings.checks["checkpoints"].fail(size, f"{one.place} is kept as of {size} entries, and states others")


def _check_answers(tables: Tables, contents: Contents, walk: Walk, slugs: dict[int, str]) -> None:
    told: dict[str | None, list[Entry]] = {}
    for briefing in contents.briefings:
        told.setdefault(briefing.situation, []).append(briefing)
    for number, slug in slugs.items():
        if slug in told:
            compare(walk.findings, slug, entries_of(tables, slugs, number), claims(told[slug]), walk.roots)
