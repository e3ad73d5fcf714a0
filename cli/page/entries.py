"""All entries as rows of a table, for readers whose browser runs no scripts, and for paper."""

from collections.abc import Iterable, Iterator
from html import escape

from sitlog.cli.show.entries import DONE, public_time, touching
from sitlog.cli.show.sentences import kind, sentence
from sitlog.cli.show.times import Calendar
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry


def entry_rows(entries: Iterable[Entry], changes: Changes, calendar: Calendar) -> Iterator[str]:
    """Give a row an entry, as HTML."""
    for entry in entries:
        cells = (_handle(entry), calendar.at(entry.recorded_at), _public(entry, calendar), kind(entry))
        told = f"{escape(sentence(entry, calendar))}{_changed(entry, changes)}{_note(entry)}"
        yield f"<tr id=e{entry.position}><td>{'<td>'.join(map(escape, cells))}<td>{told}"


def _handle(entry: Entry) -> str:
    return f"e{entry.position}"


def _public(entry: Entry, calendar: Calendar) -> str:
    when = public_time(entry)
    return calendar.when(when) if when else ""


def _note(entry: Entry) -> str:
    note = entry.event.note if entry.event else None
    return f"<br>{escape(note)}" if note else ""


def _changed(entry: Entry, changes: Changes) -> str:
    return "".join(f", {DONE[each.type]} by e{each.position}" for each in touching(entry.position, changes))
