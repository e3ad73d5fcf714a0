"""The command `withdraw`: an entry of ours that should not be there."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.entering.owning import withdrawn
from sitlog.cli.entering.receipts import form_of, give_receipt
from sitlog.cli.options import Log, Output

_Entry = Annotated[str, typer.Argument(metavar="eN", help="The entry that should not be there, such as e15.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why. Nothing is withdrawn without one.")]


def withdraw(output: Output, entry: _Entry, reason: _Reason = "", log: Log = None) -> None:
    """Withdraw an entry, by a further entry that says why.

    The log as it stood before still shows it. Withdrawing a correction brings back what it corrected. What other
    entries rest on is withdrawn after them.

    Example: sitlog withdraw e15 --reason 'he spoke of another fire'
    """
    form = form_of(output)
    with session.open_log(log) as opened:
        give_receipt(opened, withdrawn(opened, entry, reason), form, output)
