"""The words, quoted strings and @cites of a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from sitlog.cli.slips import Place
from sitlog.cli.slog.text import BadEscape, deceptive, spelled, unescaped

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<comment>\#.*)
      | (?P<string>"[^"\\]*(?:\\.[^"\\]*)*" | “[^”\\]*(?:\\.[^”\\]*)*”)
      | (?P<open>["“].*)
      | (?P<word>[^\s"“]+)""",
    re.VERBOSE,
)


class Misread(Exception):
    """Something that cannot be read as it stands: where, what is the case, and what to write."""

    def __init__(self, place: Place, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    STRING = auto()
    CITE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, the text of a quoted string, or what stands behind an @; *place* holds the quotes and the @ too."""

    kind: TokenKind
    text: str
    place: Place


def tokens(text: str, line: int) -> Iterator[Token]:
    """Give the tokens of a line, its comment left out.

    Raises:
        Misread: a quote that is not closed, or an escape that stands for nothing.

    """
    for found in _TOKEN.finditer(text):
        place = Place(line, found.start() + 1, len(found[0]))
        match found.lastgroup:
            case "string":
                yield Token(TokenKind.STRING, read_escapes(found[0][1:-1], line, place.column + 1), place)
            case "open":
                raise _open(found[0][0], place)
            case "word":
                yield _word(found[0], place)
            case _:
                pass


def hidden(text: str, line: int) -> Iterator[Misread]:
    """Tell each character of a line that would make it read otherwise than it looks."""
    for found in deceptive(text):
        message = f"the hidden character U+{ord(found[0]):04X} may not stand in a file"
        hint = f"delete it, or write it in a text as {spelled(found[0])}"
        yield Misread(Place(line, found.start() + 1, 1), message, hint)


def read_escapes(text: str, line: int, column: int) -> str:
    """Read the escapes in a text that stands at a place; raise Misread where a backslash begins none."""
    try:
        return unescaped(text)
    except BadEscape as bad:
        place = Place(line, column + bad.offset, bad.length)
        raise Misread(place, bad.message, f"write {_ESCAPES}") from bad


_ESCAPES = r"""a backslash as \\, a quote as \", a new line as \n, any character as \u{e9}"""


def _open(quote: str, place: Place) -> Misread:
    closing = "”" if quote == "“" else '"'
    return Misread(
        place, "the quote is not closed on its line", rf"close it with {closing} and write a new line in it as \n"
    )


def _word(text: str, place: Place) -> Token:
    if text.startswith("@"):
        return Token(TokenKind.CITE, text[1:], place)
    return Token(TokenKind.WORD, text, place)
