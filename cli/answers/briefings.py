"""The answer of `briefings`: what was told to whom, and whether it still holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_text, at_position
from sitlog.cli.show.difference import DifferenceText
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.domain.answer import asked_document
from sitlog.domain.values import ClaimId
from sitlog.domain.when import rfc3339
from sitlog.projections.briefings import Briefing

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.issued import Checked
    from sitlog.store.log import SituationLog


def briefings(log: "SituationLog", where: Where, question: Question, *, stale: bool) -> "BriefingsAnswer":
    """Hold each briefing against the log; with *stale* leave out those that still hold."""
    from sitlog.store.issued import briefings_in  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    told = briefings_in(log, base.situation, until=base.asked.position)
    return BriefingsAnswer(base, tuple(told.values()), stale)


@dataclass(frozen=True, slots=True)
class BriefingsAnswer:
    """Briefings, each held against the log as it stood when it is told of: what changed since may be much."""

    ground: Ground
    told: Sequence[Briefing]
    only_stale: bool

    def _checked(self) -> Iterator["Checked"]:
        from sitlog.store.issued import checked  # noqa: PLC0415  # as above

        found = checked(self.ground.log, self.told, until=self.ground.asked.position)
        return (each for each in found if each.stale or not self.only_stale)

    def _counted(self) -> tuple[int, Iterator["Checked"]]:
        """Give how many are told of, and these."""
        from sitlog.store.issued import check  # noqa: PLC0415  # as above

        if not self.only_stale:
            return len(self.told), self._checked()
        log, until = self.ground.log, self.ground.asked.position
        stale = [(each.briefing, each.issue) for each in self._checked()]
        return len(stale), (check(log, *each, until=until) for each in stale)

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        count, found = self._counted()
        yield from wrapped(line(self._question(count), Ink.TITLE), across)
        yield ()
        stale = False
        for each in found:
            stale = stale or each.stale
            yield from self._head(each).lines(across)
            if self.only_stale:
                yield from self._difference(each, across)
        if not count:
            yield line("Every briefing still holds." if self.only_stale else "Nobody was briefed.")
        elif stale and not self.only_stale:
            yield line("What changed since: sitlog briefings --stale", Ink.FAINT)

    def _question(self, count: int) -> str:
        what = f"{count} {'overtaken ' if self.only_stale else ''}briefing{'s' * (count != 1)}"
        return f"{what}, {self.ground.asking.calendar.name} time, {at_position(self.ground.asked)}"

    def _head(self, each: "Checked") -> Row:
        calendar = self.ground.asking.calendar._replace(near=None)
        briefing = each.briefing
        by = f" by {briefing.recorded_by}" if briefing.recorded_by else ""
        told = f"to {briefing.event.audience}, {calendar.at(briefing.recorded_at)}{by}"
        right = line("overtaken" if each.stale else "holds", Ink.DISPUTED if each.stale else Ink.FAINT)
        return Row(line(told), right, [Piece(f"e{briefing.entry} ", Ink.KEY)])

    def _difference(self, each: "Checked", across: int) -> Iterator[Line]:
        asked, indent = each.briefing.event.asked, 4
        question = asked_text(asked, self.ground.asking.calendar, desk=False)
        yield from Row([said(question, Ink.FAINT)], lead=[Piece(" " * indent)]).lines(across)
        if not each.issue.reproducible:
            gone = "The answer that was issued cannot be given again: something in it was redacted since."
            yield from Row(line(gone), lead=[Piece(" " * indent)]).lines(across)
        text = DifferenceText(each.changes, self.ground.asking.calendar, across - indent)
        for told in text.changed({}):
            yield (Piece(" " * indent), *told)
        yield ()

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.briefings/1."""
        return {
            "format": "sitlog.briefings/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "briefings": map(_document, self._checked()),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each briefing as a JSON object."""
        return (
            {"format": "sitlog.briefings.briefing/1", "situation": self.ground.situation, **_document(each)}
            for each in self._checked()
        )

    def table(self) -> Table:
        """Give a row a briefing."""
        names = ("entry", "recorded_at", "audience", "at", "position", "digest", "stale", "changed_claims")
        return Table(names, map(_row, self._checked()))

    def summary(self) -> tuple[str, Table]:
        """Give a row a briefing, for people."""
        at = self.ground.asking.calendar._replace(near=None).at
        count, found = self._counted()
        rows = (
            (
                f"e{each.briefing.entry}",
                at(each.briefing.recorded_at),
                each.briefing.event.audience,
                "overtaken" if each.stale else "holds",
                ", ".join(_claims(each)),
            )
            for each in found
        )
        return self._question(count), Table(("Entry", "Issued", "To", "State", "Claims that changed"), rows)


def _document(each: "Checked") -> dict[str, Any]:
    event, told = each.briefing.event, each.changes.document() if each.stale else None
    return {
        "entry": each.briefing.entry,
        "recorded_at": rfc3339(each.briefing.recorded_at),
        "recorded_by": each.briefing.recorded_by,
        "audience": event.audience,
        "question": asked_document(event.asked),
        "digest": event.digest,
        "claims": list(event.claims),
        "stale": each.stale,
        "reproducible": each.issue.reproducible,
        "changes": told and told | {"claims": list(told["claims"])},
    }


def _row(each: "Checked") -> tuple[Any, ...]:
    event = each.briefing.event
    claims = " ".join(_claims(each))
    stale = "yes" if each.stale else "no"
    recorded = rfc3339(each.briefing.recorded_at)
    return (
        each.briefing.entry,
        recorded,
        event.audience,
        rfc3339(event.asked.at),
        event.asked.position,
        event.digest,
        stale,
        claims,
    )


def _claims(each: "Checked") -> Iterator[ClaimId]:
    """Give the claims of which a briefing would tell otherwise by now."""
    return (change.claim for change in each.changes.claims)
