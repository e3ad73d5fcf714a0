"""The command `briefings`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.briefings import briefings as told
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where

_Stale = Annotated[bool, typer.Option("--stale", help="Only those that a later entry overtook, with what changed.")]


def briefings(where: Where, question: Question, output: Output, *, stale: _Stale = False) -> None:
    """Show what was told to whom, and whether it still holds.

    A briefing is overtaken when the same question, on the same public clock, is answered otherwise by now.

    Example: sitlog briefings --stale
    """
    with session.open_log(where.log) as log:
        give(told(log, where, question, stale=stale), output)
