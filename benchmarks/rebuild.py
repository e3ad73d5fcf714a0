"""Figure 4: what making kept rows anew costs, with their history, beside eventsourcing in memory and durably."""

import resource
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import peer, stories
from benchmarks.figures import Figure, Timing, at_least, at_most, clocked, in_turns
from benchmarks.grounds import Ground
from sitlog.domain.asked import Asked
from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.statements.counting import counted
from sitlog.store.views.kept import KeptProjections

_IN_MEMORY, _DURABLY = 10, 50
_CHANGING = 2_000  # entries, of which each correction folds the situation again
_COUNTED = 2_000  # events that eventsourcing counts durably: a transaction each
_PEAK = 200_000_000  # bytes, of 10 million entries


def figures(ground: Ground) -> Iterator[Figure]:
    """Rebuild two kept projections, one that few entries change and the one that most do; and tell every status."""
    with stories.a_log(ground.another("unchanging"), ground.entries, changing=False) as log:
        kept = _kept(log)
        memory, durable, *ours = in_turns(
            clocked(lambda: peer.in_memory(ground.peer)),
            clocked(lambda: ground.durably(_COUNTED)),
            clocked(lambda: _rebuild(kept, claims)),
            clocked(lambda: _rebuild(kept, statements)),
            clocked(lambda: _count(log, ground.entries)),
            runs=ground.runs,
        )
        yield _peak(ground, log)
    whats = (f"rebuild of {claims.name}", f"rebuild of {statements.name}", "status of every claim, from the table")
    for what, took in zip(whats, ours, strict=True):
        timing = Timing(f"{ground.name}: {what}", took, ground.entries)
        yield at_least(4, timing, Timing("eventsourcing in memory", memory, ground.peers), _IN_MEMORY)
        yield at_least(4, timing, Timing("eventsourcing durably", durable, _COUNTED), _DURABLY)
    yield _with_corrections(ground, Timing("with no corrections", ours[1], ground.entries))


def _with_corrections(ground: Ground, without: Timing) -> Figure:
    """The same of a short log in which four of a hundred entries change others."""
    entries = min(ground.entries, _CHANGING)
    with stories.a_log(ground.another("changing"), entries) as log:
        kept = _kept(log)
        (took,) = in_turns(clocked(lambda: _rebuild(kept, statements)), runs=len(without.runs))
    what = f"{ground.name}: rebuild of statements with corrections, {entries:,} entries"
    return at_most(4, Timing(what, took, entries), without, None)


def _kept(log: SituationLog) -> KeptProjections:
    kept = KeptProjections(log)
    for each in (claims, statements):
        kept.start(each)
    kept.runner([claims, statements]).catch_up()
    return kept


def _count(log: SituationLog, entries: int) -> None:
    """Find the status that every claim of the log has when all was said."""
    head, end = log.head, stories.moment(2 * entries)
    asked = Asked(at=end, recorded_at=end, position=head.position, root=head.root.hex())
    for situation in stories.keys(entries):
        if counted(log, situation, asked) is None:
            raise RuntimeError("a withdrawn report makes this another question")


def _rebuild(kept: KeptProjections, projection: Any) -> None:
    kept.rebuild(projection)
    kept.runner([projection]).catch_up()


def _peak(ground: Ground, log: SituationLog) -> Figure:
    """The most memory that a process of its own takes to rebuild, all its libraries included."""
    with get_context("spawn").Pool(1) as pool:
        most = pool.apply(_rebuilt_alone, (log.url,))
    what = f"{ground.name}: peak of memory while rebuilding statements, {ground.entries:,} entries"
    return Figure(4, what, "", f"{most / 1e6:.0f} MB", "", "under 200 MB", most < _PEAK)


def _rebuilt_alone(url: str) -> int:
    with SituationLog.open(url) as log:
        _rebuild(KeptProjections(log), statements)
    return _most_memory()


def _most_memory() -> int:
    """The most bytes of memory that this process had at once."""
    status = Path("/proc/self/status")
    if status.exists():  # what the system counts otherwise begins with the size of the process that started this one
        (most,) = (line.split()[1] for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
        return int(most) * 1024
    most_ever = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most_ever if sys.platform == "darwin" else most_ever * 1024
