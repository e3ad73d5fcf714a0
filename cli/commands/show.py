"""The command `show`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.show import look_at
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where

EntryName = Annotated[str, typer.Argument(metavar="eN", help="The entry, such as e12.")]


def show(entry: EntryName, where: Where, question: Question, output: Output) -> None:
    """Show one entry in full.

    Every field, when it was recorded and by whom, and the entries that correct, withdraw or redact it.
    With --at, tell whether what it says was public by then.

    Example: sitlog show e12
    """
    with session.open_log(where.log) as log:
        give(look_at(log, entry, question), output)
