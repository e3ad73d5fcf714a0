"""The command `key`: keys to sign with."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sitlog.cli.options import Log
from sitlog.cli.proving.evidence import opened_ledger
from sitlog.cli.telling import tell


class _Action(StrEnum):
    NEW = "new"
    SHOW = "show"


_What = Annotated[_Action, typer.Argument(help="new makes a key, show prints its public half.")]
_File = Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key is kept; not beside the log.")]
_Witness = Annotated[
    str | None,
    typer.Option(
        "--witness", metavar="NAME", help="Make the key of a witness, under this name, such as desk2.example."
    ),
]


def key(action: _What, file: _File, witness: _Witness = None, log: Log = None) -> None:
    """Make a key to sign with, or show its public half.

    The key of a log has the log's name. What is printed is a policy file (C2SP tlog-policy), to be given to whoever
    is to verify: his own copy, by another way than the log.

    Example: sitlog key new ~/keys/desk.key > desk.policy
    """
    from sitlog.store.proofs.keyfile import load_key, save_key  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.proofs.keys import KeyKind, SignerKey  # noqa: PLC0415  # as above

    if action is _Action.SHOW:
        made = load_key(file)
    else:
        if witness is not None:
            made = SignerKey.generate(witness, KeyKind.WITNESS)
        else:
            with opened_ledger(log) as ledger:
                made = SignerKey.generate(ledger.origin)
        save_key(file, made)
        tell(
            f"The private key is in {file}: whoever has it can sign. Let checkpoints be made: export SITLOG_KEY={file}"
        )
    if made.kind is KeyKind.WITNESS:
        print(f"witness {made.name} {made.verifier}")
    else:
        print(f"log {made.verifier}\nquorum none")
