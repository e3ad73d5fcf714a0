"""The command `diff`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.diff import between
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where

_From = Annotated[str, typer.Argument(metavar="FROM", help="The earlier instant, or an entry such as e8.")]
_To = Annotated[str, typer.Argument(metavar="TO", help="The later one.")]
_Desk = Annotated[
    bool, typer.Option("--desk", help="On the desk clock: what our own log made of it. Two entries always mean that.")
]


def diff(first: _From, last: _To, where: Where, question: Question, output: Output, *, desk: _Desk = False) -> None:  # noqa: PLR0913  # each is an option
    """Show what changed between two instants, on either clock.

    What became known, which statuses changed, what was taken back. The public clock is meant unless --desk stands there
    or both are entries of the log; --at then fixes the public clock, which else moves along with the desk clock.

    Example: sitlog diff "22 Apr 2024 10:00" "22 Apr 2024 23:30"
    """
    with session.open_log(where.log) as log:
        give(between(log, where, question, (first, last), desk=desk), output)
