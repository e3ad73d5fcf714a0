"""Times as people read them: short where they are near, vague where they are vague, never wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sitlog.cli.show.hints import typed
from sitlog.cli.show.times import Calendar
from sitlog.domain.times.grammar import read_instant, read_when
from sitlog.domain.times.reading import Reading

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY = datetime(2031, 5, 5, 13, 30, tzinfo=UTC)
HERE = Calendar(LISBON, MONDAY)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2031-05-05 14:30", "14:30"),
        ("2031-05-05 14:30:20", "14:30:20"),
        ("2031-05-04 19:15", "Sun 4 19:15"),
        ("2031-03-12 19:15", "12 Mar 19:15"),
        ("2030-03-12 19:15", "12 Mar 2030 19:15"),
        ("2031-05-05 11:00..2031-05-05 18:00", "11:00\N{EN DASH}18:00"),
        ("2031-05-04 11:00..2031-05-04 18:00", "Sun 4 11:00\N{EN DASH}18:00"),
        ("2031-05-04 11:00..2031-05-05 07:00", "Sun 4 11:00 \N{EN DASH} Mon 5 07:00"),
        ("2031-05-03..2031-05-04", "Sat 3 \N{EN DASH} Sun 4"),
        ("2030-03-12..2030-04-02", "12 Mar \N{EN DASH} 2 Apr 2030"),
        ("2031-05-04", "Sun 4"),
        ("2031-05-05", "Mon 5"),
        ("2031-05-04 late", "late Sun 4"),
        ("2031-05-04 morning", "Sun 4 morning"),
        ("2031-05-04[America/New_York]", "Sun 4 New York"),
        ("2031-02", "Feb 2031"),
        ("2007", "2007"),
        ("..2031-05-05 14:30", "by 14:30"),
        ("..2031-05-04", "by Sun 4"),
        ("2031-05-04..", "from Sun 4"),
        ("2031-05-03 | 2031-05-04", "Sat 3 or Sun 4"),
    ],
)
def test_a_time_is_said_shortly_and_no_more_exactly_than_it_is_known(written: str, said: str) -> None:
    assert HERE.when(read_when(written, Reading(LISBON, now=None))) == said


def test_an_instant_is_placed_in_its_zone_and_in_utc() -> None:
    assert HERE.placed(MONDAY) == "Mon 5 May 2031 14:30 Lisbon (13:30 UTC)"


def test_another_day_in_utc_is_told() -> None:
    after_midnight = datetime(2031, 5, 4, 23, 15, tzinfo=UTC)

    assert HERE.placed(after_midnight) == "Mon 5 May 2031 00:15 Lisbon (Sun 4 May 23:15 UTC)"


def test_midnight_is_the_end_of_the_day_that_ended() -> None:
    midnight = datetime(2031, 5, 5, 23, 0, tzinfo=UTC)

    assert HERE.placed(midnight) == "the end of Mon 5 May 2031 Lisbon (23:00 UTC)"


def test_utc_is_not_told_twice() -> None:
    assert Calendar(UTC, MONDAY).placed(MONDAY) == "Mon 5 May 2031 13:30 UTC"


@pytest.mark.parametrize(
    "instant",
    [MONDAY, datetime(2031, 5, 5, 23, tzinfo=UTC), datetime(2031, 5, 5, 13, 30, 7, 250_000, tzinfo=UTC)],
)
def test_what_a_hint_shows_can_be_typed(instant: datetime) -> None:
    assert read_instant(typed(instant, HERE), Reading(LISBON, now=None)) == instant
