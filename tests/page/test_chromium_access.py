"""Everybody can read the page: axe finds nothing to object to, in any state, on any screen."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]

SCREENS = {"desktop": {}, "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}}
STATES = {
    "before the first report": "#t=2031-05-04T20:55:00Z&clock=public",
    "after the last": "#t=2031-05-05T13:30:00Z&clock=public",
    "desk": "#t=2031-05-05T10:40:00Z&clock=desk",
    "compared": "#t=2031-05-05T13:05:00Z&clock=desk&since=2031-05-05T09:00:00Z",
}
CHECK = """async () => {
    const found = await axe.run({ resultTypes: ["violations"] });
    const told = (id) => (each) => `${id}: ${each.html} ${each.failureSummary}`;
    return found.violations.flatMap(({ id, nodes }) => nodes.map(told(id)));
}"""


@cache
def axe() -> str:
    """The source of axe-core, which a package brings."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Any) -> list[str]:
    """What axe finds, by all its rules."""
    page.evaluate(f"() => {{ {axe()} }}")
    found: list[str] = page.evaluate(CHECK)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation_in_any_state(see: Open, town: Path, screen: str, scheme: str) -> None:
    page = see(town, color_scheme=scheme, **SCREENS[screen])
    page.locator("#log summary").click()

    found = {state: violations(page) for state, address in STATES.items() if arrive(page, address)}

    assert found == {state: [] for state in STATES}


def arrive(page: Any, address: str) -> bool:
    """Go to a moment, and wait until it is painted."""
    page.evaluate("(address) => { location.hash = address; }", address)
    moment = address.partition("t=")[2].partition("&")[0]
    page.wait_for_selector(f"#now[datetime='{moment}']")
    return True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_example(see: Open, example: Path, scheme: str) -> None:
    assert violations(see(example, "#t=2024-04-22T12:00:00Z", color_scheme=scheme)) == []
