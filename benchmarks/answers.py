"""Figure 5: what an answer costs, beside a lookup by primary key, and whether it stays as fast in a longer log."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import stories
from benchmarks.figures import Figure, Measure, Timing, at_most, clocked, in_turns, slowest_at_most
from benchmarks.grounds import Ground
from sitlog.domain.values import ClaimId
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.statements.closure import story_of
from sitlog.store.views.stories import story_at

_TIMES, _PAGE = 100, 50
_ONE, _WHOLE_PAGE, _FLAT = 2, 10, 1.5  # times as long
_A_CLAIM = 3e-6  # seconds
_SHORT = 1_000  # entries
_LATE = 30  # claims
_BY_KEY = "SELECT disclosure FROM entries WHERE position = ?"


def figures(ground: Ground) -> Iterator[Figure]:
    """One claim, a page of claims and all claims of the large situation; then the same in shorter logs."""
    log, claims = ground.log, _claims(ground.log, stories.LARGE)
    told = partial(_told, log, stories.LARGE)
    lookup, one, page = in_turns(
        _asking(lambda position: ground.raw(_BY_KEY, (position,)).fetchone(), range(1, ground.entries + 1)),
        _asking(told, [[each] for each in claims]),
        _asking(told, [claims[at : at + _PAGE] for at in range(0, len(claims), _PAGE)]),
        runs=_TIMES * ground.runs,
    )
    reference = Timing("a key lookup", lookup)
    yield slowest_at_most(5, Timing(f"{ground.name}: one claim of {len(claims):,}", one), reference, _ONE)
    yield slowest_at_most(5, Timing(f"{ground.name}: a page of {_PAGE} claims", page), reference, _WHOLE_PAGE)
    yield _whole(ground, len(claims))
    if ground.name == "SQLite":
        yield from _flat(ground)


def _claims(log: SituationLog, situation: str) -> list[ClaimId]:
    return list(story_at(log, situation, log.head.position).claims)


def _told(log: SituationLog, situation: str, claims: Sequence[ClaimId]) -> object:
    return story_of(log, situation, log.head.position, claims, sparing=True)


def _asking(does: Callable[[Any], object], choices: Sequence[object]) -> Measure:
    """Measure one asking, each time about another of the choices."""
    chance = Random(3)  # noqa: S311  # the same every time
    return clocked(lambda: does(chance.choice(choices)))


def _whole(ground: Ground, claims: int) -> Figure:
    log, head = ground.log, ground.log.head.position
    ours, replayed = in_turns(
        clocked(lambda: story_at(log, stories.LARGE, head)),
        clocked(lambda: story(stories.LARGE, log.of(stories.LARGE).until(head))),
        runs=ground.runs,
    )
    what = f"{ground.name}: the whole situation, a claim"
    line = at_most(5, Timing(what, ours, claims), Timing("replay", replayed, claims), None)
    return line._replace(goal="at most 3 us", met=sorted(ours)[len(ours) // 2] / claims <= _A_CLAIM)


def _flat(ground: Ground) -> Iterator[Figure]:
    """One of the last claims, of which as little is told in any log: what it costs in a short one, and in this one."""
    with TemporaryDirectory() as folder, stories.a_log(f"sqlite:///{Path(folder) / 'short.db'}", _SHORT) as short:
        first, second = in_turns(*(_late(log) for log in (short, ground.log)), runs=_TIMES * ground.runs)
    reference = Timing(f"in a log of {_SHORT:,}", first)
    yield at_most(5, Timing(f"SQLite: a late claim in a log of {ground.entries:,}", second), reference, _FLAT)


def _late(log: SituationLog) -> Measure:
    claims = _claims(log, stories.LARGE)[-_LATE:]
    return _asking(partial(_told, log, stories.LARGE), [[each] for each in claims])
