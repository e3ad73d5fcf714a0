"""The key that this log is signed with, and the checkpoints that are made by themselves."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sitlog.domain.errors import KeyUnusable, SitlogError

if TYPE_CHECKING:  # what signatures need takes its time to import
    from sitlog.store.evidence.checkpoints import Signer
    from sitlog.store.ledger.ledger import Ledger

KEY = "SITLOG_KEY"


def signer_of(given: Path | None) -> "Signer":
    """Load the log's key: from the file given, or the one that SITLOG_KEY names; raises KeyUnusable."""
    from sitlog.store.evidence.checkpoints import Signer  # noqa: PLC0415  # slow to import, and --help needs none of it

    file = given or (Path(named) if (named := os.environ.get(KEY)) else None)
    if file is None:
        hint = f"give it with --key FILE or {KEY}; make one: sitlog key new FILE"
        raise KeyUnusable("there is no key to sign with", hint=hint)
    return Signer.load(file)


def keep_up(ledger: "Ledger") -> None:
    """Make a checkpoint if there is a key and it is time for one; what was recorded stays recorded, if that fails."""
    if not os.environ.get(KEY):
        return
    from sitlog.store.evidence.checkpoints import Checkpoints  # noqa: PLC0415  # as above

    try:
        Checkpoints(ledger).keep_up(signer_of(None))
    except SitlogError as error:
        from sitlog.cli.telling import tell  # noqa: PLC0415  # seldom needed

        tell(f"warning: what was recorded stands, but no checkpoint was made: {error.message}")
