"""Entries written one by one as they come, each at once for whoever reads them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo

from sitlog.cli.options import Format, Output
from sitlog.cli.show.entries import EntryLines
from sitlog.cli.show.forms import csv_lines, json_lines, md_lines
from sitlog.cli.show.times import Calendar
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry


def follower(output: Output, zone: tzinfo | None, *, last: int, several: bool) -> Callable[[Iterator[Entry]], None]:
    """Make what writes entries to stdout in the form that was asked for, until there are no more."""
    screen = output.screen()
    lines = EntryLines(Calendar(zone or UTC, None), Changes(), last, several=several)

    def texts(entries: Iterator[Entry]) -> Iterable[str]:
        match output.form:
            case Format.TEXT:
                return map(screen.rendered, lines.text(entries, screen.columns))
            case Format.JSON | Format.JSONL:
                return json_lines({"format": "sitlog.entry/1", **lines.document(each)} for each in entries)
            case Format.CSV:
                return csv_lines(lines.table(entries))
            case Format.MD:
                return md_lines("Entries as they come", lines.summary(entries))

    def write(entries: Iterator[Entry]) -> None:
        for text in texts(entries):
            screen.stream.write(f"{text}\n")
            screen.stream.flush()

    return write
