"""What changed between two texts, word by word, paragraph by paragraph, so that people can read it.

Paragraphs that stayed, moved, came or went are told as such; those that were changed are compared by their words
(the longest common subsequence, by rapidfuzz). Hardly anything left of a paragraph is a rewrite, not a hundred changes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")
_LEAST_ALIKE = 0.3  # of two paragraphs, for one to be a change of the other: the share of words in common
_SHORT_RUN = 2  # words in common between two changes; so few are read better as part of the change
_MOST_PAIRS = 2_500  # paragraphs compared with each other; beyond, a paragraph is compared with its counterpart only
_MOST_CELLS = 250_000_000  # words times words; what is longer is told as a rewrite


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
    return [each for each in _PARAGRAPHS.split(text.strip()) if each]


def compared(before: str, after: str) -> list[Paragraph]:
    """Compare two texts; paragraphs come in the order of the later one, those removed where they stood."""
    old, new = paragraphs(before), paragraphs(after)
    found = list(_aligned(old, new))
    moves = _moves(found, old, new)
    came_from = {other: one for one, other in moves.items()}
    # What moved is told where it went.
    return [
        _moved(came_from[other], other, new)
        if other is not None and other in came_from
        else _told(one, other, old, new)
        for one, other in found
        if one not in moves
    ]


def changed_words(before: str, after: str) -> tuple[Hunk, ...]:
    """Compare two paragraphs by their words."""
    old, new = before.split(), after.split()
    if len(old) * len(new) > _MOST_CELLS:
        return _hunks([(Op.REMOVED, old), (Op.ADDED, new)])
    return _hunks(_joined(_opcodes(old, new)))


_Pair = tuple[int | None, int | None]
_Run = tuple[Op, list[str]]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[_Pair]:
    """Pair the paragraphs of two texts: equal ones first, then between these such as are alike."""
    gap: tuple[list[int], list[int]] = ([], [])
    for tag, ones, others in _ranges(old, new):
        if tag == "equal":
            yield from _paired(*gap, old, new)
            gap = ([], [])
            yield from zip(ones, others, strict=True)
        else:
            gap[0].extend(ones)
            gap[1].extend(others)
    yield from _paired(*gap, old, new)


def _ranges(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, range, range]]:
    from rapidfuzz.distance import Indel  # noqa: PLC0415  # slow to import, and only article diff needs it

    for each in Indel.opcodes(old, new):
        yield each.tag, range(each.src_start, each.src_end), range(each.dest_start, each.dest_end)


def _paired(ones: list[int], others: list[int], old: Sequence[str], new: Sequence[str]) -> Iterator[_Pair]:
    """Pair the paragraphs of a gap in their order, each with the first later one that is like it."""
    if len(ones) * len(others) > _MOST_PAIRS:
        alike = {one: other for one, other in zip(ones, others, strict=False) if _are_alike(old[one], new[other])}
    else:
        alike = _matched(ones, others, old, new)
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


def _matched(ones: list[int], others: list[int], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    found, left = {}, list(others)
    for one in ones:
        at = next((place for place, other in enumerate(left) if _are_alike(old[one], new[other])), None)
        if at is not None:
            found[one] = left[at]
            left = left[at + 1 :]
    return found


def _are_alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import Indel  # noqa: PLC0415  # as above

    return Indel.normalized_similarity(one.split(), other.split(), score_cutoff=_LEAST_ALIKE) >= _LEAST_ALIKE


def _moves(found: Sequence[_Pair], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Find the paragraphs that went from one place and came, word for word, at another."""
    came = {new[other]: other for one, other in found if one is None and other is not None}
    gone = [one for one, other in found if other is None and one is not None]
    return {one: came.pop(old[one]) for one in gone if old[one] in came}


def _told(one: int | None, other: int | None, old: Sequence[str], new: Sequence[str]) -> Paragraph:
    match one, other:
        case int(), int() if old[one] == new[other]:
            return Paragraph(Change.SAME, one + 1, other + 1, (Hunk(Op.KEPT, old[one]),))
        case int(), int():
            return Paragraph(Change.CHANGED, one + 1, other + 1, changed_words(old[one], new[other]))
        case int(), None:
            return Paragraph(Change.REMOVED, one + 1, None, (Hunk(Op.REMOVED, old[one]),))
        case None, int():
            return Paragraph(Change.ADDED, None, other + 1, (Hunk(Op.ADDED, new[other]),))
        case _:
            raise ValueError("a pair of no paragraphs")


def _moved(one: int, other: int, new: Sequence[str]) -> Paragraph:
    return Paragraph(Change.MOVED, one + 1, other + 1, (Hunk(Op.KEPT, new[other]),))


def _opcodes(old: list[str], new: list[str]) -> Iterator[_Run]:
    for tag, ones, others in _ranges(old, new):
        if tag == "equal":
            yield Op.KEPT, old[ones.start : ones.stop]
        elif tag == "delete":
            yield Op.REMOVED, old[ones.start : ones.stop]
        else:
            yield Op.ADDED, new[others.start : others.stop]


def _joined(runs: Iterator[_Run]) -> list[_Run]:
    """Make one change of those that stand close together: first what went, then what came."""
    held = list(runs)
    inside = range(1, len(held) - 1)
    as_change = [
        op is not Op.KEPT or (at in inside and len(words) <= _SHORT_RUN) for at, (op, words) in enumerate(held)
    ]
    joined: list[_Run] = []
    for is_change, group in groupby(zip(as_change, held, strict=True), key=lambda each: each[0]):
        run = [each for _, each in group]
        if is_change:
            joined.append((Op.REMOVED, [word for op, words in run if op is not Op.ADDED for word in words]))
            joined.append((Op.ADDED, [word for op, words in run if op is not Op.REMOVED for word in words]))
        else:
            joined += run
    return joined


def _hunks(runs: Sequence[_Run]) -> tuple[Hunk, ...]:
    return tuple(Hunk(op, " ".join(words)) for op, words in runs if words)
