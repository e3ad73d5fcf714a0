"""What somebody typed, in pieces that know where they stand."""

import re
from typing import NamedTuple, Self

from sitlog.domain.errors import BadTime

_SHOWN = 60  # characters of a text that an error repeats


class Slip(BadTime):
    """A text that is not a time; *offset* and *length*, in characters, say which part of it, for a caret."""

    def __init__(self, message: str, *, hint: str, offset: int, length: int) -> None:
        super().__init__(message, hint=hint)
        self.offset = offset
        self.length = length


class Typed(NamedTuple):
    """A piece of a text, and where in the text it begins."""

    text: str
    offset: int = 0

    def __str__(self) -> str:
        return self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}..."

    def slip(self, message: str, *, hint: str) -> Slip:
        """Make the error that points at this piece."""
        return Slip(message, hint=hint, offset=self.offset, length=max(len(self.text), 1))

    def part(self, start: int, end: int) -> Self:
        """Give the piece of this piece between two places."""
        return type(self)(self.text[start:end], self.offset + start)

    def strip(self) -> Self:
        """Leave out the blanks around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self.part(start, max(start, len(self.text.rstrip())))

    def named(self, found: re.Match[str], group: str) -> Self:
        """Give the piece that a group of a pattern found in this text; the group must have taken part."""
        return self.part(*found.span(group))

    def split(self, separator: str) -> list[Self]:
        """Give the pieces between separators, without the blanks around them."""
        pieces, start = [], 0
        for text in self.text.split(separator):
            pieces.append(self.part(start, start + len(text)).strip())
            start += len(text) + len(separator)
        return pieces
