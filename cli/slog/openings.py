"""How a sentence opens: with the word of a declaration, or with a time, a voice and a verb."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeVar

from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.form import Form, Verb
from sitlog.cli.slog.forms import DECLARATIONS, VERBS
from sitlog.cli.slog.keys import is_key
from sitlog.cli.slog.spans import read_time
from sitlog.cli.slog.tokens import Misread, Token, TokenKind
from sitlog.domain.nearest import nearest
from sitlog.domain.times.reading import Reading
from sitlog.domain.when import When

_FormLike = TypeVar("_FormLike", bound=Form)


@dataclass(slots=True)
class Opened:
    """A sentence with what its opening says, and what is wrong with that."""

    form: Form
    draft: Draft
    misread: list[Misread] = field(default_factory=list)


def opened(cursor: Cursor, situation: str, reading: Reading) -> Opened:
    """Read the opening of a sentence, up to what its form says must follow.

    Raises:
        Misread: it opens like no sentence.

    """
    form = _at(cursor.tokens[cursor.index :], DECLARATIONS)
    if form is None:
        return _sentence(cursor, situation, reading)
    place = cursor.here()
    cursor.index += len(form.opening)
    return Opened(form, Draft(situation, reading, place))


def _at(tokens: Sequence[Token], forms: Mapping[tuple[str, ...], _FormLike]) -> _FormLike | None:
    """Give the form that these tokens open."""
    words = tuple(token.text for token in tokens[:2] if token.kind is TokenKind.WORD)
    return forms.get(words) or forms.get(words[:1])


def _sentence(cursor: Cursor, situation: str, reading: Reading) -> Opened:
    words = tuple(takewhile(lambda token: token.kind is TokenKind.WORD, cursor.tokens[cursor.index :]))
    verb, form, when = _verb(cursor, words, reading)
    found = Opened(form, Draft(situation, reading, words[verb].place))
    found.draft.fields |= form.fixed
    if isinstance(when, Misread):
        found.misread.append(when)
    else:
        found.draft.put(form.when.field, when, words[0].place.to(words[verb - 2].place))
    cursor.index += verb - 1
    form.who.read(cursor, found.draft)
    cursor.index += len(form.opening)
    return found


def _verb(cursor: Cursor, words: Sequence[Token], reading: Reading) -> tuple[int, Verb, When | Misread]:
    """Find the verb: the first with a time and a voice before it; the key of a voice or a claim may be a verb too."""
    found: list[tuple[int, Verb, When | Misread]] = []
    for index in range(1, len(words)):
        if form := _at(words[index:], VERBS):
            found.append((index, form, _time(cursor, words[: index - 1], reading)))
            if isinstance(found[-1][2], When) and is_key(words[index - 1].text):
                return found[-1]
    if not found:
        raise _no_sentence(cursor, words)
    return found[0]


def _time(cursor: Cursor, words: Sequence[Token], reading: Reading) -> When | Misread:
    if not words:
        return Misread(cursor.here(), "a time is missing here", "begin with when it was said, such as 2024-04-22 19:15")
    try:
        return read_time(cursor.text, words, reading)
    except Misread as misread:
        return misread


def _no_sentence(cursor: Cursor, words: Sequence[Token]) -> Misread:
    """Say which word may be meant for a verb, or for the opening of a declaration."""
    verbs = {opening[0]: opening for opening in VERBS}
    for token in words[1:]:
        if like := nearest(token.text[:60], verbs):
            return Misread(token.place, f"no verb '{token.text[:60]}'", f"did you mean {' '.join(verbs[like])}?")
    place, text = cursor.here(), cursor.tokens[cursor.index].text[:60]
    openings = {opening[0] for opening in DECLARATIONS}
    if like := nearest(text, openings):
        return Misread(place, f"'{text}' opens no sentence", f"did you mean {like}?")
    return Misread(
        place, "this is no sentence: it has no verb", f"write WHEN WHO VERB CLAIM; verbs: {', '.join(verbs)}"
    )
