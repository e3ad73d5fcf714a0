"""What is wrong in a text that somebody wrote, where in it, and what to write instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sitlog.cli.cells import width

_WIDEST = 160  # characters of a line that are shown; of a longer one, the part around the slip
_BEFORE = 60  # of them before the slip


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column count from 1, in characters."""

    line: int
    column: int
    length: int

    def to(self, last: "Place") -> "Place":
        """Give the place from here to the end of *last*, on the same line."""
        return Place(self.line, self.column, last.column + last.length - self.column)


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing wrong with a text: *message* says what is the case, *hint* what to write; *source* is its line."""

    file: str
    line: int
    column: int
    length: int
    message: str
    hint: str | None
    source: str

    def __str__(self) -> str:
        """Tell it as compilers do: place and message, the line, a caret and what to write."""
        number = f"{self.line:5d} | "
        shown, before, under = _shown(self)
        return "\n".join(
            [
                f"{self.file}:{self.line}:{self.column}: error: {visible(self.message)}",
                f"{number}{shown}",
                f"{'| ':>{len(number)}}{' ' * before}{'^' * under}{'  ' + visible(self.hint) if self.hint else ''}",
            ]
        )


def below_the_sentence(slips: Iterable[Slip]) -> Iterator[str]:
    """Tell the slips of a one-liner: each line once, under it a caret line for each of its slips."""
    told = ""
    for slip in slips:
        shown, before, under = _shown(slip)
        if shown != told:
            yield f"  {shown}"
            told = shown
        yield f"  {' ' * before}{'^' * under} {_in_one_breath(slip)}"


def _in_one_breath(slip: Slip) -> str:
    told = f"{slip.message}. {slip.hint[:1].upper()}{slip.hint[1:]}" if slip.hint else slip.message
    return visible(told)


def _shown(slip: Slip) -> tuple[str, int, int]:
    """The line as a terminal can show it, the width of what stands before the slip, and the width of the slip."""
    start = slip.column - 1
    first = max(0, start - _BEFORE) if len(slip.source) > _WIDEST else 0
    last = first + _WIDEST
    before, under = slip.source[first:start], slip.source[start : min(start + slip.length, last)]
    head, tail = "…" * (first > 0), "…" * (last < len(slip.source))
    shown = f"{head}{visible(slip.source[first:last])}{tail}"
    return shown.rstrip(), len(head) + width(visible(before)), max(1, width(visible(under)))


def visible(text: str) -> str:
    """Give *text* with a sign in place of each character that a terminal would obey rather than show."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def in_order(slips: Iterable[Slip]) -> list[Slip]:
    """Give slips in the order of their places."""
    return sorted(slips, key=lambda slip: (slip.line, slip.column))
