"""The command `check`: what an import would say, without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import session
from sitlog.cli.failing import NOT_UNDERSTOOD
from sitlog.cli.files.importing import NotTaken
from sitlog.cli.files.infile import opened
from sitlog.cli.files.intake import Importer
from sitlog.cli.options import Where
from sitlog.cli.progress import Progress
from sitlog.cli.telling import tell, tell_slips
from sitlog.domain.errors import ForeignFile, NewerLog, NoSuchLog

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_File = Annotated[str, typer.Argument(metavar="FILE|-", help="A .slog or .jsonl file, or - for the standard input.")]


def check(file: _File, where: Where) -> None:
    """Check a file of events, and write nothing.

    It is checked against the log; where there is none, by itself.

    Example: sitlog check desk.slog
    """
    with _log(where.log) as (log, by_itself), opened(file) as source:
        importer = Importer(log, source, where.situation, None)
        progress = Progress(source.name, source.size)
        try:
            importer.whole(lambda done: progress.at(done, f"{done / 1e6:.1f} MB read"), dry_run=True)
        except NotTaken as refused:
            progress.close()
            tell_slips(refused.slips)
            tell(f"{source.name}: {len(refused.slips)} error{'s' * (len(refused.slips) > 1)}")
            raise typer.Exit(NOT_UNDERSTOOD) from refused
        progress.close()
        print(_fine(source.name, importer, by_itself=by_itself))


@contextmanager
def _log(given: str | None) -> "Iterator[tuple[SituationLog, bool]]":
    """Open the log, or an empty one for the while where there is none and none was named."""
    there = _there(given)
    if there is not None:
        with there:
            yield there, False
        return
    from sitlog.store.log import SituationLog  # noqa: PLC0415  # slow to import, and --help needs none of it

    with TemporaryDirectory() as folder:  # and not in memory, as a file may be long
        place = session.as_url(str(Path(folder) / session.DEFAULT_LOG))
        with SituationLog.open(place, create=True, clock=session.now) as log:
            yield log, True


def _there(given: str | None) -> "SituationLog | None":
    try:
        return session.open_log(given)
    except (ForeignFile, NewerLog):
        raise
    except NoSuchLog:
        if given is not None:
            raise
    return None


def _fine(name: str, importer: Importer, *, by_itself: bool) -> str:
    read = importer.tally.read
    told = f"{name}: {'1 entry' if read == 1 else f'{read:,} entries'}, nothing wrong"
    if by_itself:
        return f"{told} (checked by itself: there is no log here)."
    held = importer.tally.skipped
    return f"{told}{f'; {held} in the log already' if held else ''}."
