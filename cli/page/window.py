"""From when to when a page shows time, on either clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sitlog.domain.entry import Entry
from sitlog.domain.story import Story
from sitlog.domain.when import Span

Window = tuple[datetime, datetime]

_MARGIN = 30  # of the time shown there is one part more at either side
_LEAST = timedelta(minutes=20)
_REACH = 2  # times as long as all that is certain took: what began before that is drawn from the edge


def public_window(story: Story, otherwise: datetime) -> Window:
    """Give the time in which things became certain, and possible unless that was long before."""
    spans = list(_spans(story))
    ends = [each.latest or each.earliest or otherwise for each in spans] or [otherwise]
    first, last = min(ends), max(ends)
    reach = _earlier(first, _REACH * max(last - first, timedelta(days=1)))
    begins = [each.earliest for each in spans if each.earliest is not None and each.earliest >= reach]
    return _with_margin(min([first, *begins]), last)


def desk_window(entries: Sequence[Entry], otherwise: datetime) -> Window:
    """Give the time in which the log was written."""
    taken = [each.recorded_at for each in entries] or [otherwise]
    return _with_margin(taken[0], taken[-1])


def _spans(story: Story) -> Iterator[Span]:
    yield from (told.said for each in story.told.values() for told in each)
    yield from (revision.published for each in story.reports.values() for revision in each.revisions)


def _with_margin(first: datetime, last: datetime) -> Window:
    margin = max((last - first) / _MARGIN, _LEAST)
    return _earlier(first, margin), last + margin


def _earlier(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant - by
    except OverflowError:
        return instant
