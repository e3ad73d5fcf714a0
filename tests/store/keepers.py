"""Processes for tests that keep projections up to date until they are killed, and the projections they keep."""

from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimDenied
from sitlog.projections.projection import Projection
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.views import advancing, keeping, runner
from sitlog.store.views.kept import KeptProjections
from tests.given import at, denies

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.store.keepers"])


def denied(counts: dict[str, int], entry: Entry) -> None:
    """Count the denials of each source."""
    if isinstance(entry.event, ClaimDenied):
        counts[entry.event.by] = counts.get(entry.event.by, 0) + 1


def seen(counts: dict[str, int], entry: Entry) -> None:
    """Count the entries of the log by type."""
    counts[entry.type] = counts.get(entry.type, 0) + 1


def code(fold: Any, *, version: int = 1, scope: Any = "situation") -> Projection[Any]:
    """A projection of the tests' own."""
    return Projection(fold.__name__, "A test's own", version, scope, dict[str, int], dict[str, int], fold)


DENIED, SEEN = code(denied), code(seen, scope="log")
KEPT: list[Projection[Any]] = [DENIED, SEEN, statements]


def hurry() -> None:
    """Work in small batches, and hold views for a moment only, so that much happens between two kills."""
    advancing.BATCH = 7
    keeping.LEASE = timedelta(milliseconds=50)
    runner._LOOK_ANYWAY = 0.02  # noqa: SLF001  # nobody but a test is in such a hurry


def keep(url: str) -> None:
    """Keep all projections up to date, for ever."""
    hurry()
    with SituationLog.open(url) as log:
        KeptProjections(log).runner(KEPT).run()


def deny(url: str, name: str, number: int) -> None:
    """Record so many denials, one at a time."""
    with SituationLog.open(url) as log:
        for each in range(number):
            log.record(denies("chief", "arson", at("11:00"), note=f"{name} {each}"))


def process(does: Any, *arguments: object) -> BaseProcess:
    """Start a process."""
    started = _SERVER.Process(target=does, args=arguments, daemon=True)
    started.start()
    return started
