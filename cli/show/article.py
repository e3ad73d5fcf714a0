"""An article as it stood, and what changed in it, as people read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, spaced, wrapped
from sitlog.cli.show.signs import REPORT, words
from sitlog.cli.show.times import Calendar
from sitlog.domain.story import Report, Revision
from sitlog.domain.textdiff import Change, Hunk, Op, paragraphs
from sitlog.domain.values import ClaimId
from sitlog.projections.articles import ArticleDiff, Changed, Places, title_of

_LABEL = 6  # columns
_AROUND = 8  # words that are shown of what was kept, on either side of a change
_MARKS = {
    Op.REMOVED: ("[-", "-]", Ink.DENIES),
    Op.ADDED: ("{+", "+}", Ink.SAYS),
}
_NAMES = {
    Change.ADDED: "new paragraph",
    Change.REMOVED: "taken out",
}


def revision_line(revision: Revision, calendar: Calendar) -> str:
    """Tell which revision it is, what its publisher calls it, and when it came."""
    kind = f", {words(revision.kind)}" if revision.kind else ""
    return f"r{revision.number}{kind} ({calendar.when(revision.published)}, e{revision.entry})"


def publishers_words(revision: Revision) -> Iterator[str]:
    """Tell what a publisher says about its change, and that it does not say it."""
    if revision.notice:
        yield f"notice: “{revision.notice}”"
    if revision.changes:
        yield f"changes: {revision.changes}"
    elif revision.kind is not None and not revision.wrong:
        yield "changes: not stated"
    if revision.wrong:
        yield f"says that it was wrong: {', '.join(revision.wrong)}"
    if revision.replaced_by:
        yield f"puts in its place: {', '.join(revision.replaced_by)}"


@dataclass(frozen=True, slots=True)
class ArticleText:
    """Lays out one revision of a report on so many columns; *places* tells which claims rest on which paragraph."""

    report: Report
    revision: Revision
    outlet: str
    calendar: Calendar
    places: Places
    across: int

    def lines(self) -> Iterator[Line]:
        """Give title, publisher's words and paragraphs."""
        title = title_of(self.report, self.revision.number) or self.report.report
        yield from wrapped((Piece(f"{REPORT} "), said(title, Ink.TITLE)), self.across)
        about = f"{self.outlet}, {self.report.report}.{revision_line(self.revision, self.calendar)}"
        yield from wrapped(line(about), self.across)
        for each in publishers_words(self.revision):
            yield from wrapped(line(each), self.across)
        if self.report.url:
            yield from wrapped(line(self.report.url, Ink.FAINT), self.across)
        yield ()
        if self.revision.body is None:
            yield line("Its text is not held.")
        for number, text in enumerate(paragraphs(self.revision.body or ""), start=1):
            lead = [Piece(f"{f'¶{number}':<{_LABEL}}", Ink.FAINT)]
            yield from Row(line(text), _keys(sorted(self.places.get(number, ()))), lead).lines(self.across)
        if unplaced := sorted(self.places.get(0, ())):
            yield from wrapped(line(f"Also rest on it, no paragraph named: {' '.join(unplaced)}"), self.across)


@dataclass(frozen=True, slots=True)
class ArticleDiffText:
    """Lays out what changed between two revisions on so many columns."""

    report: Report
    diff: ArticleDiff
    outlet: str
    calendar: Calendar
    across: int

    def lines(self) -> Iterator[Line]:
        """Give the publisher's words, then what changed, with the claims it touches at the right."""
        ends = " → ".join(revision_line(each, self.calendar) for each in (self.diff.before, self.diff.after))
        yield from wrapped(line(f"{self.outlet}, {self.report.report} {ends}", Ink.TITLE), self.across)
        for each in self.diff.published:
            for told in publishers_words(each):
                yield from Row(line(told), lead=[Piece(f"{f'r{each.number}':<{_LABEL}}", Ink.FAINT)]).lines(self.across)
        yield ()
        if self.diff.title:
            yield from self._row("title", self._marked(self.diff.title), ())
        yield from self._body()

    def _body(self) -> Iterator[Line]:
        if self.diff.changes is None:
            missing = [f"r{each.number}" for each in (self.diff.before, self.diff.after) if each.body is None]
            which = "Earlier text" if self.diff.before.body is None else "Later text"
            yield line(f"{which} not held ({', '.join(missing)}): what changed cannot be told.")
            return
        for each in self.diff.changes:
            if each.paragraph.change is not Change.SAME:
                yield from self._row(_number(each), self._told(each), _beside(each))
        if not self.diff.changed:
            yield line("The text is the same.")
        else:
            yield from wrapped(line(self._counted(), Ink.FAINT), self.across)

    def _counted(self) -> str:
        count = self.diff.changed
        return f"{self.diff.touching} of {count} changed paragraph{'s' * (count != 1)} touch claims."

    def _told(self, changed: Changed) -> Line:
        paragraph = changed.paragraph
        if paragraph.change is Change.MOVED:
            start = " ".join(paragraph.hunks[0].text.split()[:_AROUND])
            return line(f"moved from ¶{paragraph.before}, word for word: “{start} …”")
        name = _NAMES.get(paragraph.change)
        told = self._marked(paragraph.hunks)
        return spaced([said(f"({name})", Ink.FAINT)], told, by=1) if name else told

    def _marked(self, hunks: Sequence[Hunk]) -> Line:
        pieces = []
        for number, hunk in enumerate(hunks):
            pieces.append(self._hunk(hunk, first=number == 0, last=number == len(hunks) - 1))
        return spaced(*([each] for each in pieces), by=1)

    def _hunk(self, hunk: Hunk, *, first: bool, last: bool) -> Piece:
        if hunk.op is Op.KEPT:
            return said(_shortened(hunk.text, first=first, last=last))
        begin, end, ink = _MARKS[hunk.op]
        return said(f"{begin}{hunk.text}{end}", ink)

    def _row(self, label: str, told: Line, right: Line) -> Iterator[Line]:
        yield from Row(told, right, [Piece(f"{label:<{_LABEL}}", Ink.FAINT)]).lines(self.across)


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Leave out of what was kept all but what stands next to a change."""
    told = text.split()
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(told) <= before + after + 1:
        return text
    return " ".join([*told[:before], "…", *told[len(told) - after :]])


def _number(changed: Changed) -> str:
    paragraph = changed.paragraph
    return f"¶{paragraph.after or paragraph.before}"


def _beside(changed: Changed) -> Line:
    if changed.claims:
        return _keys(changed.claims)
    return line("wording only" if changed.wording_only else "no claim rests on it", Ink.FAINT)


def _keys(claims: Sequence[ClaimId]) -> Line:
    return line(" ".join(claims), Ink.KEY) if claims else ()
