"""Tells what was recorded, to people or to programs."""

import json
from typing import TYPE_CHECKING

from sitlog.cli.entering.effects import effects
from sitlog.cli.options import Format, Output
from sitlog.cli.telling import tell
from sitlog.domain.errors import NotUnderstood

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.receipt import Receipt


def form_of(output: Output) -> Format:
    """Give the form that was asked for; raises NotUnderstood if it is none of these."""
    form = output.form
    if form in {Format.CSV, Format.MD}:
        raise NotUnderstood(f"what was recorded is not told as {form}", hint="Ask for text, json or jsonl")
    return form


def give_receipt(log: "SituationLog", receipt: "Receipt | None", form: Format, output: Output) -> None:
    """Tell what was recorded; None if nothing was written."""
    if receipt is None:
        tell("Nothing was written, so nothing was recorded.")
        return
    recorded = effects(log, receipt)
    if form is Format.TEXT:
        output.screen().write(recorded.lines())
    else:
        print(json.dumps(recorded.document(), ensure_ascii=False))
