"""Figure 9: what a page weighs, and what a step of T costs its reader, measured in Chromium where there is one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import stories
from benchmarks.figures import Figure, Setting, duration, left_out
from sitlog.cli.page.making import Page
from sitlog.domain.asked import Asked

_WEIGHED, _WEIGHT = 500, 300_000  # entries, bytes
_GOALS = {500: 0.050, 2_000: 0.100}  # seconds, by entries
_STEPS = 120
_TWENTIETHS = 20
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Each step is painted, and laid out by asking for a height.
_MEASURE = """(count) => {
    const stops = page.stops.filter((_, place) => place % Math.max(1, Math.floor(page.stops.length / count)) === 0);
    const timed = (work) => {
        const began = performance.now();
        work();
        document.body.offsetHeight;
        return performance.now() - began;
    };
    return stops.map((each) => timed(() => { page.t = each; paint(); }));
}"""


def figures(setting: Setting) -> Iterator[Figure]:
    """Pages of one story with its articles; a step is from a new T to a laid-out answer, met by nineteen of twenty."""
    pages = {entries: setting.folder / f"{entries}.html" for entries in _GOALS}
    for entries, file in pages.items():
        file.write_text(_page_of(entries).html(), "utf-8")
    size = pages[_WEIGHED].stat().st_size
    yield Figure(9, f"a page of {_WEIGHED} entries", "", f"{size / 1000:.0f} kB", "", "under 300 kB", size < _WEIGHT)
    with _chromium(wanted=setting.browser) as browser:
        for entries, file in pages.items():
            if browser is None:
                yield left_out(9, f"a step of T, {entries:,} entries", "no Chromium")
            else:
                yield from _steps(entries, file, browser)


def _steps(entries: int, file: Path, browser: Any) -> Iterator[Figure]:
    window = browser.new_page(viewport={"width": 1440, "height": 900})
    window.goto(file.as_uri())
    window.wait_for_selector("#now:not(:empty)")
    for clock in ("public", "desk"):
        window.evaluate("(clock) => setClock(clock)", clock)
        window.wait_for_timeout(500)
        steps = [each / 1000 for each in window.evaluate(_MEASURE, _STEPS)]
        slow, goal = quantiles(steps, n=_TWENTIETHS)[-1], _GOALS[entries]
        told = f"p95 {duration(slow)}, median {duration(median(steps))}, slowest {duration(max(steps))}"
        what = f"a step of T, {entries:,} entries, {clock} clock"
        yield Figure(9, what, "", told, "", f"p95 under {duration(goal)}", slow < goal)
    window.close()


@contextmanager
def _chromium(*, wanted: bool) -> Iterator[Any]:
    """Run the Chromium of this machine; None if it has none, or it is not wanted."""
    program = shutil.which("chromium") if wanted else None
    if program is None:
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow to import

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


def _page_of(entries: int) -> Page:
    held = list(stories.one(entries))
    last = held[-1]
    asked = Asked(at=last.recorded_at, recorded_at=last.recorded_at, position=last.position, root="0" * 64)
    return Page("An invented town", stories.LARGE, UTC, asked, held)
