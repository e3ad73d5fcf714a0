"""A place in the tokens of one line, moving forward."""

from collections.abc import Sequence
from dataclasses import dataclass

from sitlog.cli.slips import Place
from sitlog.cli.slog.tokens import Misread, Token, TokenKind


@dataclass(slots=True)
class Cursor:
    """The tokens of a line that are still to be read.

    *text* is the whole line. *stops* are the words that end a time. *attribute* tells that the line begins with one;
    *below* are then the lines that stand deeper, as long as nothing has read them.
    """

    text: str
    line: int
    tokens: Sequence[Token]
    stops: frozenset[str] = frozenset()
    attribute: bool = False
    below: Sequence[tuple[int, str]] = ()
    index: int = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """Give a token that is still to be read, or None past the last."""
        return self.tokens[self.index + ahead] if self.index + ahead < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str | None:
        """Give the text of a token that is still to be read, if it is a word."""
        token = self.peek(ahead)
        return token.text if token is not None and token.kind is TokenKind.WORD else None

    def begins(self, kind: TokenKind) -> bool:
        """Tell whether the next token is of a kind."""
        token = self.peek()
        return token is not None and token.kind is kind

    def rest_of_line(self) -> str:
        """Read all that is left of the line as it stands, what looks like a comment too."""
        start = self.here().column - 1
        self.index = len(self.tokens)
        return self.text[start:].rstrip()

    def take(self) -> Token:
        """Read the next token; there must be one."""
        token = self.tokens[self.index]
        self.index += 1
        return token

    def take_kind(self, kind: TokenKind, what: str) -> Token:
        """Read the next token, which must be of a kind; *what* says what is missing if it is not."""
        if not self.begins(kind):
            raise self.missing(what)
        return self.take()

    def here(self) -> Place:
        """Give the place of the next token, or of the end of the line."""
        token = self.peek()
        return token.place if token is not None else Place(self.line, len(self.text.rstrip()) + 1, 1)

    def last(self) -> Place:
        """Give the place of the token that was read last; there must be one."""
        return self.tokens[self.index - 1].place

    def missing(self, what: str) -> Misread:
        """Make the error that says what should stand here."""
        return Misread(self.here(), f"{what} is missing here" if self.peek() is None else f"{what} should stand here")
