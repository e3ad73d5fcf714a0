"""What lies between two answers, as people read it: what is new, what changed, what is gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.signs import REPORT, STATUSES, words
from sitlog.cli.show.statements import statement_row
from sitlog.cli.show.times import Calendar
from sitlog.domain.difference import PARTS
from sitlog.domain.knowledge import Known, KnownClaim, KnownReport
from sitlog.domain.status import Status

_WIDEST_KEY = 20  # columns
_NAMED = 5  # claims that are the same; more would not be read
_NEW, _CHANGED, _GONE = "+", "~", "-"


@dataclass(frozen=True, slots=True)
class DifferenceText:
    """Lays out what changed between two answers on so many columns."""

    before: Known
    after: Known
    changes: Mapping[str, Any]
    calendar: Calendar
    across: int

    def lines(self, same: Sequence[str]) -> Iterator[Line]:
        """Give what changed, and count it; *same* are the claims that did not."""
        yield from self.changed()
        if any(self.changes[part] for part in PARTS):
            yield ()
        yield from wrapped(line(self._counted(same)), self.across)
        yield from (line(each, Ink.FAINT) for each in self._hints())

    def changed(self) -> Iterator[Line]:
        """Give what changed."""
        was, now = _by_key(self.before), _by_key(self.after)
        for change in self.changes["reports"]:
            yield from self._report(change["report"])
        for change in self.changes["incidents"]:
            yield from self._head(_sign(change), change["incident"], line("incident"))
        for change in self.changes["claims"]:
            yield from self._claim(change, was.get(change["claim"]), now.get(change["claim"]))
        for change in self.changes["redacted"]:
            yield from self._head(_NEW, f"e{change['entry']}", line("redacted: what it held had to go"))

    @property
    def _key_columns(self) -> int:
        keys = [change["claim"] for change in self.changes["claims"]]
        keys += [change["report"] for change in self.changes["reports"]]
        return min(max(map(len, keys), default=0), _WIDEST_KEY)

    def _head(self, sign: str, key: str, told: Line, right: Sequence[Piece] = ()) -> Iterator[Line]:
        lead = [Piece(f"{sign} "), Piece(f"{key:<{self._key_columns}}  ", Ink.KEY)]
        if len(key) > self._key_columns:
            yield tuple(lead)
            lead = [Piece(" " * (self._key_columns + 4))]
        yield from Row(lead=lead, left=told, right=right).lines(self.across)

    def _claim(self, change: Mapping[str, Any], was: KnownClaim | None, now: KnownClaim | None) -> Iterator[Line]:
        yield from self._head(_sign(change), change["claim"], self._turned(change, was, now))
        statements = change["statements"]
        for known, entries, told in (
            (now, statements["added"], None),
            (now, statements["changed"], "changed"),
            (was, statements["gone"], "no more in this answer"),
        ):
            yield from self._statements(known, entries, told)

    def _statements(self, claim: KnownClaim | None, entries: Iterable[int], told: str | None) -> Iterator[Line]:
        wanted, indent = set(entries), self._key_columns + 4
        if claim is None:
            return
        voices = {**self.before.story.voices, **self.after.story.voices}
        for each in claim.statements:
            if each.told.entry in wanted:
                row = statement_row(each, self.calendar, voices, indent, self._entry_columns)
                left = [*row.left, Piece(f"  {told}", Ink.FAINT)] if told else row.left
                yield from Row(left, row.right, row.lead).lines(self.across)

    def _turned(self, change: Mapping[str, Any], was: KnownClaim | None, now: KnownClaim | None) -> Line:
        if was is None or now is None:
            return _status(now or was)
        if _told(was) != _told(now):
            return (*_status(was), Piece(" → "), *_status(now))
        added = len(change["statements"]["added"])
        more = f", {added} more statement{'s' * (added > 1)}" if added else ""
        remarks = {each.value for each in now.remarks} - {each.value for each in was.remarks}
        less = {each.value for each in was.remarks} - {each.value for each in now.remarks}
        more += "".join(f", now {words(each)}" for each in sorted(remarks))
        more += "".join(f", no longer {words(each)}" for each in sorted(less))
        before, after = ([mark.told for mark in each.marks] for each in (was, now))
        more += "".join(f", {each}" for each in after if each not in before)
        more += "".join(f", no longer: {each}" for each in before if each not in after)
        return (*_status(now), said(more))

    def _report(self, key: str) -> Iterator[Line]:
        was, now = (_report(known, key) for known in (self.before, self.after))
        ends = " → ".join(_revision(each) for each in (was, now))
        yield from self._head(_NEW if was is None else _GONE if now is None else _CHANGED, key, line(ends))
        if now is None:
            return
        for revision in now.report.revisions:
            if (was.revision.number if was else 0) < revision.number <= now.revision.number:
                lead = [Piece(f"{' ' * (self._key_columns + 4)}{REPORT} ")]
                kind = f", {words(revision.kind)}" if revision.kind else ""
                right = [said(self.calendar.when(revision.published)), Piece(f"  e{revision.entry}", Ink.KEY)]
                yield from Row(line(f"revision {revision.number}{kind}"), right, lead).lines(self.across)

    @property
    def _entry_columns(self) -> int:
        both = (*self.before.claims, *self.after.claims)
        return len(f"e{max((each.told.entry for claim in both for each in claim.statements), default=0)}")

    def _counted(self, same: Sequence[str]) -> str:
        claims = self.changes["claims"]
        if not any(self.changes[part] for part in PARTS):
            return f"Nothing changed in between. {len(same)} claims are the same."
        signs = [_sign(each) for each in claims]
        told = [(signs.count(_NEW), "new"), (signs.count(_CHANGED), "changed"), (signs.count(_GONE), "gone")]
        counted = ", ".join(f"{count} {word}" for count, word in told if count) or "none changed"
        return f"Claims: {counted}{_alike(same)}."

    def _hints(self) -> Iterator[str]:
        for change in self.changes["reports"]:
            was, now = (_report(known, change["report"]) for known in (self.before, self.after))
            if was and now and was.revision.number < now.revision.number:
                yield f"Its text: sitlog article {change['report']} diff r{was.revision.number} r{now.revision.number}"


def _alike(same: Sequence[str]) -> str:
    named = f" ({', '.join(same)})" if len(same) <= _NAMED else ""
    return f", {len(same)} the same{named}" if same else ""


def _by_key(known: Known) -> dict[str, KnownClaim]:
    return {each.claim.claim: each for each in known.claims}


def _report(known: Known, key: str) -> KnownReport | None:
    return next((each for each in known.reports if each.report.report == key), None)


def _revision(report: KnownReport | None) -> str:
    if report is None:
        return "not published"
    perhaps = "" if report.certain and report.certain.number == report.revision.number else "perhaps "
    return f"{perhaps}revision {report.revision.number}"


def _sign(change: Mapping[str, Any]) -> str:
    return _NEW if change["before"] is None else _GONE if change["after"] is None else _CHANGED


def _told(claim: KnownClaim) -> tuple[Status, Status | None]:
    return claim.status, claim.perhaps


def _status(claim: KnownClaim | None) -> Line:
    if claim is None:
        return ()
    if claim.status is Status.NOT_YET_PUBLIC and claim.perhaps:
        return (Piece(f"perhaps {words(claim.perhaps)}", STATUSES[claim.perhaps].ink),)
    perhaps = f", perhaps {words(claim.perhaps)}" if claim.perhaps else ""
    return (Piece(f"{words(claim.status)}{perhaps}", STATUSES[claim.status].ink),)
