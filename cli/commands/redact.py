"""The command `redact`: content that must go by law."""

from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import session
from sitlog.cli.entering.owning import entry_typed
from sitlog.cli.entering.receipts import form_of, give_receipt
from sitlog.cli.options import Log, Output
from sitlog.cli.telling import tell
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.events import EntryRedacted

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_Entry = Annotated[str, typer.Argument(metavar="eN", help="The entry whose content must go, such as e15.")]
_Basis = Annotated[
    str, typer.Option("--basis", metavar="WORDS", help="The law or ruling that asks for it; it stays in the log.")
]

_ON_A_SERVER = (
    "On PostgreSQL the old row stays in the table's pages until: VACUUM FULL entries, told",
    "It also stays in the server's write-ahead log and in what archives or replicates that, until they are recycled.",
)


def redact(output: Output, entry: _Entry, basis: _Basis = "", log: Log = None) -> None:
    """Take away what an entry says, for good; that it stood there stays.

    With it goes what corrections of it say. Every proof made before still holds; answers that rested on it show a
    dated gap, whenever they are asked for. Copies that were made of the log are not reached: backups, exports, bundles.
    Keys stay, and so do what other entries say; redact those too.

    Example: sitlog redact e15 --basis 'GDPR Art. 17, request of 3 May'
    """
    form = form_of(output)
    if not basis.strip():
        raise NotUnderstood(
            "the basis is missing", hint=f"Say which law asks for it: sitlog redact {entry} --basis '...'"
        )
    with session.open_log(log) as opened:
        target = entry_typed(opened, entry)
        receipt = opened.record(*_redactions(opened, target, basis))
        give_receipt(opened, receipt, form, output)
        _tell_what_stays(opened, target)


def _redactions(log: "SituationLog", target: Entry, basis: str) -> list[EntryRedacted]:
    """What takes away an entry, and its corrections after it: they say it again."""
    changes = log.changes(target.position)
    corrections = changes.corrections.get(target.position, ())
    gone = [each.position for each in corrections if each.event is None or each.position in changes.redacted]
    positions = [target.position, *(each.position for each in corrections if each.position not in gone)]
    return [
        EntryRedacted.of(situation=target.situation, entry=position, basis=basis, recorded_by=session.actor())
        for position in positions
    ]


def _tell_what_stays(log: "SituationLog", target: Entry) -> None:
    if log.url.startswith("postgresql"):
        tell(*_ON_A_SERVER)
    tell(f"Backups and exports made before still hold what e{target.position} said.")
