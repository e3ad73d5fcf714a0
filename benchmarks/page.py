"""What a step of T costs a reader, and what a page weighs: `python -m benchmarks.page`, with Chromium on the machine.

Prints, for stories of 60 and 250 claims and on both clocks, how long the page takes from a new T to a laid-out answer,
and whether the goals are met by nineteen steps of twenty: under 50 ms with 60 claims, under 100 ms with 250; a page of
500 entries under 300 kB (9). The slowest step of all is told too: on a busy machine others make it.
"""

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sitlog.cli.page.making import Page
from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import ClaimAsserted, ClaimDenied, ClaimFramed, EntryCorrected, SourceRegistered
from sitlog.domain.values import Position
from sitlog.domain.when import Precision, When

STEPS = 120
TWENTIETHS = 20
WEIGHED, WEIGHT = 500, 300_000  # entries, bytes
DENIALS, SLIPS = 0.3, 0.05  # shares of what is recorded
VOICES, PRINCIPALS = 30, 20
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
START = datetime(2031, 5, 5, 6, tzinfo=UTC)
# Both clocks: each step is painted, and laid out by asking for a height.
MEASURE = """(count) => {
    const stops = page.stops.filter((_, place) => place % Math.max(1, Math.floor(page.stops.length / count)) === 0);
    const timed = (work) => {
        const began = performance.now();
        work();
        document.body.offsetHeight;
        return performance.now() - began;
    };
    return { steps: stops.map((each) => timed(() => { page.t = each; paint(); })), anew: timed(lay) };
}"""


class Story(NamedTuple):
    """How large a story is, and the longest that a step of it may take, in milliseconds."""

    claims: int
    entries: int
    goal: float


STORIES = (Story(60, 500, 50), Story(250, 2_000, 100))


def main() -> None:
    """Measure, and print."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("There is no chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow to import

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for story in STORIES:
            file = Path(folder) / f"{story.claims}.html"
            file.write_text(page_of(story).html(), "utf-8")
            tell(story, file, browser)
        browser.close()


def tell(story: Story, file: Path, browser: Any) -> None:
    """Print the lines of one story."""
    size = file.stat().st_size
    met = "" if story.entries != WEIGHED else f"  goal 300 kB: {'met' if size < WEIGHT else 'MISSED'}"
    print(f"{story.claims} claims, {story.entries:,} entries: {size / 1000:,.0f} kB{met}")
    window = browser.new_page(viewport={"width": 1440, "height": 900})
    window.goto(file.as_uri())
    window.wait_for_selector("#now:not(:empty)")
    for clock in ("public", "desk"):
        window.evaluate("(clock) => setClock(clock)", clock)
        window.wait_for_timeout(500)
        found = window.evaluate(MEASURE, STEPS)
        steps = found["steps"]
        slow = quantiles(steps, n=TWENTIETHS)[-1]
        outcome = "met" if slow < story.goal else "MISSED"
        print(
            f"  {clock:6}  a step: median {median(steps):5.1f} ms, p95 {slow:5.1f} ms, of {len(steps)} the slowest"
            f" {max(steps):5.1f} ms  goal {story.goal:.0f} ms: {outcome}  (all laid out anew: {found['anew']:.1f} ms)"
        )
    window.close()


def page_of(story: Story) -> Page:
    """The page of an invented story: everybody says something about everything, one in twenty entries is corrected."""
    entries = list(recorded(story, Random(5)))  # noqa: S311  # the same story every time
    last = entries[-1]
    asked = Asked(at=last.recorded_at, recorded_at=last.recorded_at, position=last.position, root="0" * 64)
    return Page("An invented town", "town", UTC, asked, entries)


def recorded(story: Story, chance: Random) -> list[Entry]:
    """The entries of a story, a minute or so apart."""
    events = [*voices(), *framings(story.claims)]
    while len(events) < story.entries:
        events.append(told(events, story.claims, chance))
    return [
        Entry(Position(number), START + timedelta(minutes=number), each.TOPIC, "town", each)
        for number, each in enumerate(events, start=1)
    ]


def voices() -> list[Event]:
    """Thirty voices, some of which speak for others."""
    return [
        SourceRegistered.of(
            situation="town",
            source=f"voice-{number}",
            name=f"The voice of quarter number {number}",
            kind="person",
            identification="named",
            affiliation=f"voice-{number % 5}" if number > PRINCIPALS else None,
        )
        for number in range(VOICES)
    ]


def framings(count: int) -> list[Event]:
    """What is claimed: some of it about one aspect of the same thing, so that values exclude each other."""
    return [
        ClaimFramed.of(
            situation="town", claim=f"claim-{number}", text=f"What was told as number {number} of all that was told"
        )
        for number in range(count)
    ]


def told(events: list[Event], claims: int, chance: Random) -> Event:
    """Somebody says something, within minutes of now; or we correct what was said last."""
    at = START + timedelta(minutes=len(events) - chance.randrange(30))
    vague = timedelta(minutes=chance.choice([0, 0, 20, 120]))
    said = When(earliest=at - vague, latest=at, precision=Precision.MINUTE)
    fields = {
        "situation": "town",
        "by": f"voice-{chance.randrange(VOICES)}",
        "claim": f"claim-{chance.randrange(claims)}",
        "said": said,
        "words": "a few of the words in which it was said there",
    }
    event: Event = (ClaimDenied if chance.random() < DENIALS else ClaimAsserted).of(**fields)
    if chance.random() < SLIPS and isinstance(events[-1], ClaimAsserted | ClaimDenied):
        return EntryCorrected.of(situation="town", entry=len(events), replacement=event, reason="a slip")
    return event


if __name__ == "__main__":
    main()
