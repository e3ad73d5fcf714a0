"""Changes of our own entries, as people read them: field by field before and after, and what that changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sitlog.cli.show.entries import cited
from sitlog.cli.show.lasting import lasting
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said
from sitlog.cli.show.sentences import kind
from sitlog.cli.show.signs import CORRECTION, words
from sitlog.cli.show.times import Calendar
from sitlog.domain.entry import Entry
from sitlog.domain.status import Status
from sitlog.domain.story import Voice
from sitlog.domain.values import Evidence, Position, SourceId
from sitlog.domain.when import When
from sitlog.projections.corrections import Correction, changed
from sitlog.projections.turns import Turn

_INDENT, _LABEL = 5, 10  # columns
_DID = {"EntryCorrected": "corrects", "EntryWithdrawn": "withdraws", "EntryRedacted": "redacts"}


@dataclass(frozen=True, slots=True)
class CorrectionText:
    """Lays out a change; *audiences* tells who was told by which briefing."""

    correction: Correction
    calendar: Calendar
    voices: Mapping[SourceId, Voice]
    audiences: Mapping[Position, str]

    def lines(self, across: int) -> Iterator[Line]:
        """Give it on so many columns."""
        change = self.correction
        wrong = f"wrong for {lasting(change.wrong_for)}" if change.wrong_for is not None else ""
        yield from Row(line(self.head()), line(wrong, Ink.TITLE) if wrong else (), [Piece(f"{CORRECTION} ")]).lines(
            across
        )
        for field in change.fields:
            told = (self._part(field.name, field.before, "-"), Piece(" → "), self._part(field.name, field.after, "+"))
            yield from self._field(words(field.name), told, across)
        yield from self._field("basis" if change.wrong_for is None else "reason", line(because(change.entry)), across)
        for turn in change.turns:
            yield from self._field(turn.claim, line(turned(turn)), across)
        if not change.turns:
            gone = "what it held is gone from every answer, also from earlier ones"
            none = "no status changed, now or earlier"
            yield from self._field("effect", line(gone if change.wrong_for is None else none), across)
        for brief in change.overtook:
            yield from self._field(
                "overtook", line(f"briefing e{brief} to {self.audiences.get(brief, 'somebody')}"), across
            )

    def head(self) -> str:
        """Tell which entry changes which, and when both were recorded."""
        entry, of = self.correction.entry, self.correction.of
        by = f" by {entry.event.recorded_by}" if entry.event and entry.event.recorded_by else ""
        full = self.calendar._replace(near=None)
        did = _DID.get(entry.type, "changes")
        named = changed(entry)
        via = f" (e{named} corrected it)" if named != of.position else ""
        said_of = f"{kind(of)} e{of.position} of {full.at(of.recorded_at)}{via}"
        back = ", which brings back what it corrected" if did == "withdraws" and via else ""
        return f"e{entry.position} {full.at(entry.recorded_at)}{by}, {did} {said_of}{back}"

    def _field(self, label: str, told: Line, across: int) -> Iterator[Line]:
        lead = [Piece(f"{' ' * _INDENT}{label:<{_LABEL}} ", Ink.FAINT)]
        yield from Row(told, lead=lead).lines(across)

    def _part(self, name: str, value: Any, sign: str) -> Piece:
        if value is None:
            return Piece("(nothing)", Ink.FAINT)
        text = field_text(value, self.calendar)
        voice = self.voices.get(value) if name in {"by", "relayed_by", "actor"} else None
        shown = f"{text} ({voice.name})" if voice else text
        ends = ("[-", "-]") if sign == "-" else ("{+", "+}")
        return said(f"{ends[0]}{shown}{ends[1]}", Ink.DENIES if sign == "-" else Ink.SAYS)


def because(entry: Entry) -> str:
    """Give the reason of a change, or its legal basis; a change that was redacted itself has none any more."""
    return getattr(entry.event, "reason", None) or getattr(entry.event, "basis", None) or "(redacted)"


def turned(turn: Turn) -> str:
    """Tell what became of a status."""
    if turn.before is turn.after:
        kept = f"{words(turn.after)} as before" if turn.after is not Status.NOT_YET_PUBLIC else "still not public"
        return f"{kept}; what it was earlier, or will be, changed"
    return f"{words(turn.before)} → {words(turn.after)}"


def field_text(value: Any, calendar: Calendar) -> str:
    """Tell the value of a field, given as plain JSON."""
    match value:
        case {"earliest": _, "latest": _}:
            return calendar.when(When(**value))
        case {"report": _, "revision": _}:
            return cited(Evidence.model_validate(value))
        case dict():
            return ", ".join(f"{words(name)} {field_text(each, calendar)}" for name, each in value.items())
        case list():
            return ", ".join(field_text(each, calendar) for each in value)
        case _:
            return str(value)
