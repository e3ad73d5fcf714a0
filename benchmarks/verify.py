"""Figure 7: what verifying costs, beside a bare read of the same rows; and how a proof grows with the log."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import stories
from benchmarks.figures import Figure, Setting, Timing, at_most, clocked, duration, exhaust, in_turns
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog
from sitlog.store.proofs.tree import consistency_proof, inclusion_proof
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust

_COLUMNS = "position, recorded_at, situation, type, identity, tags, entry, tree, disclosure"
_ROWS = f"SELECT {_COLUMNS} FROM entries ORDER BY position"  # noqa: S608  # both are ours
_GOAL = 4
_TIMES = 10
_A_LEAF = b"\x00"


def figures(setting: Setting) -> Iterator[Figure]:
    """Verify a log of that many entries, and make proofs in it."""
    file = stories.a_file(setting.folder, setting.entries)
    cases: dict[str, Callable[[Path], None]] = {
        "bare read of the rows": _bare,
        "read, and a leaf hash each": _hashed,
        "sitlog verify --hashes-only": partial(_verified, hashes_only=True),
        "sitlog verify, the whole": partial(_verified, hashes_only=False),
    }
    bare, *others = in_turns(*(clocked(partial(each, file)) for each in cases.values()), runs=setting.runs)
    first, *rest = cases
    reference = Timing(first, bare, setting.entries)
    for what, took, goal in zip(rest, others, (None, _GOAL, _GOAL), strict=True):
        yield at_most(7, Timing(f"{what}, an entry", took, setting.entries), reference, goal)
    with SituationLog.open(f"sqlite:///{file}") as log:
        yield from _proofs(log.read().ledger, setting)


def _bare(file: Path) -> None:
    connection = sqlite3.connect(file)
    exhaust(connection.execute(_ROWS))
    connection.close()


def _hashed(file: Path) -> None:
    connection = sqlite3.connect(file)
    for row in connection.execute(_ROWS):
        sha256(_A_LEAF + row[6]).digest()
    connection.close()


def _verified(file: Path, *, hashes_only: bool) -> None:
    broken = list(verify_log(str(file), Trust(), hashes_only=hashes_only).found)
    assert not broken, broken[0]  # noqa: S101  # the time of what is broken says nothing


def _proofs(ledger: Ledger, setting: Setting) -> Iterator[Figure]:
    """Proofs in a log of a hundredth, and in the whole: their hashes grow by the logarithm."""
    entries, small = setting.entries, max(setting.entries // 100, 2)
    kinds: dict[str, Callable[..., Any]] = {"inclusion": inclusion_proof, "consistency": consistency_proof}
    for name, prove in kinds.items():
        sizes = (small, entries)
        few, many = (len(prove(size // 3, size, ledger.read_nodes)) for size in sizes)
        measures = (clocked(partial(prove, size // 3, size, ledger.read_nodes)) for size in sizes)
        least, most = (median(each) for each in in_turns(*measures, runs=_TIMES * setting.runs))
        what = f"a proof of {name}, from {small:,} to {entries:,} entries"
        told = f"{duration(least)} to {duration(most)}, {few} to {many} hashes"
        yield Figure(7, what, "", told, f"{most / least:.2f}", "logarithmic", many <= 2 * entries.bit_length())
