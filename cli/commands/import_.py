"""The command `import`: events from a file into the log."""

from dataclasses import dataclass
from itertools import islice
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.failing import INTERRUPTED, NOT_UNDERSTOOD
from sitlog.cli.files.importing import NotTaken
from sitlog.cli.files.infile import Infile, opened
from sitlog.cli.files.intake import Importer, Tally
from sitlog.cli.options import Ascii, Where
from sitlog.cli.progress import Progress
from sitlog.cli.show.entries import since_told
from sitlog.cli.telling import tell, tell_slips

_File = Annotated[str, typer.Argument(metavar="FILE|-", help="A .slog or .jsonl file, or - for the standard input.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")]
_Batch = Annotated[
    int | None,
    typer.Option(
        "--batch", metavar="N", min=1, help="Record a big JSONL file N events at a time.  [default: all at once]"
    ),
]

_SHOWN = 5  # entries that were changed meanwhile


@dataclass(frozen=True, slots=True)
class Signs:
    """With what signs the bar is drawn."""

    ascii: Ascii = False


def import_(where: Where, signs: Signs, file: _File, *, dry_run: _DryRun = False, batch: _Batch = None) -> None:
    """Record the events of a file.

    All of them, or none: everything that is wrong with the file is told, and nothing is recorded.
    What the log has already is skipped, so that importing a file again changes nothing; where that was withdrawn or
    corrected meanwhile, it is said so.
    With --batch each batch is for itself, and the same command again goes on where one was interrupted.

    Example: sitlog import desk.slog --dry-run
    """
    with session.open_log(where.log) as log, opened(file) as source:
        importer = Importer(log, source, where.situation, session.actor())
        progress = Progress(source.name, source.size, ascii=signs.ascii)
        try:
            _take(importer, progress, dry_run=dry_run, batch=batch)
        except NotTaken as refused:
            tell_slips(refused.slips)
            tell(_after_slips(source, importer.tally, len(refused.slips)))
            raise typer.Exit(NOT_UNDERSTOOD) from refused
        except KeyboardInterrupt as stop:
            tell(_after_interrupt(importer.tally, dry_run=dry_run))
            raise typer.Exit(INTERRUPTED) from stop
        if dry_run:
            print(_would_be(source, importer.tally))
            _tell_changed(importer.tally)
        else:
            print(_done(source, importer.tally))
            _tell_changed(importer.tally)
            print(f"Next: sitlog{session.named(where.log)} known")


def _take(importer: Importer, progress: Progress, *, dry_run: bool, batch: int | None) -> None:
    def told(done: int) -> None:
        taken = importer.tally.entries + importer.tally.skipped
        rate = f"{taken:,} taken, {progress.a_second(taken):,.0f} a second" if taken else ""
        progress.at(done, rate or f"{done / 1e6:.1f} MB read")

    try:
        # A batch rests on those before it, so that of a dry run, which records none, all are one.
        if batch is None or dry_run:
            importer.whole(told, dry_run=dry_run)
        else:
            importer.in_batches(batch, told)
    finally:
        progress.close()


def _done(source: Infile, tally: Tally) -> str:
    if not tally.entries:
        return (
            f"{source.name} holds no events."
            if not tally.read
            else f"Nothing new: {_all_of(tally.read)} in the log already."
        )
    how = "in one transaction" if len(tally.recorded) == 1 else f"in {len(tally.recorded)} transactions"
    return f"Recorded {_entries(tally.entries)}, {_span(tally)}, {how}.{_skipped(tally)}"


def _would_be(source: Infile, tally: Tally) -> str:
    told = f"{source.name}: {_entries(tally.read)} read, nothing wrong; {tally.entries} would be recorded."
    return f"{told}{_skipped(tally)} Nothing was written."


def _tell_changed(tally: Tally) -> None:
    for position, change in islice(sorted(tally.changed.items()), _SHOWN):
        print(since_told(position, change))
    if (more := len(tally.changed) - _SHOWN) > 0:
        print(f"So {'was' if more == 1 else 'were'} {more:,} more that the log has already: sitlog corrections")


def _after_slips(source: Infile, tally: Tally, slips: int) -> str:
    wrong = f"{slips} error{'s' * (slips > 1)}"
    if not tally.entries:
        return f"{source.name}: {wrong}. Nothing was written."
    return f"{source.name}: {wrong}. {_kept(tally)} Mend the file, and the same command goes on from there."


def _after_interrupt(tally: Tally, *, dry_run: bool) -> str:
    if dry_run or not tally.entries:
        return "interrupted: nothing was written."
    return f"interrupted. {_kept(tally)} The same command again goes on from there."


def _kept(tally: Tally) -> str:
    return f"{_entries(tally.entries)}, {_span(tally)}, were recorded before."


def _skipped(tally: Tally) -> str:
    if not tally.skipped:
        return ""
    shown = ", ".join(f"e{position}" for position in tally.held)
    return f" Skipped {tally.skipped} already in the log ({shown}{', …' if tally.skipped > len(tally.held) else ''})."


def _span(tally: Tally) -> str:
    first, last = tally.recorded[0][0], tally.recorded[-1][-1]
    return f"e{first}" if first == last else f"e{first} to e{last}"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def _all_of(number: int) -> str:
    return "its one entry is" if number == 1 else f"all {number:,} entries are"
