"""Invented words: sentences, quotations and articles with their revisions, the same for the same numbers."""

from random import Random

_VOCABULARY = (
    "the a of to in on by at from after before near under pier harbour ship crane fire smoke night morning crew union "
    "mayor chief officer witness ferry cargo warehouse engine alarm signal radio police inquiry statement report "
    "spokesman council office boat water wall gate street quarter bridge road said told learned heard saw found left "
    "arrived began ended burned closed opened moved carried believed denied confirmed two three several many few "
    "nobody everyone late early apparent possible unknown official local large small old new dark quiet"
)
_WORDS = _VOCABULARY.split()
_SENTENCES = 2_000
_IN_PARAGRAPH = 4
_PARAGRAPHS = (3, 4, 5, 6, 8, 12)


def _sentences() -> list[str]:
    chance = Random(11)  # noqa: S311  # the same sentences every time
    return [" ".join(chance.choices(_WORDS, k=chance.randint(6, 26))).capitalize() + "." for _ in range(_SENTENCES)]


_PROSE = _sentences()


def quotation(number: int) -> str:
    """What somebody said: mostly a sentence, of one in eight some more."""
    at = number * 7
    return " ".join(sentence(at + nth) for nth in range(5 if number % 8 == 0 else 1))


def sentence(number: int) -> str:
    """One of two thousand sentences."""
    return _PROSE[number % _SENTENCES]


def article(number: int, revision: int) -> str:
    """The text of a revision: each changes a sentence in the one before, and adds a paragraph."""
    count = _PARAGRAPHS[number % len(_PARAGRAPHS)]
    changed = {(number + nth) % count: nth for nth in range(2, revision + 1)}
    told = [_paragraph(number * 31 + place, changed.get(place, 0)) for place in range(count + revision - 1)]
    return "\n\n".join(told)


def _paragraph(number: int, change: int) -> str:
    whole = [sentence(number * _IN_PARAGRAPH + nth) for nth in range(_IN_PARAGRAPH)]
    if change:
        whole[change % _IN_PARAGRAPH] = sentence(number + change)
    return " ".join(whole)
