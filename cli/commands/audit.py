"""The command `audit`: all that an auditor needs, in one file."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import asking, session
from sitlog.cli.answers.known import known_in
from sitlog.cli.entering.owning import entry_typed
from sitlog.cli.options import Question, Where
from sitlog.cli.proving.evidence import opened_ledger
from sitlog.domain.answer import digest

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.evidence.bundle import Wanted


class _Action(StrEnum):
    EXPORT = "export"


_What = Annotated[_Action, typer.Argument(help="export writes a bundle.")]
_File = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, such as story.zip.")]
_Prove = Annotated[
    list[str] | None, typer.Option("--prove", metavar="eN", help="Add the proof of this entry.  Repeatable.")
]


def audit(action: _What, file: _File, where: Where, question: Question, prove: _Prove = None) -> None:  # noqa: ARG001  # there is one action as yet
    """Write an audit bundle of a situation.

    It holds every entry of the log without its content, the content of the entries of this situation, all checkpoints
    and time-stamps, and the answer to the question, to be made again. It holds no keys: whoever verifies brings them.

    Example: sitlog audit export story.zip --at "22 Apr 2024 19:40"
    """
    from sitlog.store.evidence.bundle import export_bundle  # noqa: PLC0415  # slow to import, and --help needs none of it

    wanted = _wanted(where, question, prove or [])
    with opened_ledger(where.log) as ledger:
        head = export_bundle(ledger, wanted, file)
    print(f"Wrote {wanted.situation} up to e{head.position} to {file}")


def _wanted(where: Where, question: Question, prove: list[str]) -> "Wanted":
    from sitlog.store.evidence.bundle import Answer, Wanted  # noqa: PLC0415  # as above

    with session.open_log(where.log) as log:
        situation = session.situation_in(log, where.situation)
        asked = asking.ask(log, situation, question).asked
        told = digest(known_in(log, situation.key, asked))
        proofs = [entry_typed(log, handle).position for handle in prove]
        return Wanted(situation.key, (Answer(asked, told),), proofs)
