"""Figure 10: what comparing two texts of 5,000 words costs, beside difflib without its shortcuts."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from random import Random

from benchmarks.figures import Figure, Setting, Timing, at_least, clocked, in_turns
from benchmarks.prose import sentence
from sitlog.domain.textdiff import compared

_WORDS = 5_000
_CHANGED = 0.04  # of the words
_GOAL = 20


def figures(setting: Setting) -> Iterator[Figure]:
    """A text with scattered changes, in one paragraph and in many; and two that have nothing to do with each other."""
    chance = Random(7)  # noqa: S311  # the same texts every time
    one = _text(chance)
    cases = {
        "in one paragraph": (one, _changed(one, chance), " "),
        "in 50 paragraphs": (one, _changed(one, chance), "\n\n"),
        "unrelated texts, in one paragraph": (one, _shuffled(chance), " "),
    }
    for what, (before, after, between) in cases.items():
        old, new = _joined(before, between), _joined(after, between)
        theirs, ours = in_turns(
            clocked(lambda: SequenceMatcher(None, before, after, autojunk=False).get_opcodes()),  # noqa: B023  # called at once
            clocked(lambda: compared(old, new)),  # noqa: B023  # so is this
            runs=setting.runs,
        )
        timing = Timing(f"word diff of {_WORDS:,} words, {what}", ours)
        yield at_least(10, timing, Timing("difflib", theirs), _GOAL)


def _text(chance: Random) -> list[str]:
    words = [word for number in range(_WORDS // 8) for word in sentence(chance.randrange(2_000) + number).split()]
    return words[:_WORDS]


def _changed(words: list[str], chance: Random) -> list[str]:
    told = []
    for word in words:
        lot = chance.random()
        if lot >= _CHANGED / 3:
            told.append(word if lot > _CHANGED else f"{word}ed")
        if lot > 1 - _CHANGED / 3:
            told.append("moreover")
    return told


def _shuffled(chance: Random) -> list[str]:
    other = _text(chance)
    chance.shuffle(other)
    return other


def _joined(words: list[str], between: str) -> str:
    return between.join(" ".join(words[at : at + 100]) for at in range(0, len(words), 100))
