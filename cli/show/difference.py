"""What lies between two answers, as people read it: what is new, what changed, what is gone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.signs import REPORT, STATUSES, words
from sitlog.cli.show.statements import statement_row
from sitlog.cli.show.times import Calendar
from sitlog.domain.difference import Difference, Turned
from sitlog.domain.knowledge import KnownClaim, KnownReport
from sitlog.domain.status import Status
from sitlog.domain.story import Voice
from sitlog.domain.values import ClaimId, SourceId

_WIDEST_KEY = 20  # columns
_NAMED = 5  # claims that are the same; more would not be read
_NEW, _CHANGED, _GONE = "+", "~", "-"


@dataclass(frozen=True)
class DifferenceText:
    """Lays out what changed between two answers on so many columns."""

    changes: Difference
    calendar: Calendar
    across: int

    def lines(self) -> Iterator[Line]:
        """Give what changed, and count it."""
        signs: dict[ClaimId, str] = {}
        yield from self.changed(signs)
        if signs or any(self.changes.others.values()):
            yield ()
        yield from wrapped(line(self._counted(signs)), self.across)
        yield from (line(each, Ink.FAINT) for each in self._hints())

    def changed(self, signs: dict[ClaimId, str]) -> Iterator[Line]:
        """Give what changed, and put what became of each claim into *signs*: they may be too many to be read twice."""
        others = self.changes.others
        for key, was, now in self._reports():
            yield from self._report(key, was, now)
        for change in others["incidents"]:
            sign = _sign(change["before"], change["after"])
            yield from self._head(sign, change["incident"], line("incident"))
        for turned in self.changes.claims:
            signs[turned.claim] = _sign(turned.was, turned.now)
            yield from self._claim(turned)
        for change in others["redacted"]:
            yield from self._head(_NEW, f"e{change['entry']}", line("redacted: what it held had to go"))

    @cached_property
    def _voices(self) -> Mapping[SourceId, Voice]:
        return {**self.changes.before.story.voices, **self.changes.after.story.voices}

    @cached_property
    def _key_columns(self) -> int:
        keys: list[str] = [*self.changes.among]
        keys += [change["report"] for change in self.changes.others["reports"]]
        return min(max(map(len, keys), default=0), _WIDEST_KEY)

    def _head(self, sign: str, key: str, told: Line, right: Sequence[Piece] = ()) -> Iterator[Line]:
        lead = [Piece(f"{sign} "), Piece(f"{key:<{self._key_columns}}  ", Ink.KEY)]
        if len(key) > self._key_columns:
            yield tuple(lead)
            lead = [Piece(" " * (self._key_columns + 4))]
        yield from Row(lead=lead, left=told, right=right).lines(self.across)

    def _claim(self, turned: Turned) -> Iterator[Line]:
        statements = turned.statements()
        told_of = _turned(turned, len(statements["added"]))
        yield from self._head(_sign(turned.was, turned.now), turned.claim, told_of)
        for known, entries, told in (
            (turned.now, statements["added"], None),
            (turned.now, statements["changed"], "changed"),
            (turned.was, statements["gone"], "no more in this answer"),
        ):
            yield from self._statements(known, entries, told)

    def _statements(self, claim: KnownClaim | None, entries: Iterable[int], told: str | None) -> Iterator[Line]:
        wanted, indent = set(entries), self._key_columns + 4
        columns = len(f"e{self.changes.extent.last}")
        if claim is None:
            return
        for each in claim.statements:
            if each.told.entry in wanted:
                row = statement_row(each, self.calendar, self._voices, indent, columns)
                left = [*row.left, Piece(f"  {told}", Ink.FAINT)] if told else row.left
                yield from Row(left, row.right, row.lead).lines(self.across)

    def _report(self, key: str, was: KnownReport | None, now: KnownReport | None) -> Iterator[Line]:
        ends = " → ".join(_revision(each) for each in (was, now))
        yield from self._head(_sign(was, now), key, line(ends))
        if now is None:
            return
        for revision in now.report.revisions:
            if (was.revision.number if was else 0) < revision.number <= now.revision.number:
                lead = [Piece(f"{' ' * (self._key_columns + 4)}{REPORT} ")]
                kind = f", {words(revision.kind)}" if revision.kind else ""
                right = [said(self.calendar.when(revision.published)), Piece(f"  e{revision.entry}", Ink.KEY)]
                yield from Row(line(f"revision {revision.number}{kind}"), right, lead).lines(self.across)

    def _reports(self) -> Iterator[tuple[str, KnownReport | None, KnownReport | None]]:
        was, now = (
            {str(each.report.report): each for each in known.reports}
            for known in (self.changes.before, self.changes.after)
        )
        for change in self.changes.others["reports"]:
            key = change["report"]
            yield key, was.get(key), now.get(key)

    def _counted(self, signs: Mapping[ClaimId, str]) -> str:
        same = [each for each in self.changes.extent.order if each not in signs]
        if not signs and not any(self.changes.others.values()):
            return f"Nothing changed in between. {len(same)} claims are the same."
        counts = Counter(signs.values())
        told = ((counts[_NEW], "new"), (counts[_CHANGED], "changed"), (counts[_GONE], "gone"))
        counted = ", ".join(f"{count} {word}" for count, word in told if count) or "none changed"
        return f"Claims: {counted}{_alike(same)}."

    def _hints(self) -> Iterator[str]:
        for key, was, now in self._reports():
            if was and now and was.revision.number < now.revision.number:
                yield f"Its text: sitlog article {key} diff r{was.revision.number} r{now.revision.number}"


def _turned(turned: Turned, added: int) -> Line:
    was, now = turned.was, turned.now
    if was is None or now is None:
        return _status(now or was)
    if _told(was) != _told(now):
        return (*_status(was), Piece(" → "), *_status(now))
    more = f", {added} more statement{'s' * (added > 1)}" if added else ""
    remarks = {each.value for each in now.remarks} - {each.value for each in was.remarks}
    less = {each.value for each in was.remarks} - {each.value for each in now.remarks}
    more += "".join(f", now {words(each)}" for each in sorted(remarks))
    more += "".join(f", no longer {words(each)}" for each in sorted(less))
    before, after = ([mark.told for mark in each.marks] for each in (was, now))
    more += "".join(f", {each}" for each in after if each not in before)
    more += "".join(f", no longer: {each}" for each in before if each not in after)
    return (*_status(now), said(more))


def _alike(same: Sequence[str]) -> str:
    named = f" ({', '.join(same)})" if len(same) <= _NAMED else ""
    return f", {len(same)} the same{named}" if same else ""


def _revision(report: KnownReport | None) -> str:
    if report is None:
        return "not published"
    perhaps = "" if report.certain and report.certain.number == report.revision.number else "perhaps "
    return f"{perhaps}revision {report.revision.number}"


def _sign(was: object, now: object) -> str:
    return _NEW if was is None else _GONE if now is None else _CHANGED


def _told(claim: KnownClaim) -> tuple[Status, Status | None]:
    return claim.status, claim.perhaps


def _status(claim: KnownClaim | None) -> Line:
    if claim is None:
        return ()
    if claim.status is Status.NOT_YET_PUBLIC and claim.perhaps:
        return (Piece(f"perhaps {words(claim.perhaps)}", STATUSES[claim.perhaps].ink),)
    perhaps = f", perhaps {words(claim.perhaps)}" if claim.perhaps else ""
    return (Piece(f"{words(claim.status)}{perhaps}", STATUSES[claim.status].ink),)
