"""Figure 11: what the index of words costs, in batches behind the log, beside entry by entry."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from benchmarks import stories
from benchmarks.figures import Figure, Setting, Timing, at_least, in_turns
from sitlog.store.log import SituationLog
from sitlog.store.words import Words

_SINGLY = 500  # entries
_GOAL = 5
_ONE_A_TRANSACTION = "sitlog.store.words._BATCH"


def figures(setting: Setting) -> Iterator[Figure]:
    """Fill the index of a new log; that appending left it alone is told too."""
    singly, batched = in_turns(
        partial(_filled, setting.folder, _SINGLY, batch=1),
        partial(_filled, setting.folder, setting.entries, batch=1000),
        runs=setting.runs,
    )
    timing = Timing("index of words, an entry, in batches behind the log", batched, setting.entries)
    yield at_least(11, timing, Timing("a transaction an entry", singly, _SINGLY), _GOAL)
    with SituationLog.open(f"sqlite:///{stories.a_file(setting.folder, _SINGLY)}") as log:
        reached = Words(log.read().ledger.database).reached()
    yield Figure(11, "entries indexed by appending them", "", str(reached), "", "none", reached == 0)


def _filled(folder: Path, entries: int, *, batch: int) -> float:
    with TemporaryDirectory(dir=folder) as inside, patch(_ONE_A_TRANSACTION, batch):
        log = _copied(stories.a_file(folder, entries), Path(inside))
        words, began = Words(log.read().ledger.database), perf_counter()
        assert words.catch_up() == entries  # noqa: S101  # else the time says nothing
        took = perf_counter() - began
        log.close()
        return took


def _copied(file: Path, folder: Path) -> SituationLog:
    return SituationLog.open(f"sqlite:///{copy(file, folder)}")
