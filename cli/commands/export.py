"""The command `export`: the log as a file that can be imported again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import session
from sitlog.cli.files.exporting import NAMING, Exportable, named_in, outfile, redacted_by, written
from sitlog.cli.files.infile import FORMS, Form
from sitlog.cli.options import Where
from sitlog.cli.progress import Progress
from sitlog.cli.telling import tell
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryRedacted
from sitlog.domain.values import Position

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.selection import Selection

_Format = Annotated[
    Form | None, typer.Option("--format", help="The form.  [default: that of the file's name, or slog]")
]
_Out = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="The file.  [default: the standard output]")
]


def export(where: Where, format: _Format = None, output: _Out = None) -> None:  # noqa: A002  # the name of an option
    """Write the log as a file that can be imported again.

    All situations, or the one that is named; corrections, withdrawals and evidence with them. What the new log answers
    is the same, but for the times at which it takes the entries in. What was redacted is not in the file.

    Example: sitlog export --format jsonl -o log.jsonl
    """
    form = format or (FORMS.get(Path(output).suffix.lower()) if output else None) or Form.SLOG
    with session.open_log(where.log) as log:
        situations = [log.situation(where.situation)] if where.situation else log.situations()
        selection = log.of(where.situation) if where.situation else log.read()
        exportable = Exportable(redacted_by(selection.only(EntryRedacted.TOPIC)))
        count = _write(selection, exportable, form, output, {each.key: each.zone for each in situations})
    if exportable.left_out:
        tell(f"note: left out what was redacted, and what rests on it: {_listed(exportable.left_out)}")
    if output is not None:
        tell(f"Wrote {count:,} entries to {output}.")


def _write(
    selection: "Selection", exportable: Exportable, form: Form, output: str | None, zones: dict[str, str]
) -> int:
    progress = Progress("export", None)
    counter = _Counter(progress)
    with outfile(output) as stream:
        try:
            lines = written(
                counter.of(exportable.of(selection)), form, zones, lambda: named_in(selection.only(*NAMING))
            )
            stream.writelines(f"{line}\n" for line in lines)
        finally:
            progress.close()
    return counter.count


@dataclass(slots=True)
class _Counter:
    """Counts entries as they pass, and shows how many."""

    progress: Progress
    count: int = 0

    def of(self, entries: Iterable[tuple[Entry, Event]]) -> Iterator[tuple[Entry, Event]]:
        """Give them as they come."""
        for each in entries:
            self.count += 1
            self.progress.at(self.count, f"{self.count:,} entries")
            yield each


def _listed(positions: Sequence[Position]) -> str:
    return ", ".join(f"e{position}" for position in positions)
