"""How titles and texts of reports changed from one revision to the next, as the page needs it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, EntryCorrected, ReportPublished
from sitlog.domain.textdiff import Change, Op, Paragraph, compared

Report = ReportPublished | ArticleUpdated
_OPS = {Op.KEPT: "=", Op.REMOVED: "-", Op.ADDED: "+"}


class Versions:
    """The titles and texts of each revision that was ever recorded; corrections make several of one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._texts: dict[tuple[str, str], dict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))

    def note(self, event: Event) -> None:
        """Take the texts of an event, if it has some."""
        match event:
            case ReportPublished():
                self._take(event, 1)
            case ArticleUpdated():
                self._take(event, event.revision)
            case EntryCorrected():
                self.note(event.replacement)
            case _:
                pass

    def _take(self, event: Report, number: int) -> None:
        for field, text in (("title", event.title), ("body", event.body)):
            if text is not None:
                self._texts[event.report, field][number][text] = None

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give each text with those that replaced it."""
        for (_, field), revisions in self._texts.items():
            for before, after in pairwise(sorted(revisions)):
                # A title holds until there is another; a text that is not held may have been anything.
                if field == "title" or after == before + 1:
                    both = product(revisions[before], revisions[after])
                    yield from ((one, other) for one, other in both if one != other)


def change(before: str, after: str) -> list[Any]:
    """Compare two texts: a row a paragraph, with its number before and after, and its words where it was changed."""
    return [_row(each) for each in compared(before, after)]


def _row(paragraph: Paragraph) -> list[Any]:
    row: list[Any] = [paragraph.change.value, paragraph.before or 0, paragraph.after or 0]
    if paragraph.change is Change.CHANGED:
        row.append([[_OPS[each.op], each.text] for each in paragraph.hunks])
    return row
