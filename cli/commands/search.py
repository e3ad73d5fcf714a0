"""The command `search`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.search import search as found
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where

_Words = Annotated[
    list[str], typer.Argument(metavar="WORDS...", help='All must be there; "a phrase", or begin* for a beginning.')
]


def search(words: _Words, where: Where, question: Question, output: Output) -> None:
    """Show the entries whose texts hold some words.

    Letters count as they sound: small or capital, with accents or without. An entry that was corrected is found by what
    it says now; what it said before is marked. What was redacted is not found. With --at what was not public by then is
    left out.

    Example: sitlog search launcher malfunction
    """
    with session.open_log(where.log) as log:
        give(found(log, where, question, " ".join(map(_quoted, words))), output)


def _quoted(word: str) -> str:
    """Take for a phrase what the shell kept together."""
    return f'"{word}"' if " " in word.strip() and '"' not in word else word
