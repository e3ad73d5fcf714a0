"""A real Chromium, started once; skipped where there is none, which SITLOG_TESTS_MUST_RUN=chromium forbids."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page.pages import example_page, town_page

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of this machine, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow to import, and only these tests need it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def see(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file in a new window; nothing may go wrong in it, and it may ask nobody for anything."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def opened(file: Path, address: str = "", **how: Any) -> Any:
        context = chromium.new_context(**{"timezone_id": "UTC", "viewport": {"width": 1440, "height": 900}, **how})
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(10_000)
        window.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.on("request", lambda request: wrong.append(request.url) if request.url != file.as_uri() else None)
        window.goto(f"{file.as_uri()}{address}")
        if how.get("java_script_enabled", True):
            window.wait_for_selector("#now:not(:empty)")
        return window

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped example."""
    return example_page(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the town, where entries were corrected, withdrawn and redacted."""
    return town_page(tmp_path_factory.mktemp("town"))
