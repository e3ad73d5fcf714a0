"""The command `backup`: the log in a file of its own."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.copying.copies import form_of, give_copied, shares
from sitlog.cli.options import Log, Output

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The new file; one that is there is never written over.")]


def backup(output: Output, file: _File, log: Log = None) -> None:
    """Copy the log into a file, as it stands at one moment.

    Others may go on recording meanwhile. The file is an SQLite log like any other, also if the log is on a server: each
    entry, proof and checkpoint as it is. It is verified before it gets its name. What was redacted is not in it.

    Example: sitlog backup /backups/monday.db && sitlog known --log /backups/monday.db
    """
    form_of(output)

    from sitlog.store.copies.backup import back_up  # noqa: PLC0415  # as above
    from sitlog.store.ledger.founding import open_database  # noqa: PLC0415  # as above

    with closing(open_database(session.log_url(log))) as database, shares("backup", output) as seen:
        copied = back_up(database, file.expanduser().absolute(), seen)
    give_copied(copied, "Backed up", "backup", output)
