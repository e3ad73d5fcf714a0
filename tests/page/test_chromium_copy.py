"""What is copied from the page is what the command `known` writes, and the article's places are those of `article`."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitlog.cli.page.packing import micros
from sitlog.cli.show.asked import asked_lines
from sitlog.cli.show.known import KnownText
from sitlog.cli.show.times import Calendar
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import known
from sitlog.projections.articles import places
from sitlog.projections.judgements import judgements
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from tests.cli.town import record_town
from tests.given import TOWN, asked_at
from tests.page.pages import example_entries, harbour_entries, page_of, written
from tests.page.test_chromium_state import moments

TEXT = """([zone, questions]) => questions.map(([t, desk]) => {
    page.clock = desk ? "desk" : "public";
    page.zone = zone;
    page.t = t;
    paint();
    return copy();
})"""
PLACES = """() => {
    const { story } = page.whole;
    const sorted = ([number, claims]) => [number, [...claims].sort()];
    const of = (report) => (revision) => [...placesIn(story, report, revision)].map(sorted).sort();
    return [...story.reports.values()].flatMap((report) => report.revisions.map(of(report)));
}"""


def town_entries(folder: Path) -> list[Entry]:
    """A town with wide letters, marks that combine, and terminal escapes."""
    url = f"sqlite:///{folder / 'town.db'}"
    record_town(url)
    with SituationLog.open(url) as log:
        return list(log.of(TOWN))


LOGS = {"example": example_entries, "harbour": harbour_entries, "town": town_entries}


@pytest.fixture(scope="module", params=LOGS)
def entries(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """The entries of one of the logs."""
    return LOGS[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture
def page(see: Callable[..., Any], entries: list[Entry], tmp_path: Path) -> Any:
    """Their page."""
    return see(written(page_of(entries), tmp_path / "page.html"))


def text_of(entries: list[Entry], zone: ZoneInfo, t: datetime, *, desk: bool) -> str:
    """What `known` writes on 80 columns, but for the hint on the last line."""
    held = [each for each in entries if not desk or each.recorded_at <= t]
    asked = asked_at(t, held, by_desk=t if desk else None)
    whole = asked.model_copy(update={"position": entries[-1].position})
    calendar = Calendar(zone, t)
    judged = tuple(judgements(held).values())
    lines = [
        *asked_lines(whole, calendar, 80, desk=desk),
        *KnownText(known(story(TOWN, held), asked), calendar, "Fire at the harbour", 80, judged).lines(),
    ]
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "America/New_York"])
@pytest.mark.parametrize("desk", [False, True], ids=["public", "desk"])
def test_the_text_is_that_of_known(page: Any, entries: list[Entry], zone: str, desk: bool) -> None:  # noqa: FBT001  # a case
    there = moments(entries)
    asked = [there[0], there[-1], *Random(3).sample(there, min(len(there), 25))]  # noqa: S311  # the same every time

    copied = page.evaluate(TEXT, [zone, [[micros(t), desk] for t in asked]])

    assert copied == [text_of(entries, ZoneInfo(zone), t, desk=desk) for t in asked]


def test_claims_stand_beside_the_paragraphs_that_article_names(page: Any, entries: list[Entry]) -> None:
    put = story(TOWN, entries)
    named = [
        sorted([number, sorted(claims)] for number, claims in places(put, report, revision).items())
        for report in put.reports.values()
        for revision in report.revisions
    ]

    assert page.evaluate(PLACES) == named


def test_the_button_copies_it(see: Callable[..., Any], town: Path) -> None:
    page = see(town, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy as text").click()

    assert page.evaluate("navigator.clipboard.readText()").startswith("Said in public by Mon 5 May 2031 14:50 Lisbon")
    assert page.inner_text("#say") == "Copied"
