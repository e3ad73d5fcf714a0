"""Figure 3: what reading the log from its first entry costs, beside a bare SELECT and eventsourcing's default."""

from collections.abc import Iterator
from typing import Any

from benchmarks import peer
from benchmarks.figures import Figure, Measure, Timing, at_least, clocked, exhaust, in_turns
from benchmarks.grounds import Ground
from benchmarks.stories import LARGE
from sitlog.projections.claims import claims
from sitlog.projections.projection import Projection
from sitlog.projections.statements import statements

_BARE = "SELECT position, type, disclosure FROM entries ORDER BY position"
_IN_ONE = "SELECT count(*) FROM entries JOIN situations ON situations.id = situation WHERE slug = ?"
_OF_THEIRS, _WITH_NAMES = 3, 6


def figures(ground: Ground) -> Iterator[Figure]:
    """Replay all entries; and, of one situation, folds that name the types of event that they need."""
    log, entries = ground.log.read(), ground.entries
    folds: tuple[Projection[Any], ...] = (claims, statements)
    ((in_one,),) = ground.raw(_IN_ONE, (LARGE,)).fetchall()
    bare, theirs, ours, *folded = in_turns(
        clocked(lambda: exhaust(ground.raw(_BARE, ()))),
        clocked(lambda: exhaust(peer.events(ground.peer))),
        clocked(lambda: exhaust(log)),
        *(_fold(ground, each) for each in folds),
        runs=ground.runs,
    )
    reference = Timing("eventsourcing", theirs, ground.peers)
    raw = Timing("bare SELECT", bare, entries)
    yield at_least(3, Timing(f"{ground.name}: all entries as events", ours, entries), reference, _OF_THEIRS)
    for each, took in zip(folds, folded, strict=True):
        what = f"{ground.name}: a fold that names its events, {each.name}"
        yield at_least(3, Timing(what, took, in_one), reference, _WITH_NAMES)
    yield at_least(3, Timing(f"{ground.name}: all entries as events", ours, entries), raw, None)


def _fold(ground: Ground, projection: Any) -> Measure:
    return clocked(lambda: projection(ground.log.of(LARGE).only(*(projection.topics or ()))))
