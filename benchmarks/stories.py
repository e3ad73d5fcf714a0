"""Realistic stories to measure on: of skewed sizes, with late news, slips, denials and articles that change.

The same number of entries and seed give the same entries, one after another in flat memory, however many they are.
Half of all entries belong to one situation, LARGE; the others to ever smaller ones, in bursts as a desk works. Who
speaks and about what is skewed too: a few voices and claims have most of the statements. What a hundred entries are is
told by benchmarks/story.py. Most is recorded minutes after it was said, a tenth hours and one in fifty days after; one
in six is known to the hour or the day only.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from benchmarks.story import Story
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.identity import identity
from sitlog.domain.values import Position
from sitlog.store import codec
from sitlog.store.log import SituationLog

LARGE = "harbour-fire"
BATCH = 1000
_START = datetime(2031, 5, 5, tzinfo=UTC)
_STEP = timedelta(seconds=20)
_BURST = 25  # entries of one situation at most, before the desk turns to another


def told(entries: int, *, seed: int = 5, changing: bool = True) -> Iterator[Event]:
    """Give the events of so many entries; the first of them is recorded as e1 of an empty log.

    Unless *changing*, none of them is corrected or withdrawn.
    """
    chance = Random(seed)  # noqa: S311  # the same stories every time
    stories = [Story(key, chance, changing=changing) for key in keys(entries)]
    weights = list(accumulate(_sizes(len(stories))))
    position = 0
    while position < entries:
        (story,) = chance.choices(stories, cum_weights=weights)
        for _ in range(min(chance.randint(1, _BURST), entries - position)):
            position += 1
            yield story.next(position, moment(position))


def one(entries: int, *, seed: int = 5) -> Iterator[Entry]:
    """Give so many entries of one situation alone, as they would stand in a log of its own."""
    story = Story(LARGE, Random(seed))  # noqa: S311  # the same story every time
    for position in range(1, entries + 1):
        at = moment(position)
        made = story.next(position, at)
        yield Entry(Position(position), at, made.TOPIC, LARGE, made)


def keys(entries: int) -> list[str]:
    """The situations of so many entries: LARGE, and the others by size."""
    return [LARGE, *(f"town-{number}" for number in range(1, max(2, int(entries**0.5 / 5))))]


def moment(position: int) -> datetime:
    """When an entry is recorded, about; UTC."""
    return _START + position * _STEP


def a_log(url: str, entries: int, *, changing: bool = True) -> SituationLog:
    """Make a log of so many entries, appended in batches as an import would, at the instants of their story."""
    now = _START
    log = SituationLog.open(url, create=True, clock=lambda: now)
    coming, end = told(entries, changing=changing), 0
    while batch := list(islice(coming, BATCH)):
        end += len(batch)
        now = moment(end)
        log.read().ledger.append_drafts([codec.draft(each, identity(each)) for each in batch])
    return log


def a_file(folder: Path, entries: int) -> Path:
    """Make a log of so many entries in a folder, or find the one that was made there; it is not to be changed."""
    file = folder / f"stories-{entries}.db"
    if not file.exists():
        a_log(f"sqlite:///{file}", entries).close()
    return file


def _sizes(count: int) -> list[float]:
    """The shares of situations: half for the first, ever less for the others."""
    others = [1 / number for number in range(1, count)]
    return [sum(others), *others]
