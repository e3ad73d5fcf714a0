"""What is wrong with a .slog file is told all at once, where it stands, with what to write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.cli.slips import Slip, below_the_sentence
from sitlog.cli.slog import read_slog
from tests.cli.test_slog import THINGS, reading, sentence
from tests.cli.test_slog_law import Holding
from tests.given import TOWN, ZONE

SIX = """\
2031-05-05 Tue
24:10  captain  says  arson
19:15  captian  denys  arson
19:20  captian  denies  delibrate
    nota  twice
19:30  captain  says  arson  @story.r2
claim  lie  "It is a lie
"""


def places(slips: tuple[Slip, ...]) -> list[tuple[int, int]]:
    return [(slip.line, slip.column) for slip in slips]


def test_all_slips_of_a_file_are_told_in_one_pass() -> None:
    read = reading(SIX)

    assert places(read.slips) == [(2, 12), (3, 1), (4, 17), (5, 8), (5, 25), (6, 5), (7, 30), (8, 13)]
    assert [slip.hint for slip in read.slips if slip.hint and "did you mean" in slip.hint] == [
        "did you mean denies?",
        "did you mean captain?",
        "did you mean note?",
    ]
    assert read.lines == ()


def test_a_slip_is_told_with_its_line_and_a_caret() -> None:
    (slip,) = reading("2031-05-05 captian denies arson").slips

    assert str(slip).splitlines() == [
        "desk.slog:2:12: error: no source captian",
        "    2 | 2031-05-05 captian denies arson",
        "      |            ^^^^^^^  did you mean captain?",
    ]


def test_the_slips_of_a_sentence_stand_below_it() -> None:
    read = sentence("2031-05-05 later captian denies arsen")

    told = list(below_the_sentence(read.slips))

    assert told[0] == "  2031-05-05 later captian denies arsen"
    assert [line.index("^") for line in told[1:]] == [13, 19, 34]
    assert [line.rpartition("^ ")[2].partition(".")[2].strip() for line in told[2:]] == [
        "Did you mean captain?",
        "Did you mean arson?",
    ]


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("captain says arson", "a time is missing here", "begin with when it was said, such as 2024-04-22 19:15"),
        ("2031-05-05 captain arson", "this is no sentence: it has no verb", None),
        ("2031-05-05 captain says", "the key of a claim is missing here", None),
        ("sauce pilot", "'sauce' opens no sentence", "did you mean source?"),
        ('source pilot "P"  robot named', "'robot' is not known here", None),
        ('source pilot "P"  outlet unnamed', "'outlet unnamed' may be one or several", None),
        (
            'source Pilot "P"  person named',
            "'Pilot' is not a key",
            "write small letters, digits and hyphens: us-officials",
        ),
        ('source now "P"  person named', None, None),
        ("2031-05-05 story updates to r3", "kind is missing", None),
        ("2031-05-05 captain says arson @story", "'story' is not a revision of a report", "write its number: story.r1"),
        ('claim n "N" value at-least many', "'many' is not a number", None),
        ('2031-05-05 captain says arson "a" "b"', "a text in quotes has no place here", None),
        ('claim n "a \\q b"', "\\q stands for no character", None),
        ('withdraw 15 "x"', "'15' is not an entry", "write its handle, such as e15"),
        ("situation nowhere", "no situation nowhere", 'open it: situation nowhere "TITLE" zone Asia/Baghdad'),
        ("  note of nothing", "this line belongs to nothing above it", None),
        ("e1: e2: captain", None, None),
        ('correct e3 "x"', "replacement is missing", None),
        ("capture story.r1 captured 2031-05-05 sha256 abc method m", "'abc' is not a SHA-256", None),
    ],
)
def test_a_slip_says_what_is_the_case_and_what_to_write(line: str, message: str | None, hint: str | None) -> None:
    first = reading(line).slips[0]

    assert message is None or first.message == message
    assert hint is None or first.hint == hint


def test_a_name_that_a_wrong_line_introduces_is_not_missed() -> None:
    read = reading('source pilot "The pilot"  robot named\n2031-05-05 pilot says arson')

    assert places(read.slips) == [(2, 27)]


def test_a_label_is_given_once_and_before_it_is_named() -> None:
    read = reading('withdraw e7 "early"\ne7: 2031-05-05 captain says arson\ne7: 2031-05-05 crew says arson')

    assert places(read.slips) == [(2, 10), (4, 1)]


def test_a_file_says_first_what_it_is_about() -> None:
    read = read_slog('claim n "N"\nclaim m "M"', file="desk.slog", home=lambda _: None)

    assert [slip.message for slip in read.slips] == ["this is about no situation yet"]
    assert read.lines == ()


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\r", "\u202e", "\u2066", "\u2028", "\x85"])
@pytest.mark.parametrize(
    "line", ["# {}", 'claim n "{}"', "2031-05-05 captain says arson {}", 'claim n "N"\n    note\n      {}']
)
def test_a_hidden_character_is_refused_wherever_it_stands(line: str, hidden: str) -> None:
    (slip, *_) = reading(line.format(f"a{hidden}b")).slips

    assert slip.message == f"the hidden character U+{ord(hidden):04X} may not stand in a file"
    assert hidden not in str(slip)


def test_what_a_text_spells_out_is_never_obeyed_by_a_terminal() -> None:
    (slip,) = reading('situation flood "Flood" zone "\\u{1b}[31mred"').slips

    assert "\x1b" in slip.message
    assert "\x1b" not in str(slip) + "".join(below_the_sentence([slip]))


def test_a_very_long_line_is_shown_around_the_slip() -> None:
    (slip,) = reading(f'2031-05-05 captain says arson "{"x" * 9_000}" wrong').slips

    shown = str(slip).splitlines()
    assert max(map(len, shown)) < 250
    assert shown[1][shown[2].index("^") :].startswith("wrong")


def test_a_text_that_is_too_long_is_refused_where_it_stands() -> None:
    (slip,) = reading(f'claim n "{"x" * 100_000}"').slips

    assert (slip.line, slip.column) == (2, 9)
    assert "10000" in slip.message


def test_a_caret_stands_below_wide_letters_too() -> None:
    (slip,) = reading('claim n "港口" wrong').slips

    _, line, caret = str(slip).splitlines()
    assert caret.index("^") == line.index("wrong") + 2


@settings(max_examples=200)
@given(
    text=st.text(max_size=200)
    | st.lists(st.sampled_from([*SIX.split(" "), "\n", "    ", '"', "@story.r1", "correct", "e1:"])).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    read = read_slog(text, file="desk.slog", home=lambda _: ZONE.key, known=Holding(THINGS), situation=TOWN)

    assert all(slip.line >= 1 and slip.column >= 1 and slip.length >= 1 and str(slip) for slip in read.slips)
    assert all("\x1b" not in str(slip) for slip in read.slips)
