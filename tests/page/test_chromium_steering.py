"""What a reader can do on the page: drag, step, type, change clock, zone and filters, compare, copy, print."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAINTED = """async () => {
    const turn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    do { await turn(); } while (frame || page.later);
}"""
MORNING = "#t=2031-05-05T08:30:00Z&clock=public"
Open = Callable[..., Any]


def now(page: Any) -> str:
    """The instant that the page names, once it has been painted."""
    page.evaluate(PAINTED)
    told: str = page.inner_text("#now")
    return told


def row(page: Any, claim: str) -> Any:
    """The row of a claim, by its wording, once it has been painted."""
    page.evaluate(PAINTED)
    return page.locator(".claim", has=page.get_by_role("heading", name=claim, exact=True))


def drag(page: Any, to: float, *, start: float | None = None) -> None:
    """Drag on the axis to a share of its width, from where T is or from *start*."""
    box = page.locator(".axis").bounding_box()
    at = page.evaluate("at(page.t) / 100") if start is None else start
    page.mouse.move(box["x"] + box["width"] * at, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, box["y"] + 20, steps=4)
    page.mouse.up()


def test_it_opens_at_the_last_step_with_all_there_is(see: Open, town: Path) -> None:
    page = see(town)

    assert now(page) == "Mon 5 May 2031, 14:50"
    assert page.inner_text("#counts") == "1 disputed · 1 denied only · 2 unchallenged · 1 withdrawn"
    assert (
        "unchallenged for the first 11\xa0h 10\xa0min" in row(page, "The fishers will block the harbour").inner_text()
    )


def test_dragging_moves_the_time_and_snaps_to_steps(see: Open, town: Path) -> None:
    page = see(town)
    share = page.evaluate("at(page.stops.find((each) => each > page.ends[0] + 10 * HOUR)) / 100")

    drag(page, share + 0.002)

    assert page.evaluate("page.stops.includes(page.t)")
    drag(page, 0.01)
    assert page.inner_text("#counts") == "5 not yet public"


def test_a_lane_can_be_dragged_too(see: Open, town: Path) -> None:
    page = see(town)
    box = row(page, "Two people died").locator(".lane").bounding_box()

    page.mouse.click(box["x"] + 2, box["y"] + 20)

    assert now(page).startswith("Sun 4 May")


def test_the_keyboard_steps_from_change_to_change(see: Open, town: Path) -> None:
    page = see(town, MORNING)
    slider = page.get_by_role("slider", name="Time: what was known at")
    slider.focus()

    slider.press("ArrowRight")
    assert now(page) == "Mon 5 May 2031, 11:10"
    slider.press("ArrowLeft")
    assert now(page) == "Mon 5 May 2031, 09:20"
    slider.press("Shift+ArrowRight")
    assert now(page) == "Mon 5 May 2031, 09:35"
    slider.press("End")
    assert now(page) > "Mon 5 May 2031, 14:50"
    slider.press("Home")
    assert now(page).startswith("Sun 4 May 2031, 2")


def test_the_slider_says_what_was_known(see: Open, town: Path) -> None:
    page = see(town, MORNING)
    slider = page.get_by_role("slider", name="Time: what was known at")

    assert slider.get_attribute("aria-valuetext") == (
        "Mon 5 May 2031 09:30 Lisbon. 1 disputed, 1 denied only, 1 unchallenged, 2 not yet public"
    )


def test_the_buttons_and_the_arrows_anywhere_step(see: Open, town: Path) -> None:
    page = see(town, MORNING)

    page.get_by_role("button", name="Previous step").click()
    assert now(page) == "Mon 5 May 2031, 09:20"
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    assert now(page) == "Mon 5 May 2031, 08:30"


def test_the_desk_clock_shows_what_the_log_held(see: Open, town: Path) -> None:
    page = see(town, "#t=2031-05-05T09:55:00Z&clock=desk")
    fishers = row(page, "The fishers will block the harbour")

    assert "As first logged. Corrected later, 11:05 (e21)" in fishers.inner_text()
    assert fishers.locator(".mk.fix").count() == 2
    page.get_by_role("button", name="Next step").click()
    assert now(page) == "Mon 5 May 2031, 11:05"
    assert fishers.locator("s").inner_text().startswith("The fishers")
    assert "Not in the log" in row(page, "The fire was set").inner_text()


def test_the_clock_can_be_switched_by_click_and_by_key(see: Open, town: Path) -> None:
    page = see(town)

    page.get_by_text("Desk clock", exact=True).click()
    assert page.inner_text("#lab") == "In our log, and said, by"
    page.locator("h1").click()
    page.keyboard.press("c")
    assert page.inner_text("#lab") == "Said in public by"


def test_times_are_told_in_another_zone(see: Open, town: Path) -> None:
    page = see(town, MORNING)

    page.get_by_label("Time zone").select_option(label="UTC")

    assert now(page) == "Mon 5 May 2031, 08:30"
    assert "Sun 4 21:10" in row(page, "The fishers will block the harbour").inner_text()


def test_what_may_have_been_said_is_told_as_perhaps(see: Open, example: Path) -> None:
    page = see(example, "#t=2024-04-22T12:00:00Z&clock=public")
    told = row(page, "Attacks on US forces resume").inner_text()

    assert "Unchallenged" in told
    assert "perhaps disputed already" in told
    assert row(page, "Attacks on US forces resume").locator(".maybe").count() == 1
    assert row(page, "Attacks on US forces resume").locator(".wh").count() == 2


def visible_claims(page: Any) -> list[str]:
    """The claims that are shown."""
    told: list[str] = page.locator(".claim:visible h3").all_inner_texts()
    return told


def test_rows_are_sifted_by_words_voice_incident_and_status(see: Open, town: Path) -> None:
    page = see(town)

    page.get_by_label("Words").fill("somebody SET")
    assert visible_claims(page) == ["The fire was set"]
    page.get_by_label("Words").fill("")
    page.get_by_label("Voice").select_option(label="The Harbour Gazette")
    assert visible_claims(page) == ["Two people died", "Three people died"]
    page.get_by_label("Voice").select_option("")
    page.get_by_label("About").select_option(label="Fire at pier 3")
    assert visible_claims(page) == ["Two people died", "The fire was set", "Three people died"]
    page.get_by_label("About").select_option("")
    page.get_by_label("disputed").check()
    assert visible_claims(page) == ["The fishers will block the harbour"]


def test_a_second_handle_shows_what_is_different(see: Open, town: Path) -> None:
    page = see(town, MORNING)

    page.get_by_role("button", name="Compare").click()
    other = page.get_by_role("slider", name="Compare with")
    other.focus()
    other.press("ArrowLeft")
    other.press("ArrowLeft")

    assert "Was unchallenged at Sun 4 22:10" in row(page, "The fishers will block the harbour").inner_text()
    assert "New" in row(page, "The fishers will block the harbour").inner_text()
    assert "3 other than at Sun 4 22:10" in page.inner_text("#counts")
    page.get_by_label("changed since").check()
    assert len(visible_claims(page)) == 3
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_role("slider", name="Compare with").count() == 0


def test_the_article_is_shown_as_it_stood_with_what_changed(see: Open, town: Path) -> None:
    page = see(town, "#t=2031-05-05T07:40:00Z&clock=public")
    assert "The mayor had not commented" in page.inner_text("#text")
    assert page.locator("#text ins").count() == 0

    page.goto(f"{town.as_uri()}#t=2031-05-05T12:30:00Z&clock=public")
    page.wait_for_selector("#text ins")

    assert page.locator("#text del").first.inner_text() == "Two"
    assert page.locator("#text ins").first.inner_text() == "Three"
    assert "Bears on: Three people died; Two people died" in page.inner_text("#text")
    page.get_by_label("Mark changes").uncheck()
    assert page.locator("#text ins").count() == 0


def test_a_text_that_is_not_held_is_said_to_be_so(see: Open, example: Path) -> None:
    page = see(example)

    assert "Its text is not held." in page.inner_text("#text")
    assert "What changed cannot be told" in page.inner_text("#text")
    assert "What changed is not stated" in page.inner_text("#lede")


def test_the_address_keeps_the_moment(see: Open, town: Path) -> None:
    page = see(town, "#t=2031-05-05T09:55:00Z&clock=desk&since=2031-05-05T08:00:00Z&zone=UTC")

    assert now(page) == "Mon 5 May 2031, 09:55"
    page.get_by_role("button", name="Next step").click()
    page.wait_for_url(re.compile("t=2031-05-05T10:05:00Z"))
    assert "clock=desk&since=2031-05-05T08:00:00Z&zone=UTC" in page.evaluate("location.hash")


@pytest.mark.parametrize("address", ["#t=never&clock=moon&zone=Nowhere", "#t=", "#%", "#t=9999-12-31T23:59:59Z"])
def test_an_address_that_cannot_be_read_is_passed_over(see: Open, town: Path, address: str) -> None:
    assert "2031" in now(see(town, address))


def test_on_paper_all_entries_and_lanes_are_there(see: Open, town: Path) -> None:
    page = see(town)
    page.emulate_media(media="print")

    assert page.locator(".tools").is_hidden()
    made = page.pdf()
    assert page.locator("#log").get_attribute("open") is not None
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) >= 2


def test_without_scripts_all_entries_are_listed(see: Open, town: Path) -> None:
    page = see(town, java_script_enabled=False)

    assert page.locator("#log tbody tr:visible").count() == 36
    assert page.locator(".tools, .axis, #t").count() == 0
    assert "The time can be dragged only with JavaScript" in page.inner_text("noscript")
    assert "corrected by e21" in page.inner_text("#e7")


def test_it_states_its_position_and_root(see: Open, town: Path) -> None:
    page = see(town)

    assert "Log at e36 000000" in page.inner_text(".meta")
    assert "0" * 64 in page.inner_text("footer")


def test_on_a_phone_everything_fits_its_width(see: Open, town: Path, example: Path) -> None:
    for file in (town, example):
        page = see(file, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)

        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.get_by_role("button", name="Next step").bounding_box()["height"] >= 40
