"""Entries as they were recorded: a line each for people, a document each for programs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said
from sitlog.cli.show.sentences import KINDS, kind, sentence, sign
from sitlog.cli.show.times import Calendar
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.events import ArticleUpdated, ReportPublished, Statement
from sitlog.domain.values import Evidence, Position
from sitlog.domain.when import When, rfc3339

DONE = {
    "EvidenceLinked": "evidence",
    "EntryCorrected": "corrected",
    "EntryWithdrawn": "withdrawn",
    "EntryRedacted": "redacted",
}
_KIND_COLUMNS = max(map(len, KINDS.values()))


def public_time(entry: Entry) -> When | None:
    """Give when a statement was said, or a revision published; None for what has no time on the public clock."""
    match entry.event:
        case Statement() as event:
            return event.said
        case ReportPublished() as event:
            return event.published
        case ArticleUpdated() as event:
            return event.updated
        case _:
            return None


def cited(evidence: Evidence) -> str:
    """Name a place in a revision of a report: am.r2 ¶6."""
    return f"{evidence.report}.r{evidence.revision}{f' {evidence.place}' if evidence.place else ''}"


def touching(position: Position, changes: Changes) -> list[Entry]:
    """Give the entries that correct, withdraw or redact an entry, in order."""
    found = [*changes.corrections.get(position, ())]
    found += [done[position] for done in (changes.withdrawn, changes.redacted) if position in done]
    return sorted(found, key=lambda each: each.position)


def since_told(position: Position, change: Entry) -> str:
    """Say what was done to an entry, and how to say again what it said."""
    changed = f"e{position} was {DONE[change.type]} since, by e{change.position}"
    return f"{changed}. To say it again, tell it apart: add a line `note ...` below it"


@dataclass(frozen=True, slots=True)
class EntryLines:
    """Lays out entries; *changes* tells what later ones did to them, *several* that they are of several situations."""

    calendar: Calendar
    changes: Changes
    last: Position | int
    several: bool = False

    def text(self, entries: Iterable[Entry], across: int) -> Iterator[Line]:
        """Give a heading a day and a row an entry, as they come."""
        day: date | None = None
        for entry in entries:
            recorded = entry.recorded_at.astimezone(self.calendar.zone)
            if recorded.date() != day:
                day = recorded.date()
                yield line(f"Recorded {self.calendar.at(entry.recorded_at).rpartition(' ')[0]}", Ink.TITLE)
            yield from self._row(entry).lines(across)

    def _row(self, entry: Entry) -> Row:
        near = self.calendar._replace(near=entry.recorded_at)
        recorded = entry.recorded_at.astimezone(self.calendar.zone)
        when = public_time(entry)
        lead = f"{f'e{entry.position}':>{len(str(self.last)) + 1}}  {recorded:%H:%M}  "
        return Row(
            lead=[Piece(lead), sign(entry), Piece(f" {kind(entry):<{_KIND_COLUMNS}} ")],
            left=[said(self._told(entry, near)), *self._changed(entry)],
            right=[said(near.when(when))] if when else (),
        )

    def _told(self, entry: Entry, calendar: Calendar) -> str:
        return f"{entry.situation}: {sentence(entry, calendar)}" if self.several else sentence(entry, calendar)

    def _changed(self, entry: Entry) -> Iterator[Piece]:
        for each in touching(entry.position, self.changes):
            yield Piece(f"  {DONE[each.type]} by e{each.position}", Ink.FAINT)

    def document(self, entry: Entry) -> dict[str, Any]:
        """Give an entry as a JSON object."""
        return entry_document(entry, touching(entry.position, self.changes))

    def table(self, entries: Iterable[Entry]) -> Table:
        """Give a row an entry, with all that most entries have."""
        names = ("entry", "recorded_at", "type", "situation", "by", "claim", "public_earliest", "public_latest")
        return Table((*names, "sentence", "changed_by", "recorded_by"), (self._cells(each) for each in entries))

    def _cells(self, entry: Entry) -> tuple[Any, ...]:
        when = public_time(entry)
        bounds = (when.earliest, when.latest) if when else (None, None)
        event = entry.event
        return (
            *(entry.position, rfc3339(entry.recorded_at), entry.type, entry.situation),
            *(getattr(event, "by", None), getattr(event, "claim", None)),
            *(rfc3339(each) if each else None for each in bounds),
            sentence(entry, self.calendar._replace(near=None)),
            " ".join(f"e{each.position}" for each in touching(entry.position, self.changes)),
            event.recorded_by if event else None,
        )

    def summary(self, entries: Iterable[Entry]) -> Table:
        """Give a row an entry, for people."""
        full = self.calendar._replace(near=None)
        rows = (
            (f"e{each.position}", full.at(each.recorded_at), kind(each), self._told(each, full)) for each in entries
        )
        return Table(("Entry", "Recorded", "Kind", "What it says"), rows)


def entry_document(entry: Entry, changed_by: Iterable[Entry] = ()) -> dict[str, Any]:
    """Give an entry as a JSON object, with the numbers of the entries that changed it."""
    return {
        "entry": entry.position,
        "recorded_at": rfc3339(entry.recorded_at),
        "type": entry.type,
        "situation": entry.situation,
        "event": event_document(entry),
        "changed_by": [each.position for each in changed_by],
    }


def event_document(entry: Entry) -> Mapping[str, Any] | None:
    """Give what an entry says as a JSON object; None if it was redacted."""
    if entry.event is None:
        return None
    told: dict[str, Any] = entry.event.model_dump(mode="json", exclude_defaults=True, exclude={"situation"})
    return told
