"""What a log holds is shown as text and runs nothing; the page allows itself what it brings, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitlog.cli.page.shell import hash_of
from sitlog.domain.event import Event
from tests import given
from tests.given import at, cites, recorded
from tests.page.pages import page_of, written

Open = Callable[..., Any]

HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1><!--\u2028\u202e${alert(1)}`'\"\\"
CONTENT_SECURITY = re.compile(r'Content-Security-Policy" content="([^"]+)"')


def hostile_events() -> list[Event]:
    """A log in which every text means harm."""
    return [
        given.opened(),
        given.source("eve", name=HOSTILE, kind="outlet"),
        given.claim("c", text=HOSTILE, about="i"),
        given.incident("i", by="eve", occurred=at("9:00"), place=HOSTILE),
        given.report("r", outlet="eve", published=at("9:00"), body=HOSTILE, url="javascript:window.hit=1"),
        given.updates("r", 2, at("10:00"), body=f"{HOSTILE} {HOSTILE}", notice=HOSTILE, title=HOSTILE),
        given.says("eve", "c", at("9:30"), words=HOSTILE, note=HOSTILE, evidence=(cites("r"),)),
        given.corrects(7, given.denies("eve", "c", at("9:40"), words=HOSTILE), reason=HOSTILE),
    ]


def test_hostile_text_is_shown_as_text(see: Open, tmp_path: Path) -> None:
    file = written(page_of(recorded(*hostile_events()), title=HOSTILE), tmp_path / "hostile.html")
    page = see(file)

    for clock in ("Desk clock", "Public clock"):
        page.get_by_text(clock, exact=True).click()
        page.get_by_role("button", name="Copy as text").click()
        page.get_by_role("button", name="Previous step").click()
    page.locator("#log summary").click()

    assert page.evaluate("window.hit") is None
    assert page.locator("img, a[href^=javascript]").count() == 0
    assert page.locator(".claim h3", has_text="</script>").count() == 2
    assert page.title().startswith("</script><script>")


def test_without_scripts_hostile_text_is_text_too(see: Open, tmp_path: Path) -> None:
    file = written(page_of(recorded(*hostile_events()), title=HOSTILE), tmp_path / "hostile.html")
    page = see(file, java_script_enabled=False)

    assert page.locator("img").count() == 0
    assert page.locator("#log td", has_text="onerror").count() > 0


def test_the_hashes_are_those_of_what_stands_in_the_page_and_nothing_else_may_run(see: Open, town: Path) -> None:
    page = see(town)
    parts = """(tag) => [...document.querySelectorAll(tag)].map((each) => [each.type, each.textContent])
        .filter(([type]) => !type.includes("/")).map(([, text]) => text)"""
    policy = dict(each.split(" ", 1) for each in policy_of(town).split("; "))

    assert policy["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        assert policy[rule].split() == [f"'{hash_of(each)}'" for each in in_file_order(page.evaluate(parts, tag), town)]
    assert "unsafe" not in policy_of(town)
    assert re.findall(r"\son[a-z]+=|\sstyle=", town.read_text("utf-8")) == []


def in_file_order(texts: list[str], file: Path) -> list[str]:
    """What the file holds as it is comes before what it unpacked."""
    html = file.read_text("utf-8")
    return sorted(texts, key=lambda text: f">{text}<" not in html)


def policy_of(file: Path) -> str:
    """What the page allows."""
    found = CONTENT_SECURITY.search(file.read_text("utf-8"))
    assert found
    return found[1]


def test_a_script_that_was_slipped_in_does_not_run(chromium: Any, town: Path) -> None:
    page = chromium.new_page()
    page.goto(town.as_uri())

    blocked = page.evaluate("""() => new Promise((done) => {
        addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
        const slipped = document.createElement("script");
        slipped.textContent = "window.hit = 1";
        document.body.append(slipped);
    })""")

    assert blocked == "script-src-elem"
    assert page.evaluate("window.hit") is None
    page.close()
