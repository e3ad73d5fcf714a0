"""The answer of `diff`: what lies between two instants on either clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.difference import Difference, Turned, difference
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.knowledge import KnownClaim

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
    return DiffAnswer(_difference(log, situation.key, first.asked, last.asked), first, last, by_desk)


def _difference(log: "SituationLog", situation: str, first: Asked, last: Asked) -> Difference:
    from sitlog.store.statements.differing import difference_at  # noqa: PLC0415  # slow to import, and --help needs none of it

    if first.by is last.by is Clock.SAID:
        return difference_at(log, situation, first, last)
    return difference(known_in(log, situation, first), known_in(log, situation, last))


def _asked(log: "SituationLog", situation: "Situation", question: Question, end: str, *, desk: bool) -> Asking:
    try:
        asked = replace(question, recorded_at=end) if desk else replace(question, at=end)
        return asking.ask(log, situation, asked)
    except NotThatTime as slip:
        slip.message = slip.message.partition(": ")[2]  # they are arguments, and have no option's name
        raise


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """What lies between two answers, and what was asked."""

    changes: Difference
    first: Asking
    last: Asking
    desk: bool

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        yield from DifferenceText(self.changes, self.last.calendar, across).lines()

    def _question(self) -> str:
        at = self.last.calendar.placed
        if not self.desk:
            return f"{at(self.first.asked.at)} → {at(self.last.asked.at)}, public clock, {at_position(self.last.asked)}"
        ends = (f"{at(each.asked.recorded_at)}, {at_position(each.asked)}" for each in (self.first, self.last))
        return f"{' → '.join(ends)}, desk clock"

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.diff/1."""
        return self.changes.document()

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each claim, report, incident and redaction that changed as a JSON object."""
        whole = self.changes.document()
        common = {name: whole[name] for name in ("situation", "from", "to")}
        for part, one in (
            ("claims", "claim"),
            ("reports", "report"),
            ("incidents", "incident"),
            ("redacted", "redacted"),
        ):
            yield from ({"format": f"sitlog.diff.{one}/1", **common, **each} for each in whole[part])

    def table(self) -> Table:
        """Give a row a claim that changed."""
        names = ("claim", "before", "perhaps_before", "after", "perhaps_after", "added", "gone", "changed")
        return Table(names, map(_row, self.changes.claims))

    def summary(self) -> tuple[str, Table]:
        """Give a row a claim that changed, for people."""
        rows = ((_text(each), _status(each.was), _status(each.now)) for each in self.changes.claims)
        return self._question(), Table(("Claim", "Before", "After"), rows)


def _row(turned: Turned) -> tuple[Any, ...]:
    ends = [(each.status, each.perhaps) if each else (None, None) for each in (turned.was, turned.now)]
    cells = [cell and cell.value for end in ends for cell in end]
    told = (" ".join(f"e{each}" for each in entries) for entries in turned.statements().values())
    return (turned.claim, *cells, *told)


def _text(turned: Turned) -> str | None:
    known = turned.now or turned.was
    return known.claim.text if known else None


def _status(known: KnownClaim | None) -> str:
    if known is None:
        return ""
    perhaps = f", perhaps {words(known.perhaps)}" if known.perhaps else ""
    return f"{words(known.status)}{perhaps}"
