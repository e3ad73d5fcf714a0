"""A few words of a text around what was looked for."""

from collections.abc import Iterator, Sequence

from sitlog.cli.show.paper import Ink, Line, Piece, said
from sitlog.domain.wording import Phrase, Wording, tokens

_BEFORE, _AFTER = 6, 12  # words


def excerpt(texts: Sequence[str], wording: Wording) -> Line:
    """Give the words around the first find, those that were looked for in ink; empty if none of *texts* has any."""
    for text in texts:
        held = text.split()
        hits = [any(_is_hit(token, wording.phrases) for token in tokens(word)) for word in held]
        if any(hits):
            return tuple(_pieces(held, hits))
    return ()


def _is_hit(token: str, phrases: Sequence[Phrase]) -> bool:
    return any(token in each.words or (each.beginning and token.startswith(each.words[-1])) for each in phrases)


def _pieces(held: list[str], hits: list[bool]) -> Iterator[Piece]:
    first = max(hits.index(True) - _BEFORE, 0)
    last = min(hits.index(True) + _AFTER, len(held))
    if first:
        yield Piece("… ", Ink.FAINT)
    for number in range(first, last):
        yield said(held[number], Ink.TITLE if hits[number] else Ink.PLAIN)
        if number < last - 1:
            yield Piece(" ")
    if last < len(held):
        yield Piece(" …", Ink.FAINT)
