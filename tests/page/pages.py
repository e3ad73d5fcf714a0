"""Pages to test on: of the shipped example, of the harbour town, and of entries that a test makes up."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitlog.cli.page.making import Page
from sitlog.cli.slog import read_slog
from sitlog.domain.entry import Entry
from sitlog.store.log import SituationLog
from tests.given import TOWN, ZONE, asked_at
from tests.harbour import found_harbour

EXAMPLE = Path(__file__).parents[2] / "examples" / "kh-bases.slog"
LOADED = datetime(2026, 1, 5, 9, tzinfo=UTC)


def example_entries(folder: Path) -> list[Entry]:
    """The entries of the shipped example, recorded all at once."""
    lines = read_slog(EXAMPLE.read_text("utf-8"), file=EXAMPLE.name, home=lambda _: None).lines
    with SituationLog.open(f"sqlite:///{folder / 'example.db'}", create=True, clock=lambda: LOADED) as log:
        log.record(*(each.event for each in lines))
        return list(log.of("kh-bases"))


def harbour_entries(folder: Path) -> list[Entry]:
    """The entries of the harbour town, recorded, corrected and withdrawn over two days."""
    url = f"sqlite:///{folder / 'harbour.db'}"
    found_harbour(url)
    with SituationLog.open(url) as log:
        return list(log.of(TOWN))


def page_of(entries: Iterable[Entry], *, title: str = "Fire at the harbour", situation: str = TOWN) -> Page:
    """The page of entries, as the log stood after the last."""
    held = list(entries)
    end = max((each.recorded_at for each in held), default=LOADED)
    zone = ZoneInfo("Asia/Baghdad") if situation == "kh-bases" else ZONE
    return Page(title, situation, zone, asked_at(end, held), held)


def written(page: Page, file: Path) -> Path:
    """A page in a file."""
    file.write_text(page.html(), "utf-8")
    return file


def example_page(folder: Path) -> Path:
    """The page of the shipped example."""
    page = page_of(example_entries(folder), title="Kataib Hezbollah and the US bases", situation="kh-bases")
    return written(page, folder / "example.html")


def town_page(folder: Path) -> Path:
    """The page of the harbour town."""
    return written(page_of(harbour_entries(folder)), folder / "town.html")
