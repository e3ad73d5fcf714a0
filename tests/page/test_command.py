"""The command `page`: where pages go, what of the log they hold, and what it says to a question it cannot answer."""

import json
import re
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.harbour import found_harbour


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The log of the harbour town."""
    path = tmp_path_factory.mktemp("harbour") / "sitlog.db"
    found_harbour(f"sqlite:///{path}")
    return str(path)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A log of two situations."""
    path = tmp_path_factory.mktemp("several") / "sitlog.db"
    found_harbour(f"sqlite:///{path}")
    done = run("record", 'situation other "Elsewhere <b>" zone UTC', log=str(path))
    assert done.code == 0, done.err
    return str(path)


def data_of(html: str) -> Any:
    """What the scripts of a page work on."""
    found = re.search(r'id="data">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


def test_the_page_goes_to_the_standard_output(log: str) -> None:
    done = run("page", log=log)

    assert done.code == 0
    assert done.out.startswith("<!doctype html>")
    assert len(data_of(done.out)["log"]["rows"]) == 36


def test_the_page_goes_to_a_file(log: str, tmp_path: Path) -> None:
    file = tmp_path / "story.html"

    done = run("page", "-o", str(file), log=log)

    assert (done.code, done.out) == (0, "")
    assert done.err == f"Wrote 36 entries to {file}.\n"
    assert file.read_text("utf-8") == run("page", log=log).out


def test_the_log_can_be_that_of_an_earlier_entry(log: str) -> None:
    html = run("page", "--recorded-at", "e20", log=log).out

    assert len(data_of(html)["log"]["rows"]) == 20
    assert data_of(html)["position"] == 20
    assert not re.search(r"\be21\b", html)  # not "in": what is packed may hold any three characters


def test_the_time_can_be_a_part_of_it(log: str) -> None:
    html = run("page", "--from", "2031-05-05 08:00", "--to", "2031-05-05 12:00", log=log).out

    start, end = data_of(html)["windows"]["public"]
    assert end - start == 4 * 3600 * 1_000_000


def test_a_time_that_ends_before_it_begins_is_refused(log: str) -> None:
    done = run("page", "--from", "2031-05-05", "--to", "2031-05-04", log=log)

    assert done.code == 2
    assert done.err.startswith("error: a page cannot end before it begins")


def test_a_folder_that_is_not_there_is_named(log: str, tmp_path: Path) -> None:
    done = run("page", "-o", str(tmp_path / "none" / "story.html"), log=log)

    assert done.code == 2
    assert "there is no folder" in done.err


def test_it_is_opened_in_the_browser(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)

    assert run("page", "--open", log=log).code == 0

    assert len(opened) == 1
    assert opened[0].startswith("file:///")
    assert opened[0].endswith("harbour-fire.html")


def test_without_a_browser_the_file_is_named(log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)

    done = run("page", "--open", "-o", str(tmp_path / "story.html"), log=log)

    assert f"No browser could be opened: open {tmp_path / 'story.html'} yourself." in done.err


def test_of_many_situations_one_must_be_named(several: str) -> None:
    done = run("page", log=several)

    assert done.code == 2
    assert "--situation harbour-fire" in done.err
    assert run("page", "--situation", "other", log=several).code == 0


def test_an_index_lists_every_situation_beside_its_page(several: str, tmp_path: Path) -> None:
    done = run("page", "--index", "-o", str(tmp_path / "pages"), log=several)

    assert done.code == 0, done.err
    assert sorted(each.name for each in (tmp_path / "pages").iterdir()) == [
        "harbour-fire.html",
        "index.html",
        "other.html",
    ]
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    assert '<a href="other.html">Elsewhere &lt;b&gt;</a>' in index
    assert "<h1>2 situations</h1>" in index


def test_an_index_needs_a_folder_and_takes_all(several: str) -> None:
    assert "Name a folder" in run("page", "--index", log=several).err
    assert "for all situations" in run("page", "--index", "--situation", "other", "-o", "x", log=several).err


def test_chromium_follows_the_index_to_the_page(see: Callable[..., Any], several: str, tmp_path: Path) -> None:
    run("page", "--index", "-o", str(tmp_path), log=several)
    page = see(tmp_path / "index.html", java_script_enabled=False)

    assert page.get_by_role("link", name="Fire at the harbour").get_attribute("href") == "harbour-fire.html"
    assert page.locator("tbody tr").count() == 2


def test_chromium_shows_a_page_with_nothing_in_it(see: Callable[..., Any], several: str, tmp_path: Path) -> None:
    run("page", "--situation", "other", "-o", str(tmp_path / "other.html"), log=several)

    page = see(tmp_path / "other.html")

    assert page.locator(".claim").count() == 0
    assert page.get_by_role("heading", level=1).inner_text() == "Elsewhere <b>"


def test_chromium_opens_what_is_compressed(
    see: Callable[..., Any], log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitlog.cli.page.making.COMPRESSED_FROM", 100)
    run("page", "-o", str(tmp_path / "story.html"), log=log)

    assert see(tmp_path / "story.html").locator(".claim").count() == 6
