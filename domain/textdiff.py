"""What changed between two texts, word by word, paragraph by paragraph, so that people can read it.

Paragraphs that stayed, moved, came or went are told as such; those that were changed are compared by their words
(the longest common subsequence, by rapidfuzz). Hardly anything left of a paragraph is a rewrite, not a hundred changes.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

_BLANK_LINES = re.compile(r"\n\s*\n")
_LEAST_ALIKE = 0.3  # of two paragraphs, for one to be a change of the other: the share of words in common
_SHORT_RUN = 2  # words in common between two changes; so few are read better as part of the change
_MOST_PAIRS = 2_500  # paragraphs compared with each other; beyond, a paragraph is compared with its counterpart only
_MOST_CELLS = 250_000_000  # words times words, or paragraphs; what is longer is told as a rewrite


class Change(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


class Op(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words that were kept, removed or added together."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, numbered from 1 in the text before and the text after, and what became of its words."""

    change: Change
    before: int | None
    after: int | None
    hunks: tuple[Hunk, ...]


def paragraphs(text: str) -> list[str]:
    """Split a text at its blank lines."""
    return [held for each in _BLANK_LINES.split(text) if (held := each.strip())]


def compared(before: str, after: str) -> list[Paragraph]:
    """Compare two texts; paragraphs come in the order of the later one, those removed where they stood."""
    old, new = paragraphs(before), paragraphs(after)
    texts = _Texts(old, new, _spelled({*old, *new}))
    found = list(_aligned(texts))
    moves = _moves(found, old, new)
    came_from = {other: one for one, other in moves.items()}
    # What moved is told where it went.
    return [
        _moved(came_from[other], other, new) if other is not None and other in came_from else _told(one, other, texts)
        for one, other in found
        if one not in moves
    ]


def changed_words(before: str, after: str) -> tuple[Hunk, ...]:
    """Compare two paragraphs by their words."""
    spelled = _spelled({before, after})
    one, other = spelled[before], spelled[after]
    return _changed(one, other, _edits(one.numbers, other.numbers))


class _Spelled(NamedTuple):
    """The words of a paragraph, and a number for each of them, by which they are compared faster."""

    words: list[str]
    numbers: list[int]


_Edits: TypeAlias = Any  # rapidfuzz's, which is slow to import; None where comparing would take too long


@dataclass(frozen=True, slots=True)
class _Texts:
    """The paragraphs of two texts, how each of them is spelled, and what changed in pairs that are alike."""

    old: Sequence[str]
    new: Sequence[str]
    spelled: Mapping[str, _Spelled]
    edits: dict[tuple[int, int], _Edits] = field(default_factory=dict)


_Pair = tuple[int | None, int | None]
_Run = tuple[Op, list[str]]


def _spelled(found: Collection[str]) -> dict[str, _Spelled]:
    """Split paragraphs into words, each of which gets a number: its place among all that differ."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    split = {each: each.split() for each in found}
    return {each: _Spelled(words, list(map(numbers.__getitem__, words))) for each, words in split.items()}


def _aligned(texts: _Texts) -> Iterator[_Pair]:
    """Pair the paragraphs of two texts: equal ones first, then between these such as are alike."""
    gap: tuple[list[int], list[int]] = ([], [])
    for tag, ones, others in _ranges(texts.old, texts.new, _edits(texts.old, texts.new)):
        if tag == "equal":
            yield from _paired(*gap, texts)
            gap = ([], [])
            yield from zip(ones, others, strict=True)
        else:
            gap[0].extend(ones)
            gap[1].extend(others)
    yield from _paired(*gap, texts)


def _edits(old: Sequence[Hashable], new: Sequence[Hashable]) -> _Edits:
    if len(old) * len(new) > _MOST_CELLS:
        return None
    from rapidfuzz.distance import Indel  # noqa: PLC0415  # slow to import, and only article diff needs it

    return Indel.editops(old, new)


def _ranges(old: Sequence[object], new: Sequence[object], edits: _Edits) -> Iterator[tuple[str, range, range]]:
    """Give what is equal in both, what went (delete) and what came (insert), in order."""
    if edits is None:
        yield from (("delete", range(len(old)), range(0)), ("insert", range(0), range(len(new))))
        return
    for tag, start, end, from_, to in edits.as_opcodes().as_list():
        yield tag, range(start, end), range(from_, to)


def _paired(ones: list[int], others: list[int], texts: _Texts) -> Iterator[_Pair]:
    """Pair the paragraphs of a gap in their order, each with the first later one that is like it."""
    if len(ones) * len(others) > _MOST_PAIRS:
        alike = {one: other for one, other in zip(ones, others, strict=False) if _are_alike(one, other, texts)}
    else:
        alike = _matched(ones, others, texts)
    waiting = iter(others)
    for one in ones:
        if one not in alike:
            yield one, None
            continue
        for other in waiting:
            if other == alike[one]:
                break
            yield None, other
        yield one, alike[one]
    yield from ((None, other) for other in waiting)


def _matched(ones: list[int], others: list[int], texts: _Texts) -> dict[int, int]:
    found, left = {}, list(others)
    for one in ones:
        at = next((place for place, other in enumerate(left) if _are_alike(one, other, texts)), None)
        if at is not None:
            found[one] = left[at]
            left = left[at + 1 :]
    return found


def _are_alike(one: int, other: int, texts: _Texts) -> bool:
    before, after = texts.spelled[texts.old[one]].numbers, texts.spelled[texts.new[other]].numbers
    edits, words = _edits(before, after), len(before) + len(after)
    if edits is None or words - len(edits) < words * _LEAST_ALIKE:
        return False
    texts.edits[one, other] = edits
    return True


def _moves(found: Sequence[_Pair], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Find the paragraphs that went from one place and came, word for word, at another."""
    came = {new[other]: other for one, other in found if one is None and other is not None}
    gone = [one for one, other in found if other is None and one is not None]
    return {one: came.pop(old[one]) for one in gone if old[one] in came}


def _told(one: int | None, other: int | None, texts: _Texts) -> Paragraph:
    old, new = texts.old, texts.new
    match one, other:
        case int(), int() if old[one] == new[other]:
            return Paragraph(Change.SAME, one + 1, other + 1, (Hunk(Op.KEPT, old[one]),))
        case int(), int():
            hunks = _changed(texts.spelled[old[one]], texts.spelled[new[other]], texts.edits[one, other])
            return Paragraph(Change.CHANGED, one + 1, other + 1, hunks)
        case int(), None:
            return Paragraph(Change.REMOVED, one + 1, None, (Hunk(Op.REMOVED, old[one]),))
        case None, int():
            return Paragraph(Change.ADDED, None, other + 1, (Hunk(Op.ADDED, new[other]),))
        case _:
            raise ValueError("a pair of no paragraphs")


def _moved(one: int, other: int, new: Sequence[str]) -> Paragraph:
    return Paragraph(Change.MOVED, one + 1, other + 1, (Hunk(Op.KEPT, new[other]),))


def _changed(before: _Spelled, after: _Spelled, edits: _Edits) -> tuple[Hunk, ...]:
    return _hunks(_joined(_runs(before, after, edits)))


def _runs(before: _Spelled, after: _Spelled, edits: _Edits) -> Iterator[_Run]:
    for tag, ones, others in _ranges(before.numbers, after.numbers, edits):
        if tag == "equal":
            yield Op.KEPT, before.words[ones.start : ones.stop]
        elif tag == "delete":
            yield Op.REMOVED, before.words[ones.start : ones.stop]
        else:
            yield Op.ADDED, after.words[others.start : others.stop]


def _joined(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Make one change of those that stand close together: first what went, then what came."""
    held = list(runs)
    gone: list[str] = []
    came: list[str] = []
    for at, (op, words) in enumerate(held):
        if op is Op.KEPT and (len(words) > _SHORT_RUN or at in {0, len(held) - 1}):
            yield Op.REMOVED, gone
            yield Op.ADDED, came
            yield op, words
            gone, came = [], []
        else:
            gone += words if op is not Op.ADDED else ()
            came += words if op is not Op.REMOVED else ()
    yield Op.REMOVED, gone
    yield Op.ADDED, came


def _hunks(runs: Iterable[_Run]) -> tuple[Hunk, ...]:
    return tuple(Hunk(op, " ".join(words)) for op, words in runs if words)
