"""How a report changed from one revision to another, and which claims rest on the paragraphs that changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sitlog.domain.story import Report, Revision, Story
from sitlog.domain.textdiff import Change, Hunk, Paragraph, changed_words, compared, paragraphs
from sitlog.domain.values import ClaimId, Evidence

_PLACE = re.compile(r"¶\s*(\d{1,6})(?:\s*[-\u2013]\s*(\d{1,6}))?")

Places: TypeAlias = dict[int, set[ClaimId]]


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph of an article and what became of it; *claims* are those whose evidence lies in it."""

    paragraph: Paragraph
    claims: tuple[ClaimId, ...]

    @property
    def wording_only(self) -> bool:
        """Whether it was changed or moved, and no claim rests on it."""
        return self.paragraph.change in {Change.CHANGED, Change.MOVED} and not self.claims


@dataclass(frozen=True, slots=True)
class ArticleDiff:
    """What lies between two revisions; *changes* is None where one of the texts is not held.

    *title* is empty where it stayed. *published* are the revisions after the earlier one, up to the later.
    """

    before: Revision
    after: Revision
    published: tuple[Revision, ...]
    title: tuple[Hunk, ...]
    changes: tuple[Changed, ...] | None

    @property
    def touching(self) -> int:
        """How many changed paragraphs touch claims."""
        return sum(1 for each in self.changes or () if each.paragraph.change is not Change.SAME and each.claims)

    @property
    def changed(self) -> int:
        """How many paragraphs are not the same."""
        return sum(1 for each in self.changes or () if each.paragraph.change is not Change.SAME)


def article_diff(story: Story, report: Report, before: Revision, after: Revision) -> ArticleDiff:
    """Compare two revisions of a report, the earlier one first."""
    titles = [title_of(report, each.number) for each in (before, after)]
    title = () if titles[0] == titles[1] else changed_words(titles[0] or "", titles[1] or "")
    published = tuple(each for each in report.revisions if before.number < each.number <= after.number)
    return ArticleDiff(before, after, published, title, _changes(story, report, before, after))


def _changes(story: Story, report: Report, before: Revision, after: Revision) -> tuple[Changed, ...] | None:
    if before.body is None or after.body is None:
        return None
    was, now = places(story, report, before), places(story, report, after)
    return tuple(
        Changed(each, tuple(sorted(was.get(each.before or 0, set()) | now.get(each.after or 0, set()))))
        for each in compared(before.body, after.body)
    )


def title_of(report: Report, number: int) -> str | None:
    """Give the title of a revision: its own, or the latest one before it."""
    titles = [each.title for each in report.revisions if each.number <= number and each.title]
    return titles[-1] if titles else None


def places(story: Story, report: Report, revision: Revision) -> Places:
    """Give the claims that rest on each paragraph of a revision; those under 0 name no paragraph of it."""
    texts = paragraphs(revision.body or "")
    found: Places = {}
    for claim, told in story.told.items():
        for statement in told:
            for evidence in statement.evidence:
                if (evidence.report, evidence.revision) == (report.report, revision.number):
                    for number in _paragraphs_of(evidence, texts):
                        found.setdefault(number, set()).add(claim)
    return found


def _paragraphs_of(evidence: Evidence, texts: Sequence[str]) -> Iterable[int]:
    """Give the paragraphs that evidence names, or those that hold its words."""
    named = list(_named(evidence.place or ""))
    if named or not evidence.words:
        return named or [0]
    words = " ".join(evidence.words.split())
    return [number for number, text in enumerate(texts, start=1) if words in " ".join(text.split())] or [0]


def _named(place: str) -> Iterator[int]:
    for found in _PLACE.finditer(place):
        first = int(found[1])
        yield from range(first, min(int(found[2] or first), first + 1000) + 1)
