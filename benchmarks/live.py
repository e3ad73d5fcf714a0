"""Figure 8: how long news take from a recorder's process to a subscriber's."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from time import time_ns
from typing import Any

from sqlalchemy import make_url

from benchmarks import peer
from benchmarks.figures import Figure, duration, slow, with_slow
from benchmarks.grounds import Ground
from benchmarks.stories import LARGE
from sitlog.domain.events import SourceRegistered
from sitlog.store.log import SituationLog

_NEWS = 40  # times the runs
_PATIENCE = 20  # seconds
_GOALS = {"SQLite": 0.050, "PostgreSQL": 0.010}  # seconds


def figures(ground: Ground) -> Iterator[Figure]:
    """Ours, and eventsourcing's runner where it can subscribe."""
    times, theirs = _NEWS * ground.runs, "eventsourcing cannot subscribe to SQLite"
    if ground.name == "PostgreSQL":
        settings = peer.postgres_environment(make_url(ground.another("live")))
        app = peer.a_peer(settings, peer.CLAIMS)
        told = _waits(times, peer.listen, (settings,), lambda _: app.save(peer.Claim()))
        theirs = f"eventsourcing, its runner: {with_slow(told)}"
        app.close()
    after = ground.log.head.position
    ours = _waits(times, listen, (ground.url, after), lambda number: ground.log.record(_news(number)))
    goal = _GOALS[ground.name]
    what = f"{ground.name}: live, process to process"
    yield Figure(8, what, theirs, with_slow(ours), "", f"p99 at most {duration(goal)}", slow(ours) <= goal)


def _news(number: int) -> SourceRegistered:
    return SourceRegistered.of(
        situation=LARGE, source=f"news-{number}", name="Somebody", kind="person", identification="named"
    )


def _waits(
    times: int, listener: Callable[..., None], given: tuple[Any, ...], record: Callable[[int], object]
) -> list[float]:
    """Seconds from the end of recording until a process of its own has the entry."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=listener, args=(*given, theirs), daemon=True)
    process.start()
    _received(ours)
    told = []
    for number in range(times):
        record(number)
        recorded = time_ns()
        told.append((_received(ours) - recorded) / 1e9)
    process.kill()
    process.join(_PATIENCE)
    return told


def _received(pipe: Any) -> Any:
    """What a process tells; it must not take for ever."""
    if not pipe.poll(_PATIENCE):
        raise TimeoutError(pipe)
    return pipe.recv()


def listen(url: str, after: int, pipe: Any) -> None:
    """Tell when each entry is heard; a process of its own."""
    with suppress(BrokenPipeError), SituationLog.open(url) as log, log.subscribe(after=after) as coming:
        pipe.send("ready")
        for _ in coming:
            pipe.send(time_ns())
