"""How lines are laid out: wrapped at words, aligned at both edges, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from sitlog.cli.cells import plain, width
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped


def text(lines: list[Line]) -> list[str]:
    """Give lines as a reader sees them."""
    return ["".join(piece.text for piece in each) for each in lines]


def test_a_line_is_broken_at_its_blanks() -> None:
    assert text(list(wrapped(line("The bridge is closed"), 10))) == ["The bridge", "is closed"]


def test_a_word_that_is_wider_than_the_line_is_broken_anywhere() -> None:
    assert text(list(wrapped(line("a unbreakable"), 5))) == ["a", "unbre", "akabl", "e"]


def test_blanks_between_parts_stay_unless_the_line_ends_there() -> None:
    assert text(list(wrapped(line("mayor  denies it"), 13))) == ["mayor  denies", "it"]


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert text(list(wrapped(line("电线起火"), 5))) == ["电线", "起火"]


def test_marks_stay_with_the_letter_they_belong_to() -> None:
    assert text(list(wrapped(line("n\u0303n\u0303n\u0303"), 2))) == ["n\u0303n\u0303", "n\u0303"]


def test_a_row_has_its_right_part_at_the_edge_of_its_first_line() -> None:
    row = Row(lead=[Piece("* ")], left=line("The bridge over the river is closed to all"), right=line("14:00"))

    assert text(list(row.lines(40))) == ["* The bridge over the river is     14:00", "  closed to all"]


def test_a_right_part_that_leaves_no_room_stands_on_a_line_of_its_own() -> None:
    row = Row(left=line("The bridge is closed"), right=line("a-long-key-for-it"))

    assert text(list(row.lines(22))) == ["The bridge is closed", "     a-long-key-for-it"]


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    assert plain("a\x1b[31m\u202eb\tc\nd") == r"a\u{1b}[31m\u{202e}b c d"


def test_the_joiners_of_persian_stay() -> None:
    assert plain("می\u200cشود") == "می\u200cشود"


words = st.lists(st.sampled_from(["a", "b", " ", "é", "电", "o\u0301", "👍🏽", "\x07"]), max_size=40).map("".join)


@given(st.lists(words, max_size=4), st.integers(2, 30))
def test_no_line_is_too_wide_and_no_character_is_lost(parts: list[str], room: int) -> None:
    pieces = [said(part, ink) for part, ink in zip(parts, Ink, strict=False)]
    lines = list(wrapped(pieces, room))

    assert all(width(each) <= room for each in text(lines))
    assert "".join("".join(text(lines)).split()) == "".join("".join(piece.text for piece in pieces).split())
