"""The command `prove`: a small file that shows that an entry is in the log."""

import re
from pathlib import Path
from typing import Annotated

import typer

from sitlog.cli.options import Log
from sitlog.cli.proving.evidence import opened_ledger
from sitlog.domain.errors import NotUnderstood

_ENTRY = re.compile(r"e([1-9]\d{0,17})", re.ASCII)

_Entry = Annotated[str, typer.Argument(metavar="eN", help="The entry, such as e15.")]
_Out = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.  [default: eN.tlog-proof]")
]


def prove(entry: _Entry, output: _Out = None, log: Log = None) -> None:
    """Write a proof that an entry is in the log, to be checked without the log.

    The proof (C2SP tlog-proof) holds the newest checkpoint and the way to it from the entry, which says when it was
    recorded and of what type it is, but not what it says.

    Example: sitlog prove e15 && sitlog verify e15.tlog-proof --policy desk.policy
    """
    from sitlog.store.evidence.proving import prove as proof_of  # noqa: PLC0415  # as above
    from sitlog.store.proofs.proof import SUFFIX  # noqa: PLC0415  # slow to import, and --help needs none of it

    found = _ENTRY.fullmatch(entry.strip())
    if not found:
        raise NotUnderstood(f"'{entry}' is not an entry", hint="Write its handle, such as e15: see sitlog log")
    file = output or Path(f"e{found[1]}{SUFFIX}")
    with opened_ledger(log) as ledger:
        file.write_bytes(bytes(proof_of(ledger, int(found[1]))))
    print(f"The proof of e{found[1]} is in {file}")
