"""How much a page weighs: 40 kB, half a kB an entry, and the articles that the log holds."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sitlog.cli.page.making import COMPRESSED_FROM
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.when import When
from tests import given
from tests.given import clock, recorded
from tests.page.pages import example_entries, harbour_entries, page_of

SHELL, AN_ENTRY = 40_000, 500  # bytes


def size(entries: list[Entry]) -> int:
    """How many bytes the page of these entries has."""
    return len(page_of(entries).html().encode())


def texts(entries: list[Entry]) -> int:
    """How many bytes of articles they hold, which their page holds too."""
    return sum(len((getattr(each.event, "body", None) or "").encode()) for each in entries)


def much_said(count: int) -> list[Entry]:
    """A long story of many voices."""
    voices = [given.source(f"voice-{number}", name=f"Voice number {number}") for number in range(20)]
    claims = [given.claim(f"claim-{number}", text=f"What was told as number {number}") for number in range(30)]
    paper = given.report("paper", outlet="voice-0", published=given.at("1:00"))
    told = [_told(number) for number in range(count - 52)]
    return recorded(given.opened(), *voices, *claims, paper, *told, start=clock("0:00", days=1))


def _told(number: int) -> Event:
    verb = given.denies if number % 3 == 0 else given.says
    said = When.at(clock("2:00") + timedelta(minutes=number))
    words = "a few of the words in which it was said there"
    return verb(f"voice-{number % 20}", f"claim-{number % 30}", said, words=words, evidence=(given.cites("paper"),))


def test_the_shell_of_the_page_is_small() -> None:
    assert size([]) <= SHELL


@pytest.mark.parametrize("of", [example_entries, harbour_entries])
def test_an_entry_adds_little(of: object, tmp_path: Path) -> None:
    entries = of(tmp_path)  # type: ignore[operator]  # one of the two above

    assert size(entries) - texts(entries) <= SHELL + AN_ENTRY * len(entries)


def test_a_page_of_500_entries_is_under_300_kb() -> None:
    entries = much_said(500)

    assert len(entries) == 500
    assert size(entries) < 290_000


def test_data_is_compressed_where_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(much_said(300))

    assert COMPRESSED_FROM == 150_000
    assert 'id="data">{' in page.html()
    monkeypatch.setattr("sitlog.cli.page.making.COMPRESSED_FROM", len(json.dumps(page.data())) // 2)
    assert 'id="data" data-gzip>' in page.html()
