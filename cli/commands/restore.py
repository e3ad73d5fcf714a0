"""The command `restore`: a log made from a backup."""

import os
from pathlib import Path
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.copying.copies import form_of, give_copied, shares
from sitlog.cli.options import Log, Output
from sitlog.cli.telling import tell

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def restore(output: Output, file: _File, log: Log = None) -> None:
    """Make a log from a backup, where there is none.

    The backup is verified first. The new log may be a file or on a server, whatever was backed up. A log that is there
    is never written over: you are told how it and the backup compare. Webhooks are stopped in the new log.

    Example: sitlog restore /backups/monday.db --log postgresql+psycopg://desk@db.example/sitlog
    """
    form_of(output)
    from sitlog.store.copies.restore import restore as made_from  # noqa: PLC0415  # slow to import, and --help needs none of it

    named = log or os.environ.get(session.LOG) or session.DEFAULT_LOG
    with shares("restore", output) as seen:
        restored = made_from(file.expanduser().absolute(), session.as_url(named), seen)
    give_copied(restored, "Restored", "restored", output)
    tell(f"Next: sitlog --log {session.shown(session.as_url(named))} status")
