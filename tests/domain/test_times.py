"""The times that people type: what is read, what is refused and why, and what is written."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.errors import BadTime
from sitlog.domain.times.grammar import read_instant, read_range, read_when, write_when
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.typed import Slip
from sitlog.domain.times.zones import name_of, read_zone
from sitlog.domain.when import Precision, Span, When, hull, rfc3339

BAGHDAD, NEW_YORK, BERLIN = map(ZoneInfo, ("Asia/Baghdad", "America/New_York", "Europe/Berlin"))
HOMES = ["Asia/Baghdad", "America/New_York", "Europe/Berlin", "UTC"]
PAGE = Path(__file__).parents[2] / "docs" / "times.md"


def handles(handle: str) -> When | None:
    """Entry 12 was said at half past two; revision 2 appeared on the day or before."""
    of_the_log = {"e12": "2024-04-22T14:30", "am.r2": "..2024-04-22", "e13": "2024-04-20 | 2024-04-22"}
    return read_when(of_the_log[handle], Reading(BAGHDAD, None)) if handle in of_the_log else None


ASKED = Reading(BAGHDAD, datetime(2024, 4, 22, 19, 40, tzinfo=BAGHDAD), handles=handles)
FILED = Reading(BAGHDAD, None, date(2024, 4, 22), handles)


def refusal(text: str, reading: Reading = ASKED) -> Slip:
    """Why a text is refused."""
    with pytest.raises(Slip) as refused:
        read_when(text, reading)
    return refused.value


def rows(heading: str) -> list[list[str]]:
    """The rows of all tables under headings of the page that begin so, their cells without Markdown."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    lines = [line for section in sections if section.startswith(heading) for line in section.splitlines()]
    return [cells(line) for line in lines if line.startswith("| `")]


def cells(line: str) -> list[str]:
    return [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def outcome(text: str, reading: Reading, read: Callable[[str, Reading], object] = read_when) -> object:
    """What comes of a text: what is read, or the slip."""
    try:
        return read(text, reading)
    except Slip as slip:
        return slip


def described(when: When) -> str:
    """The bounds of a time as the page writes them."""
    return " or ".join(_span(span) for span in when.alternatives or (when,))


def _span(span: Span) -> str:
    earliest, latest = (_instant(bound) for bound in (span.earliest, span.latest))
    if earliest and latest:
        return earliest if earliest == latest else f"{earliest} to {latest}"
    return f"from {earliest}" if earliest else f"to {latest}"


def _instant(bound: datetime | None) -> str:
    return re.sub(r":00Z$", "Z", rfc3339(bound)) if bound else ""


@pytest.mark.parametrize("row", [*rows("Instants"), *rows("Days"), *rows("Ranges")], ids=lambda row: row[0])
def test_what_the_page_accepts_means_what_the_page_says(row: list[str]) -> None:
    text, meaning, precision = row
    when = read_when(text, ASKED)

    assert [described(when), when.precision] == [meaning, precision]


@pytest.mark.parametrize("row", rows("Refused"), ids=lambda row: row[0])
def test_what_the_page_refuses_is_refused_with_what_to_write(row: list[str]) -> None:
    text, why, instead = row

    assert [refusal(text).message, refusal(text).hint] == [why, instead]


@pytest.mark.parametrize("row", rows("In a file"), ids=lambda row: row[0])
def test_a_file_holds_absolute_days(row: list[str]) -> None:
    text, meaning, note = row

    match outcome(text, FILED):
        case When() as when:
            assert [described(when), when.precision] == [meaning, note]
        case Slip() as slip:
            assert [slip.message, slip.hint] == [meaning, note]
        case neither:
            pytest.fail(f"{neither!r} is neither a time nor a slip")


def test_the_page_has_its_tables() -> None:
    assert len(list(rows("Instants"))) > 15
    assert len(list(rows("Refused"))) > 30


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2024-04-22T14:00", "Asia/Baghdad"),
        ("2024-04-22T14:00Z", "UTC"),
        ("2024-04-22T14:00 UTC", "UTC"),
        ("2024-04-22T14:00-00:00", "UTC"),
        ("2024-04-22T14:00+03:00", "+03:00"),
        ("2024-04-22T14:00+0330", "+03:30"),
        ("2024-04-22T14:00-04", "-04:00"),
        ("2024-04-22T14:00 [Europe/Berlin]", "Europe/Berlin"),
        ("2024-04-22T14:00+02:00[!Europe/Berlin]", "Europe/Berlin"),
        ("2024-04-22 [+05:30]", "+05:30"),
        ("2024-04-22T14:00Z..2024-04-23 [Europe/Berlin]", "Europe/Berlin"),
        ("now", "Asia/Baghdad"),
        ("3h ago [Europe/Berlin]", "Europe/Berlin"),
    ],
)
def test_a_time_keeps_the_zone_in_which_it_was_meant(text: str, zone: str) -> None:
    assert read_when(text, ASKED).zone == zone


@pytest.mark.parametrize(
    ("text", "of_the_text"),
    [
        ("22 Apr later", "later"),
        ("Tue 22 Apr 2024 14:00", "Tue"),
        ("2024-04-22 Tue", "Tue"),
        ("  24:10", "24:10"),
        ("2024-04-22T25:00Z", "25:00"),
        ("2024-04-20 | 2024-04-31", "2024-04-31"),
        ("[2024-04-20, 2024-04-31]", "2024-04-31"),
        ("2024-04-20..30/04/2024", "30/04/2024"),
        ("2024-04-20/2024-04-31", "2024-04-31"),
        ("14:00 [Asia/Bagdad]", "Asia/Bagdad"),
        ("14:00 EST", "EST"),
        ("22 Apr 14:00-24:10", "24:10"),
        ("2024-04-22T19:15+03:00[America/New_York]", "+03:00"),
        ("14:00 \x1b[2J", "\x1b"),
        ("sun night", "night"),
        ("2024-04-20 | ", " "),
    ],
)
def test_a_slip_points_at_what_is_wrong(text: str, of_the_text: str) -> None:
    slip = refusal(text)

    assert text[slip.offset : slip.offset + slip.length] == of_the_text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "   ",
            "e",
            "e0",
            "12",
            "1713800000",
            "+5",
            "14",
            "1400h",
            "14:5",
            "14.30",
            "14:00:00.",
            "2024-4-22",
            "2024-00-10",
        ),
        *(
            "0000",
            "0000-01-01",
            "10000-01-01",
            "2023-02-29",
            "31 Jun",
            "29 Feb 2023",
            "22 Smarch",
            "2024/04/22",
            "2024/04",
        ),
        *("2024-04-22T14:00 CET", "14:00 BST", "14:00CEST", "14:00 A", "14:00 GMT", "14:00+24:00", "14:00 [UTC+3]"),
        *(
            "14:00 [posix/UTC]",
            "14:00 [../UTC]",
            "14:00 []",
            "14:00 [Asia]",
            "[Asia/Baghdad]",
            "[2024-04-20]",
            "e12 [UTC]",
        ),
        *("last week", "tonight", "noon", "in 3h", "3 h", "ago", "yesterdayish", "2024-04-22T14:00 PM", "12 am"),
        *(
            "..",
            "a..b",
            "1..2..3",
            "2024-04-20.. ..",
            "2024-04-22...2024-04-23",
            "am.r2..2024-04-23",
            "2024-04-22..now..",
        ),
        *(
            "..2024-04-20 | 2024-04-22..",
            "|",
            "[,]",
            "2024-04-20 |",
            "2024-04-20,2024-04-21",
            "2024-04-20/",
            "2024-04-20/22",
        ),
        *(
            "23:10-19:15",
            "14:00-14:00",
            "2024-04-22T14:00 (decade)",
            "(day)",
            "\N{FULLWIDTH DIGIT TWO} Apr",
            "٢٢ Apr",
            "22\N{NO-BREAK SPACE}Apr",
        ),
        *(
            "2024-04-22T14:00\x00",
            "9" * 5000,
            "9999-12-31",
            "0001-01-01",
            "99999h ago [Asia/Bagh dad]",
            "22 Apr 2024T14:00",
        ),
        *(
            "2024-05-05T24:00",
            "2024-04-21?",
            "2024-04-XX",
            "-PT3H",
            "P3D",
            "14h",
            "1st April",
            "22nd Apr",
            "late night",
        ),
    ],
)
def test_what_is_not_a_time_is_never_taken_for_one(text: str) -> None:
    slip = refusal(text)

    assert slip.message
    assert slip.hint


@pytest.mark.parametrize("text", ["2024-04-22 x", "22 x", "- x", "[ ,", "2024 /x", "mon x", "x (y"])
def test_a_hostile_text_is_refused_without_delay(text: str) -> None:
    assert refusal(text.replace(" ", " " * 1900)).hint


def test_a_message_shows_nothing_that_could_move_the_cursor() -> None:
    assert refusal("14:00 \x1b[2J").message == "the character U+001B has no place in a time"


def test_a_day_needs_a_zone() -> None:
    slip = refusal("2024-04-22", Reading(None, None))

    assert slip.message == "'2024-04-22' has no zone"
    assert slip.hint == ("Name it: 2024-04-22 [Asia/Baghdad]; or give the offset behind the clock: 19:15+03:00, 19:15Z")


def test_a_time_that_brings_its_zone_needs_no_home() -> None:
    nowhere = Reading(None, ASKED.now)

    assert read_when("2024-04-22 [Asia/Baghdad]", nowhere) == read_when("2024-04-22", ASKED)
    assert read_when("2024-04-22T14:00Z", nowhere).zone == "UTC"
    assert read_when("3h ago", nowhere).zone == "UTC"


def test_what_is_not_written_must_be_known() -> None:
    nothing = Reading(BAGHDAD, None)

    assert refusal("14:00", nothing).message == "'14:00' has no day"
    assert refusal("22 Apr", nothing).message == "'22 Apr' has no year"
    assert refusal("day", nothing).message == "'day' is the day of a heading, and there is none"
    assert refusal("e12", nothing).message == "there is no e12 here"
    assert refusal("yesterday", nothing).message == "'yesterday' depends on when it is read"


def test_the_clock_of_a_reading_carries_its_zone() -> None:
    with pytest.raises(BadTime, match="without a zone"):
        Reading(BAGHDAD, datetime(2024, 4, 22))  # noqa: DTZ001  # what is refused here


def test_the_29th_of_february_is_that_of_the_last_leap_year() -> None:
    in_2103 = Reading(BAGHDAD, datetime(2103, 3, 1, tzinfo=BAGHDAD))

    assert described(read_when("29 Feb [UTC]", in_2103)) == "2096-02-29T00:00Z to 2096-03-01T00:00Z"


def test_today_is_that_of_the_zone_that_is_meant() -> None:
    just_after_midnight = Reading(BAGHDAD, datetime(2024, 4, 22, 0, 30, tzinfo=BAGHDAD))

    assert described(read_when("today [America/New_York]", just_after_midnight)).startswith("2024-04-21T04:00Z")
    assert described(read_when("23:00 [America/New_York]", just_after_midnight)) == "2024-04-22T03:00Z"


def test_a_weekday_is_the_last_one_past() -> None:
    assert read_when("mon 19:40", ASKED) == read_when("2024-04-22 19:40", ASKED)
    assert read_when("mon 19:41", ASKED) == read_when("2024-04-15 19:41", ASKED)
    assert read_when("Monday", ASKED) == read_when("2024-04-22", ASKED)


def test_a_time_taken_from_an_entry_leaves_its_words_behind() -> None:
    quoted = Reading(
        BAGHDAD,
        None,
        handles=lambda _: replace(When.at(datetime(2024, 4, 22, tzinfo=UTC)), words="at dawn"),
    )

    assert read_when("e1", quoted).words is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2024-03-31T01:59 [Europe/Berlin]", "2024-03-31T00:59Z"),
        ("2024-03-31T03:00 [Europe/Berlin]", "2024-03-31T01:00Z"),
        ("2024-03-10 [America/New_York]", "2024-03-10T05:00Z to 2024-03-11T04:00Z"),
        ("2024-11-03 [America/New_York]", "2024-11-03T04:00Z to 2024-11-04T05:00Z"),
        ("2024-03-31 early [Europe/Berlin]", "2024-03-30T23:00Z to 2024-03-31T04:00Z"),
        ("2024-10-27T02:30+02:00 [Europe/Berlin]", "2024-10-27T00:30Z"),
        ("2024-10-27T02:30+01:00 [Europe/Berlin]", "2024-10-27T01:30Z"),
        ("2024-10-27T02+01:00 [Europe/Berlin]", "2024-10-27T01:00Z to 2024-10-27T02:00Z"),
        ("2024-09-08 [America/Santiago]", "2024-09-08T04:00Z to 2024-09-09T03:00Z"),
        ("1919-03-31 [America/Toronto]", "1919-03-31T04:30Z to 1919-04-01T04:00Z"),
    ],
)
def test_around_a_change_of_the_clocks(text: str, meaning: str) -> None:
    assert described(read_when(text, ASKED)) == meaning


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024-03-31T02:00 [Europe/Berlin]", "02:00 did not happen on 31 Mar 2024 in Europe/Berlin"),
        ("2024-03-31T02 [Europe/Berlin]", "02:00 did not happen on 31 Mar 2024 in Europe/Berlin"),
        ("2024-11-03T01:59:59 [America/New_York]", "01:59:59 came twice on 3 Nov 2024 in America/New_York"),
        ("2011-12-30 [Pacific/Apia]", "30 Dec 2011 did not happen in Pacific/Apia"),
    ],
)
def test_clocks_that_never_showed_a_time_or_showed_it_twice(text: str, why: str) -> None:
    assert refusal(text).message.startswith(why)


@given(st.dates(date(1975, 1, 1), date(2100, 1, 1)), st.sampled_from([BAGHDAD, NEW_YORK, BERLIN]))
def test_a_day_has_23_24_or_25_hours_and_ends_where_the_next_begins(day: date, zone: ZoneInfo) -> None:
    today, tomorrow = (read_when(str(each), Reading(zone, None)) for each in (day, day + timedelta(days=1)))

    assert today.latest is not None
    assert today.earliest is not None
    assert today.latest - today.earliest in {timedelta(hours=hours) for hours in (23, 24, 25)}
    assert today.latest == tomorrow.earliest


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-04-22T19:15", "2024-04-22T16:15:00Z"),
        ("now", "2024-04-22T16:40:00Z"),
        ("2024-04-22", "2024-04-22T21:00:00Z"),
        ("2024-04", "2024-04-30T21:00:00Z"),
        ("late sun", "2024-04-21T21:00:00Z"),
        ("2 days ago", "2024-04-20T21:00:00Z"),
        ("2024-04-22T14", "2024-04-22T12:00:00Z"),
        ("e12", "2024-04-22T11:30:00Z"),
        ("am.r2", "2024-04-22T21:00:00Z"),
    ],
)
def test_a_question_about_a_day_is_about_its_end(text: str, instant: str) -> None:
    assert rfc3339(read_instant(text, ASKED)) == instant


@pytest.mark.parametrize(
    "text", ["2024-04-20..2024-04-22", "2024-04-20..", "..2024-04-22", "19:15-23:10", "2024-04-21~", "sat | sun"]
)
def test_a_question_about_an_instant_is_not_about_a_span(text: str) -> None:
    with pytest.raises(Slip, match="is a span, and one instant is asked for"):
        read_instant(text, ASKED)


def test_the_refusal_of_a_span_offers_its_ends() -> None:
    with pytest.raises(Slip) as refused:
        read_instant("19:15-23:10", ASKED)

    assert refused.value.hint == "Write 2024-04-22T16:15:00Z for its beginning or 2024-04-22T20:10:00Z for its end"


def test_a_range_of_a_question_has_two_ends() -> None:
    assert _span(read_range("20 Apr..22 Apr", ASKED)) == "2024-04-19T21:00Z to 2024-04-22T21:00Z"
    assert _span(read_range("yesterday", ASKED)) == "2024-04-20T21:00Z to 2024-04-21T21:00Z"
    assert _span(read_range("e12..", ASKED)) == "from 2024-04-22T11:30Z"
    with pytest.raises(Slip) as refused:
        read_range("14:00", ASKED)
    assert refused.value.hint == "Write 14:00.. for all that follows, ..14:00 for all before, or both ends: A..B"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("22 Apr 14:00", "2024-04-22T14:00"),
        ("22 Apr 14:00:30,5", "2024-04-22T14:00:30.5"),
        ("2024-04-22 14:00Z", "2024-04-22T14:00Z"),
        ("2024-04-22 14:00+02:00", "2024-04-22T14:00+02:00"),
        ("2024-04-22 14:00 [Europe/Berlin]", "2024-04-22T14:00[Europe/Berlin]"),
        ("2024-10-27T02:30+01:00 [Europe/Berlin]", "2024-10-27T01:30Z[Europe/Berlin]"),
        ("yesterday", "2024-04-21"),
        ("22 Apr [America/New_York]", "2024-04-22[America/New_York]"),
        ("late sun", "2024-04-21 late"),
        ("2024-04-22T14", "2024-04-22T14"),
        (
            "2024-10-27T02+01:00 [Europe/Berlin]",
            "2024-10-27T01:00Z[Europe/Berlin]..2024-10-27T03:00 (hour)",
        ),
        ("2024-04-21~", "2024-04-20..2024-04-22"),
        ("..2024-04-22", "..2024-04-22"),
        ("19:15-23:10", "2024-04-22T19:15..2024-04-22T23:10"),
        ("2024-04-20..e12", "2024-04-20..2024-04-22T14:30"),
        ("[2024-04-20,2024-04-21]", "2024-04-20 | 2024-04-21"),
        ("14:00 (hour)", "2024-04-22T14:00 (hour)"),
    ],
)
def test_a_time_is_written_in_its_shortest_absolute_form(typed: str, written: str) -> None:
    assert write_when(read_when(typed, ASKED), "Asia/Baghdad") == written


def test_the_last_second_of_the_calendar_is_written_in_utc() -> None:
    for_ever = When.at(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), Precision.DAY, zone="Asia/Baghdad")

    assert write_when(for_ever, "Asia/Baghdad") == "9999-12-31T23:59:59Z (day)"


def test_a_time_with_more_alternatives_than_a_text_holds_cannot_be_written() -> None:
    spans = tuple(When.at(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)).span() for day in range(200))
    one_of_200 = When(
        earliest=spans[0].earliest, latest=spans[-1].latest, precision=Precision.SECOND, alternatives=spans
    )

    with pytest.raises(BadTime, match="200 alternatives"):
        write_when(one_of_200, "UTC")


clocks = st.times().map(lambda clock: clock.isoformat()) | st.times().map(lambda clock: f"{clock:%H:%M}")
days = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)
zones = st.sampled_from(["", "[Asia/Baghdad]", " [America/New_York]", "[Europe/Berlin]", "[UTC]", "[+05:30]"])
offsets = st.sampled_from(["", "Z", "+03:00", "-04:00"])
parts = st.sampled_from(["early", "morning", "afternoon", "evening", "late"])
moments = st.one_of(
    st.tuples(days, st.just("T"), clocks, offsets),
    st.tuples(days, zones),
    st.tuples(days, st.just(" "), parts, zones),
    st.tuples(days, st.just("T"), clocks, zones),
    st.tuples(days.map(lambda day: day[:7]) | days.map(lambda day: day[:4]), st.sampled_from(["", "~"])),
    st.tuples(days, st.just("T"), st.integers(0, 23).map("{:02}".format), zones),
    st.sampled_from([("e12",), ("e13",), ("am.r2",), ("now",), ("",), ("3h ago",), ("sun",), ("14:00",), ("22 Apr",)]),
).map("".join)
stretches = st.lists(moments, min_size=1, max_size=2).map("..".join)
times = st.tuples(st.lists(stretches, min_size=1, max_size=3).map(" | ".join), zones).map("".join)
scraps = st.lists(
    st.sampled_from(
        [*"0123456789:-/.,|[]()~+ zT\t", "..", "2024", "-04", "-22", " ago", "mon", "apr", "e12", "late", "UTC", "EST"]
    )
).map("".join)


@given(times)
def test_what_is_written_reads_back(text: str) -> None:
    for home in HOMES:
        try:
            when = read_when(text, ASKED)
        except BadTime:
            return
        assert read_when(write_when(when, home), Reading(ZoneInfo(home), None)) == when


instants = st.datetimes(datetime(1850, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis wants them naive
round_instants = instants.map(lambda instant: instant.replace(minute=0, second=0, microsecond=0))
zone_names = st.sampled_from([None, "Nowhere/Atall", "EST", "-05:00", "Australia/Lord_Howe", *HOMES])


@st.composite
def spans(draw: st.DrawFn) -> Span:
    earliest, latest = sorted(draw(st.tuples(instants | round_instants, instants | round_instants)))
    return draw(
        st.sampled_from([(earliest, latest), (earliest, earliest), (None, latest), (earliest, None)]).map(
            lambda bounds: Span(earliest=bounds[0], latest=bounds[1])
        )
    )


@st.composite
def whens(draw: st.DrawFn) -> When:
    several = draw(st.lists(spans(), min_size=1, max_size=3))
    closed = [span for span in several if span.earliest and span.latest] or several[:1]
    bounds = hull(tuple(closed))
    return When(
        earliest=bounds.earliest,
        latest=bounds.latest,
        precision=draw(st.sampled_from(Precision)),
        zone=draw(zone_names),
        alternatives=tuple(closed) if len(closed) > 1 else (),
    )


@given(whens(), st.sampled_from(HOMES))
def test_every_time_can_be_written_whoever_made_it(when: When, home: str) -> None:
    back = read_when(write_when(when, home), Reading(ZoneInfo(home), None))

    readable = when.zone in {"-05:00", "Australia/Lord_Howe", *HOMES}
    assert back == replace(when, zone=when.zone if readable else "UTC")


@given(st.text() | scraps | times, st.sampled_from([ASKED, FILED, Reading(None, None), Reading(None, ASKED.now)]))
def test_a_text_is_a_time_or_a_slip_that_says_where_and_what_to_write(text: str, reading: Reading) -> None:
    for read in (read_when, read_instant, read_range):
        came = outcome(text, reading, read)

        assert isinstance(came, When | Span | datetime | Slip)
        if isinstance(came, Slip):
            assert came.hint
            assert 0 <= came.offset <= len(text)
            assert came.length >= 1


@pytest.mark.parametrize("name", ["Asia/Baghdad", "UTC", "+05:30", "-03:00"])
def test_a_zone_is_found_by_the_name_it_gives(name: str) -> None:
    assert name_of(read_zone(name)) == name


@pytest.mark.parametrize(
    "name", ["", "EST", "CET", "Asia", "right/UTC", "+25:00", "+03:60", "Mars/Olympus", "a\0b", "x" * 5000]
)
def test_a_zone_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(BadTime):
        read_zone(name)
