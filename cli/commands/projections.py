"""The command `projections`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.failing import NO
from sitlog.cli.giving import give
from sitlog.cli.keeping.keeping import Keeping
from sitlog.cli.options import Output, RecordedAt, Where

Action = Annotated[
    str,
    typer.Argument(help="list, start, stop, rebuild, retry, inspect or run.", metavar="[ACTION]", show_default=False),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME|FILE.py:NAME]...", help="Projections; of your own, a file and a name in it."),
]


def projections(
    where: Where,
    output: Output,
    action: Action = "list",
    names: Names = None,
    recorded_at: RecordedAt = None,
) -> None:
    """Show what is kept ready of the log, and keep more.

    list: how each projection is. start: keep one, or go on with one that was stopped. stop: leave it as it is.
    rebuild: make it anew beside the one that answers. retry: go on after an entry that it could not take.
    inspect: its rows, now or at --recorded-at. run: keep all that was started up to date, until stopped.

    A file is run when it is loaded: name only what you trust.

    Example: sitlog projections start denials.py:denials
    """
    with session.open_log(where.log) as log:
        if not Keeping(log, where, output).act(action, names or [], recorded_at, give):
            raise typer.Exit(NO)
