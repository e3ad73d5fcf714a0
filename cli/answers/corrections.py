"""The answer of `corrections`: each change of our own entries, with what it changed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.corrections import CorrectionText, because, field_text, turned
from sitlog.cli.show.entries import DONE
from sitlog.cli.show.forms import Table
from sitlog.cli.show.lasting import lasting
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.signs import words
from sitlog.domain.answer import asked_document
from sitlog.domain.effective import CHANGING
from sitlog.domain.events import SourceRegistered
from sitlog.domain.story import Voice
from sitlog.domain.values import Position, SourceId
from sitlog.domain.when import rfc3339
from sitlog.projections.corrections import Correction
from sitlog.projections.sources import sources

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def corrections(log: "SituationLog", where: Where, question: Question) -> "CorrectionsAnswer":
    """Find each change of our own entries; see the command `corrections`."""
    from sitlog.store import correcting, issued  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    changes = correcting.changes_in(log, base.situation, until=base.asked.position)
    told = issued.briefings_in(log, base.situation, until=base.asked.position) if changes else {}
    found = correcting.corrections_in(log, base.situation, base.asked, changes, told)
    audiences = {position: each.event.audience for position, each in told.items()}
    return CorrectionsAnswer(base, len(changes), found, audiences, base.entries().count())


@dataclass(frozen=True, slots=True)
class CorrectionsAnswer:
    """So many changes of our own entries, in order, as they are found; *walked* is how many entries there are."""

    ground: Ground
    count: int
    corrections: Iterator[Correction]
    audiences: Mapping[Position, str]
    walked: int

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        voices = sources(self.ground.entries(SourceRegistered.TOPIC, *CHANGING))
        overtook = False
        for each in self.corrections:
            yield ()
            yield from self._text(each, voices).lines(across)
            overtook = overtook or bool(each.overtook)
        if overtook:
            yield ()
            yield line("Who was told otherwise: sitlog briefings --stale", Ink.FAINT)

    def _question(self) -> str:
        count, asked = self.count, self.ground.asking
        counted = f"{count} correction{'s' * (count != 1)}" if count else "No correction"
        by = f", by {asked.calendar.placed(asked.asked.recorded_at)}" if asked.desk else f", {asked.calendar.name} time"
        return f"{counted} in {self.walked} entries{by}, {at_position(asked.asked)}"

    def _text(self, correction: Correction, voices: Mapping[SourceId, Voice]) -> CorrectionText:
        return CorrectionText(correction, self.ground.asking.calendar, voices, self.audiences)

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.corrections/1."""
        return {
            "format": "sitlog.corrections/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "corrections": map(self._document, self.corrections),
        }

    def _document(self, correction: Correction) -> dict[str, Any]:
        return {
            "entry": correction.entry.position,
            "recorded_at": rfc3339(correction.entry.recorded_at),
            "recorded_by": correction.entry.event.recorded_by if correction.entry.event else None,
            "did": DONE[correction.entry.type],
            "to": correction.of.position,
            "to_recorded_at": rfc3339(correction.of.recorded_at),
            "reason": because(correction.entry),
            "stands": correction.stands,
            "fields": [
                {"field": each.name, "before": each.before, "after": each.after, "since": rfc3339(each.since)}
                for each in correction.fields
            ],
            "wrong_for_seconds": None if correction.wrong_for is None else int(correction.wrong_for.total_seconds()),
            "claims": [
                {"claim": each.claim, "before": each.before.value, "after": each.after.value}
                for each in correction.turns
            ],
            "overtook": list(correction.overtook),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each change as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked")}
        return ({"format": "sitlog.correction/1", **common, **each} for each in whole["corrections"])

    def table(self) -> Table:
        """Give a row a field that changed; one a change that left none."""
        return Table(
            (
                "entry",
                "recorded_at",
                "did",
                "to",
                "reason",
                "wrong_for_seconds",
                "field",
                "before",
                "after",
                "overtook",
            ),
            (row for each in self.corrections for row in self._rows(each)),
        )

    def _rows(self, correction: Correction) -> Iterator[tuple[Any, ...]]:
        told = self._document(correction)
        head = [told[name] for name in ("entry", "recorded_at", "did", "to", "reason", "wrong_for_seconds")]
        overtook = " ".join(f"e{each}" for each in correction.overtook)
        for each in correction.fields:
            ends = (
                end if end is None or isinstance(end, str) else json.dumps(end) for end in (each.before, each.after)
            )
            yield (*head, each.name, *ends, overtook)
        if not correction.fields:
            yield (*head, None, None, None, overtook)

    def summary(self) -> tuple[str, Table]:
        """Give a row a change, for people."""
        calendar = self.ground.asking.calendar
        rows = (
            (
                self._text(each, {}).head(),
                "; ".join(
                    f"{words(field.name)}: {'' if field.before is None else field_text(field.before, calendar)} → "
                    f"{'' if field.after is None else field_text(field.after, calendar)}"
                    for field in each.fields
                ),
                because(each.entry),
                "" if each.wrong_for is None else lasting(each.wrong_for),
                "; ".join(f"{turn.claim}: {turned(turn)}" for turn in each.turns),
            )
            for each in self.corrections
        )
        return self._question(), Table(("Change", "Fields", "Reason", "Wrong for", "Statuses"), rows)
