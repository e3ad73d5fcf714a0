"""The answer of `diff`: what lies between two instants on either clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking, session
from sitlog.cli.answers.known import known_in
from sitlog.cli.asking import Asking, NotThatTime
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.difference import DifferenceText
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.signs import words
from sitlog.domain.answer import document
from sitlog.domain.difference import difference, unchanged
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.knowledge import Known

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog

_ENTRY = re.compile(r"\s*e\d{1,18}\s*")


def between(
    log: "SituationLog", where: Where, question: Question, ends: tuple[str, str], *, desk: bool
) -> "DiffAnswer":
    """Find what changed from one instant to another; see the command `diff`.

    *desk* means the desk clock, as two entries always do.
    """
    situation = session.situation_in(log, where.situation)
    by_desk = desk or all(map(_ENTRY.fullmatch, ends))
    if by_desk and question.recorded_at is not None:
        raise NotUnderstood(
            "--recorded-at gives the desk clock a third instant", hint="Leave it out; --at fixes the public clock"
        )
    if not by_desk and question.at is not None:
        raise NotUnderstood(
            "--at gives the public clock a third instant", hint="Leave it out, or compare on the desk clock: --desk"
        )
    first, last = (_asked(log, situation, question, end, desk=by_desk) for end in ends)
    before, after = (known_in(log, situation.key, each.asked) for each in (first, last))
    return DiffAnswer(before, after, first, last, by_desk)


def _asked(log: "SituationLog", situation: "Situation", question: Question, end: str, *, desk: bool) -> Asking:
    try:
        asked = replace(question, recorded_at=end) if desk else replace(question, at=end)
        return asking.ask(log, situation, asked)
    except NotThatTime as slip:
        slip.message = slip.message.partition(": ")[2]  # they are arguments, and have no option's name
        raise


@dataclass(frozen=True)
class DiffAnswer:
    """Two answers, and what lies between them."""

    before: Known
    after: Known
    first: Asking
    last: Asking
    desk: bool

    @cached_property
    def changes(self) -> dict[str, Any]:
        """What changed from the one to the other, sitlog.diff/1."""
        return difference(document(self.before), document(self.after))

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        same = unchanged(document(self.after), self.changes)
        yield from DifferenceText(self.before, self.after, self.changes, self.last.calendar, across).lines(same)

    def _question(self) -> str:
        at = self.last.calendar.placed
        if not self.desk:
            return f"{at(self.first.asked.at)} → {at(self.last.asked.at)}, public clock, {at_position(self.last.asked)}"
        ends = (f"{at(each.asked.recorded_at)}, {at_position(each.asked)}" for each in (self.first, self.last))
        return f"{' → '.join(ends)}, desk clock"

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.diff/1."""
        return self.changes

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each claim, report, incident and redaction that changed as a JSON object."""
        common = {name: self.changes[name] for name in ("situation", "from", "to")}
        for part, one in (
            ("claims", "claim"),
            ("reports", "report"),
            ("incidents", "incident"),
            ("redacted", "redacted"),
        ):
            yield from ({"format": f"sitlog.diff.{one}/1", **common, **each} for each in self.changes[part])

    def table(self) -> Table:
        """Give a row a claim that changed."""
        names = ("claim", "before", "perhaps_before", "after", "perhaps_after", "added", "gone", "changed")
        return Table(names, map(_row, self.changes["claims"]))

    def summary(self) -> tuple[str, Table]:
        """Give a row a claim that changed, for people."""
        texts = {each.claim.claim: each.claim.text for each in (*self.before.claims, *self.after.claims)}
        rows = (
            (texts[each["claim"]], _status(each["before"]), _status(each["after"])) for each in self.changes["claims"]
        )
        return self._question(), Table(("Claim", "Before", "After"), rows)


def _row(change: Mapping[str, Any]) -> tuple[Any, ...]:
    ends = [change[end] or {"status": None, "perhaps": None} for end in ("before", "after")]
    cells = [cell for end in ends for cell in (end["status"], end["perhaps"])]
    told = (" ".join(f"e{each}" for each in change["statements"][kind]) for kind in ("added", "gone", "changed"))
    return (change["claim"], *cells, *told)


def _status(claim: Mapping[str, Any] | None) -> str:
    if claim is None:
        return ""
    perhaps = f", perhaps {words(claim['perhaps'])}" if claim["perhaps"] else ""
    return f"{words(claim['status'])}{perhaps}"
