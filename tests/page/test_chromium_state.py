"""What the page says was known is what Python says, for any T and any R."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sitlog.cli.page.packing import micros, packed
from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.when import When
from sitlog.projections.desk import desk_history
from tests import given as town
from tests.given import TOWN
from tests.page.comparing import page_answers, python_answers
from tests.page.pages import example_entries, harbour_entries, page_of, written
from tests.stories import logs


@pytest.fixture(scope="module")
def page(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with nothing in it, whose scripts are asked."""
    file = written(page_of([]), tmp_path_factory.mktemp("empty") / "empty.html")
    opened = chromium.new_page()
    opened.goto(file.as_uri())
    opened.wait_for_selector("html.js")
    yield opened
    opened.close()


def moments(entries: list[Entry]) -> list[datetime]:
    """Every instant at which an answer can change, and one just before and just after."""
    found = {each.recorded_at for each in entries}
    for entry in entries:
        for name in ("said", "published", "updated", "occurred"):
            when = getattr(entry.event, name, None)
            if isinstance(when, When):
                found |= {end for end in (when.earliest, when.latest) if end is not None}
    tick = timedelta(microseconds=1)
    return sorted({near for each in found for near in (each - tick, each, each + tick)})


def random_questions(entries: list[Entry], count: int, chance: Random) -> list[tuple[datetime, datetime]]:
    """Any T with any R, most of them where something happens."""
    there = moments(entries)
    taken = sorted({each.recorded_at for each in entries})
    return [(chance.choice(there), chance.choice([*taken, *there])) for _ in range(count)]


@pytest.mark.parametrize("of", [example_entries, harbour_entries])
def test_the_page_answers_as_known_does_for_hundreds_of_moments(page: Any, of: Any, tmp_path: Path) -> None:
    entries = of(tmp_path)
    asked = random_questions(entries, 300, Random(7))  # noqa: S311  # the same questions every time

    assert page_answers(page, entries, asked) == python_answers(entries, asked)


# To shrink a log takes minutes: each try is asked in the browser.
@settings(max_examples=50, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(entries=logs(most=60), seed=st.integers(0, 2**32))
def test_the_page_answers_as_known_does_whatever_was_recorded(page: Any, entries: list[Entry], seed: int) -> None:
    asked = random_questions(entries, 30, Random(seed))  # noqa: S311  # hypothesis chose it

    assert page_answers(page, entries, asked) == python_answers(entries, asked)


RIBBONS = """([packed, claims]) => {
    const kept = page, log = unpacked(packed);
    page = { ...kept, log, ...indexed(log.rows) };
    const found = claims.map((key) => deskRibbons({ kind: "claim", key }).map(({ status, start }) => [status, start]));
    page = kept;
    return found;
}"""


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(entries=logs(most=60))
def test_the_ribbons_of_the_desk_clock_are_its_history(page: Any, entries: list[Entry]) -> None:
    claims = sorted({claim for each in entries if (claim := getattr(each.event, "claim", None))})

    drawn = page.evaluate(RIBBONS, [packed(entries), claims])

    assert drawn == [
        [[each.status.value, micros(each.since)] for each in desk_history(TOWN, entries, claim, by=Clock.SAID)]
        for claim in claims
    ]


def test_a_link_that_was_corrected_into_a_statement_is_one_on_the_desk_clock(page: Any) -> None:
    log = town.recorded(
        town.opened(),
        town.source("mayor"),
        town.source("paper", kind="outlet"),
        town.claim("arson"),
        town.claim("post"),
        town.report("news", outlet="paper", published=town.at("10:00")),
        town.says("mayor", "post", town.at("10:00")),
        town.links(7, town.cites("news")),
        (town.clock("13:00"), town.corrects(8, town.denies("mayor", "arson", town.at("10:00")))),
        start=town.clock("11:00"),
    )

    (drawn,) = page.evaluate(RIBBONS, [packed(log), ["arson"]])

    assert drawn == [["denied-only", micros(town.clock("13:00"))]]
