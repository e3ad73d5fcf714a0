"""The command `correct`: what an entry should have said."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.entering.owning import corrected_by_json
from sitlog.cli.entering.receipts import form_of, give_receipt
from sitlog.cli.entering.recording import record_text
from sitlog.cli.entering.writing import correction, record_in_editor
from sitlog.cli.options import Log, Output

_Entry = Annotated[str, typer.Argument(metavar="eN", help="The entry that is wrong, such as e15.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why: what was wrong with it.")]
_Sentence = Annotated[
    str | None,
    typer.Argument(
        metavar="[SENTENCE|JSON]", help="The whole sentence, or event, as it should be.  [default: your editor]"
    ),
]


def correct(
    output: Output, entry: _Entry, sentence: _Sentence = None, *, reason: _Reason = "", log: Log = None
) -> None:
    """Correct an entry, by a further entry that says what it should have said.

    The entry itself stays as it is, and the log as it stood before still shows it. Without a sentence, your editor
    opens on the one that is wrong.

    Example: sitlog correct e15 '19:45 ryder denies deliberate' --reason 'the hour was wrong'
    """
    form = form_of(output)
    with session.open_log(log) as opened:
        if sentence is not None and sentence.lstrip().startswith("{"):
            give_receipt(opened, corrected_by_json(opened, entry, sentence, reason), form, output)
            return
        situation, text = correction(opened, entry, sentence, reason)
        whole = sentence is not None and reason
        receipt = (record_text if whole else record_in_editor)(opened, situation, text)
        give_receipt(opened, receipt, form, output)
