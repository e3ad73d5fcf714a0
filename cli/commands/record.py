"""The command `record`: what somebody types, into the log."""

import sys
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.entering.receipts import form_of, give_receipt
from sitlog.cli.entering.recording import record_text
from sitlog.cli.entering.writing import blank, record_in_editor
from sitlog.cli.files.infile import STDIN
from sitlog.cli.options import Output, Where

_Sentence = Annotated[
    str | None,
    typer.Argument(
        metavar="[SENTENCE|-]", help="WHEN WHO VERB CLAIM, or - for the standard input.  [default: your editor]"
    ),
]


def record(where: Where, output: Output, sentence: _Sentence = None) -> None:
    """Record a sentence: who said what, when.

    Without one, your editor opens (VISUAL or EDITOR), and reopens where something is wrong with what you wrote.

    Example: sitlog record '14:30 ryder denies deliberate "some type of malfunction"'
    """
    form = form_of(output)
    with session.open_log(where.log) as log:
        if sentence is None:
            receipt = record_in_editor(log, where.situation, blank(log, where.situation))
        else:
            receipt = record_text(log, where.situation, sys.stdin.read() if sentence == STDIN else sentence)
        give_receipt(log, receipt, form, output)
