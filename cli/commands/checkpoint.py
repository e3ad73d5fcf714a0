"""The command `checkpoint`: the log's own signature under how far it reaches."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli.options import Log
from sitlog.cli.proving.evidence import opened_ledger
from sitlog.cli.signing import signer_of
from sitlog.cli.telling import tell

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.evidence.checkpoints import Checkpoints, KeptCheckpoint

Key = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The log's private key.  [default: SITLOG_KEY]")
]
_Export = Annotated[
    Path | None, typer.Option("--export", metavar="PLACE", help="Write it to this file too, or into this folder.")
]
_Stamp = Annotated[
    str | None, typer.Option("--stamp", metavar="URL", help="Have it stamped by this authority of time (RFC 3161).")
]


def checkpoint(key: Key = None, export: _Export = None, stamp: _Stamp = None, log: Log = None) -> None:
    """Sign how far the log reaches, and the root over all of it.

    What came since the last checkpoint is read back and hashed again first. Give the checkpoint to others: what it
    covers cannot be rewritten any more without their seeing it.

    Example: sitlog checkpoint --key ~/keys/desk.key --export handed-out/
    """
    from sitlog.store.evidence.checkpoints import Checkpoints  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.evidence.checkpoints import export as write  # noqa: PLC0415  # as above

    signer = signer_of(key)
    with opened_ledger(log) as ledger:
        checkpoints = Checkpoints(ledger)
        made = checkpoints.make(signer)
        if stamp is not None:
            _stamp(checkpoints, made, stamp)
        if export is not None:
            tell(f"Written to {write(made, export)}")
    print(made.note.decode(), end="")


def _stamp(checkpoints: "Checkpoints", made: "KeptCheckpoint", url: str) -> None:
    from sitlog.store.evidence.timestamps import stamp  # noqa: PLC0415  # as above

    at = datetime.fromtimestamp(stamp(checkpoints, made, url), UTC)
    tell(f"Stamped at {at:%Y-%m-%d %H:%M:%S} UTC by {url}")
