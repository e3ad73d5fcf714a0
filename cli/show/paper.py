"""Lines of text with ink: wrapped at words, with something at the right edge."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sitlog.cli.cells import graphemes, plain, width

GAP = 2  # columns between what stands at the left and what stands at the right
_NARROWEST = 24  # columns; where less is left beside the right part, that goes on a line of its own


class Ink(StrEnum):
    """What a piece of text is, for its colour; the text says it too."""

    PLAIN = "plain"
    TITLE = "title"
    FAINT = "faint"
    KEY = "key"
    SAYS = "says"
    DENIES = "denies"
    UNCLEAR = "unclear"
    DISPUTED = "disputed"
    ERROR = "error"


class Piece(NamedTuple):
    """A run of text in one ink; its text is safe to print."""

    text: str
    ink: Ink = Ink.PLAIN


Line = tuple[Piece, ...]


def said(text: str, ink: Ink = Ink.PLAIN) -> Piece:
    """Make a piece of what somebody wrote, whatever it holds."""
    return Piece(plain(text), ink)


def line(text: str, ink: Ink = Ink.PLAIN) -> Line:
    """Make a line of one piece."""
    return (said(text, ink),)


def columns(pieces: Iterable[Piece]) -> int:
    """Count the columns that pieces take."""
    return sum(width(each.text) for each in pieces)


def spaced(*parts: Sequence[Piece], by: int = GAP) -> Line:
    """Put parts on one line with blanks between; those that are empty are passed over."""
    joined: list[Piece] = []
    for part in parts:
        if part:
            joined += [Piece(" " * by)] * bool(joined) + list(part)
    return tuple(joined)


class Row(NamedTuple):
    """Something at the left, wrapped beside what stands at the right edge of its first line.

    *lead* stands before it, and the lines that follow begin below the text.
    """

    left: Sequence[Piece]
    right: Sequence[Piece] = ()
    lead: Sequence[Piece] = ()

    def lines(self, across: int) -> Iterator[Line]:
        """Lay it out on so many columns."""
        indent = columns(self.lead)
        room = max(across - indent, 1)
        right = columns(self.right)
        beside = room - right - GAP if right else room
        if right and beside < min(_NARROWEST, columns(self.left)):
            yield from self._lines(list(wrapped(self.left, room)), indent)
            yield from (_pushed((), part, across) for part in wrapped(self.right, across))
            return
        first, *others = self._lines(list(wrapped(self.left, beside)), indent)
        yield _pushed(first, self.right, across) if right else first
        yield from others

    def _lines(self, left: list[Line], indent: int) -> Iterator[Line]:
        for number, each in enumerate(left or [()]):
            yield (*(self.lead if number == 0 else [Piece(" " * indent)] * bool(indent)), *each)


def _pushed(left: Line, right: Sequence[Piece], across: int) -> Line:
    return (*left, Piece(" " * max(across - columns(left) - columns(right), 0)), *right)


def wrapped(pieces: Sequence[Piece], room: int) -> Iterator[Line]:
    """Break a line at blanks so that no part is wider than *room*; words that are wider are broken anywhere."""
    at: list[Piece] = []
    used = 0
    for blanks, word in _words(pieces):
        ahead = columns(blanks) if at else 0
        if at and used + ahead + columns(word) > room:
            yield _joined(at)
            at, used, ahead = [], 0, 0
        at += blanks if ahead else []
        used += ahead
        for chunk in _chunks(word, room, used):
            if used + width(chunk.text) > room:
                yield _joined(at)
                at, used = [], 0
            at.append(chunk)
            used += width(chunk.text)
    if at:
        yield _joined(at)


def _joined(pieces: Iterable[Piece]) -> Line:
    """Make one piece of neighbours in one ink."""
    return tuple(
        Piece("".join(each.text for each in run), ink) for ink, run in groupby(pieces, key=lambda piece: piece.ink)
    )


def _words(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Give each word, which may be of several inks, after the blanks before it."""
    tokens = (Piece("".join(run), piece.ink) for piece in pieces for _, run in groupby(piece.text, str.isspace))
    blanks: list[Piece] = []
    for blank, run in groupby(tokens, key=lambda piece: piece.text.isspace()):
        if blank:
            blanks = list(run)
        else:
            yield blanks, list(run)


def _chunks(word: Sequence[Piece], room: int, used: int) -> Iterator[Piece]:
    """Cut a word into what fits on this line and on the next ones."""
    for piece in word:
        if used + width(piece.text) <= room:
            used += width(piece.text)
            yield piece
            continue
        chunk = ""
        for each in graphemes(piece.text):
            if chunk and used + width(chunk + each) > room:
                yield Piece(chunk, piece.ink)
                chunk, used = "", 0
            chunk += each
        yield Piece(chunk, piece.ink)
        used += width(chunk)
