"""The answers of `article`: a report as it stood, and what changed between two revisions of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.article import ArticleDiffText, ArticleText, publishers_words, revision_line
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Line, line
from sitlog.domain.answer import asked_document, when_document
from sitlog.domain.errors import NoSuchKey, NotUnderstood
from sitlog.domain.public import in_force
from sitlog.domain.story import Report, Revision, Story
from sitlog.domain.textdiff import Change, Hunk, Op, paragraphs
from sitlog.domain.values import Kind, ReportId
from sitlog.domain.when import Membership
from sitlog.projections.articles import ArticleDiff, Changed, article_diff, places, title_of

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_REVISION = re.compile(r"r?(\d{1,7})")


def article(
    log: "SituationLog", where: Where, question: Question, report: str, revision: str | None
) -> "ArticleAnswer":
    """Find the revision in force, or the one that is named; see the command `article`."""
    base, put, held = _report(log, where, question, report)
    found = _revision(held, revision) if revision else None
    if found is None and (newest := in_force(held, base.asked.at)):
        found = newest[0]
    return ArticleAnswer(base, put, held, found)


def changes(
    log: "SituationLog", where: Where, question: Question, report: str, ends: tuple[str | None, str | None]
) -> "ArticleDiffAnswer":
    """Compare two revisions: those that are named, or the one in force with the one before it."""
    base, put, held = _report(log, where, question, report)
    first, last = _ends(held, base, ends)
    return ArticleDiffAnswer(base, put, held, article_diff(put, held, first, last))


def _report(log: "SituationLog", where: Where, question: Question, report: str) -> tuple[Ground, Story, Report]:
    from sitlog.store.about import citing  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    put = citing(log, base.situation, report, until=base.asked.position)
    if report not in put.reports:
        base.must_know(Kind.REPORT, report)
    return base, put, put.reports[ReportId(report)]


def _ends(held: Report, base: Ground, ends: tuple[str | None, str | None]) -> tuple[Revision, Revision]:
    named = [_revision(held, each) for each in ends if each is not None]
    out = [each for each in held.revisions if each.published.by(base.asked.at) is not Membership.NOT_YET]
    if len(named) < 2:  # noqa: PLR2004  # a diff has two ends
        last = named[0] if named else (out[-1] if out else held.revisions[-1])
        earlier = [each for each in held.revisions if each.number < last.number]
        if not earlier:
            raise NotUnderstood(f"{held.report} had one revision by then", hint="See it: sitlog article " + held.report)
        named = [earlier[-1], last]
    if named[0].number >= named[1].number:
        raise NotUnderstood(
            f"r{named[0].number} is not earlier than r{named[1].number}",
            hint=f"Write the earlier one first: r{named[1].number} r{named[0].number}",
        )
    return named[0], named[1]


def _revision(held: Report, typed: str) -> Revision:
    found = _REVISION.fullmatch(typed.removeprefix(f"{held.report}."))
    revision = held.revision(int(found[1])) if found else None
    if revision is None:
        there = ", ".join(f"r{each.number}" for each in held.revisions)
        raise NoSuchKey(f"{held.report} has no revision '{typed}'", hint=f"The log holds {there}")
    return revision


def _outlet(put: Story, held: Report) -> str:
    voice = put.voices.get(held.outlet) if held.outlet else None
    return voice.name if voice else held.outlet or "(its outlet was redacted)"


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """A report as it stood; *revision* is None if none was out."""

    ground: Ground
    story: Story
    report: Report
    revision: Revision | None

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asked = self.ground.asking
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk)
        yield ()
        if self.revision is None:
            yield line(f"{self.report.report} was not published by then.")
            return
        claims = places(self.story, self.report, self.revision)
        outlet = _outlet(self.story, self.report)
        yield from ArticleText(self.report, self.revision, outlet, asked.calendar, claims, across).lines()

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.article/1."""
        return {
            "format": "sitlog.article/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "report": self.report.report,
            "outlet": self.report.outlet,
            "url": self.report.url,
            **({"revision": None} if self.revision is None else self._revision(self.revision)),
        }

    def _revision(self, revision: Revision) -> dict[str, Any]:
        claims = places(self.story, self.report, revision)
        texts = enumerate(paragraphs(revision.body or ""), start=1)
        return {
            **revision_document(self.report, revision),
            "membership": revision.published.by(self.ground.asked.at).value,
            "body": revision.body,
            "paragraphs": [
                {"number": number, "text": text, "claims": sorted(claims.get(number, ()))} for number, text in texts
            ],
            "claims_elsewhere": sorted(claims.get(0, ())),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give it as the one JSON object it is."""
        yield self.document()

    def table(self) -> Table:
        """Give a row a paragraph."""
        told = self.document()
        rows = ((each["number"], each["text"], " ".join(each["claims"])) for each in told.get("paragraphs", ()))
        return Table(("paragraph", "text", "claims"), rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a paragraph, for people."""
        asked = self.ground.asking
        return asked_text(asked.asked, asked.calendar, desk=asked.desk), self.table()


@dataclass(frozen=True, slots=True)
class ArticleDiffAnswer:
    """What changed between two revisions of a report."""

    ground: Ground
    story: Story
    report: Report
    diff: ArticleDiff

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        outlet = _outlet(self.story, self.report)
        yield from ArticleDiffText(self.report, self.diff, outlet, self.ground.asking.calendar, across).lines()

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.article-diff/1; changes are null where a text is not held."""
        diff = self.diff
        return {
            "format": "sitlog.article-diff/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "report": self.report.report,
            "outlet": self.report.outlet,
            "from": revision_document(self.report, diff.before),
            "to": revision_document(self.report, diff.after),
            "revisions": [revision_document(self.report, each) for each in diff.published],
            "title": [_hunk(each) for each in diff.title],
            "changes": None if diff.changes is None else [_change(each) for each in diff.changes if _is_change(each)],
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each changed paragraph as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked", "report")}
        return ({"format": "sitlog.article-change/1", **common, **each} for each in whole["changes"] or ())

    def table(self) -> Table:
        """Give a row a changed paragraph."""
        told = [each for each in self.diff.changes or () if _is_change(each)]
        rows = (
            (
                each.paragraph.change.value,
                each.paragraph.before,
                each.paragraph.after,
                " ".join(
                    hunk.text for hunk in each.paragraph.hunks if hunk.op is not Op.ADDED and each.paragraph.before
                ),
                " ".join(
                    hunk.text for hunk in each.paragraph.hunks if hunk.op is not Op.REMOVED and each.paragraph.after
                ),
                " ".join(each.claims),
            )
            for each in told
        )
        return Table(("change", "paragraph_before", "paragraph_after", "before", "after", "claims"), rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a changed paragraph, for people."""
        calendar, diff = self.ground.asking.calendar, self.diff
        ends = " → ".join(revision_line(each, calendar) for each in (diff.before, diff.after))
        told = "; ".join(each for revision in diff.published for each in publishers_words(revision))
        missing = "; a text is not held, so what changed cannot be told" if diff.changes is None else ""
        return f"{self.report.report} {ends}{f'; {told}' if told else ''}{missing}", self.table()


def revision_document(report: Report, revision: Revision) -> dict[str, Any]:
    """Give a revision without its text as a JSON object."""
    return {
        "revision": revision.number,
        "entry": revision.entry,
        "kind": revision.kind.value if revision.kind else None,
        "published": when_document(revision.published),
        "title": title_of(report, revision.number),
        "held": revision.body is not None,
        "notice": revision.notice,
        "changes_stated": revision.changes,
        "wrong": list(revision.wrong),
        "replaced_by": list(revision.replaced_by),
    }


def _is_change(changed: Changed) -> bool:
    return changed.paragraph.change is not Change.SAME


def _change(changed: Changed) -> dict[str, Any]:
    paragraph = changed.paragraph
    return {
        "change": paragraph.change.value,
        "before": paragraph.before,
        "after": paragraph.after,
        "hunks": [_hunk(each) for each in paragraph.hunks],
        "claims": list(changed.claims),
        "wording_only": changed.wording_only,
    }


def _hunk(hunk: Hunk) -> dict[str, str]:
    return {"op": hunk.op.value, "text": hunk.text}
