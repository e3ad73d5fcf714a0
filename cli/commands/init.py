"""The command `init`: a new log."""

import os
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.options import Log
from sitlog.domain.errors import NoSuchLog

_Place = Annotated[
    str | None,
    typer.Argument(metavar="[PATH|URL]", help="A file, or the URL of a database.  [default: sitlog.db in this folder]"),
]


def init(place: _Place = None, log: Log = None) -> None:
    """Begin a log.

    A log that is there already stays as it is.

    Example: sitlog init postgresql+psycopg://desk@db.example/sitlog
    """
    from sitlog.store.log import SituationLog  # noqa: PLC0415  # slow to import, and --help needs none of it

    named = place or log or os.environ.get(session.LOG) or session.DEFAULT_LOG
    url = session.as_url(named)
    already = _is_there(url)
    with SituationLog.open(url, create=True, clock=session.now) as opened:
        shown = session.shown(opened.url)
        if already:
            print(f"{shown} is a log already, at e{opened.head.position}. Nothing was changed.")
        else:
            print(f"Began a log at {shown}.")
        print(_next_step(named, empty=opened.head.position == 0))


def _is_there(url: str) -> bool:
    """Tell whether there is a log; where there is something else, none can begin, and opening it says so."""
    from sitlog.store.log import SituationLog  # noqa: PLC0415  # as above

    try:
        with SituationLog.open(url, clock=session.now):
            return True
    except NoSuchLog:
        return False


def _next_step(named: str, *, empty: bool) -> str:
    """Say how to go on; the log must be named unless it is found by itself."""
    found = named in {session.DEFAULT_LOG, os.environ.get(session.LOG)}
    option = session.named(None if found else named)
    if not empty:
        return f"Next: sitlog{option} status"
    return f"Next: sitlog{option} import FILE, or sitlog{option} record 'situation KEY \"TITLE\" zone Asia/Baghdad'"
