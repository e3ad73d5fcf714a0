"""The proof that an entry is in a log (C2SP tlog-proof), made from stored nodes of the tree in logarithmic work."""

from sqlalchemy import select

from sitlog.domain.errors import NoSuchEntry
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.tables import entries
from sitlog.store.proofs.proof import EntryProof
from sitlog.store.proofs.tree import inclusion_proof


def prove(ledger: Ledger, position: int) -> EntryProof:
    """Prove an entry by the newest checkpoint; the entry itself goes with the proof as its extra data.

    Raises NoSuchEntry if there is none at the position, or no checkpoint covers it yet.
    """
    with ledger.database.reading() as connection:
        entry = connection.core.execute(select(entries.c.entry).where(entries.c.position == position)).scalar()
    if entry is None:
        raise NoSuchEntry(f"no entry e{position}", hint="See what there is: sitlog log")
    checkpoint = Checkpoints(ledger).newest(covering=position)
    path = inclusion_proof(position - 1, checkpoint.size, ledger.read_nodes)
    return EntryProof(position - 1, tuple(path), checkpoint.note, extra=entry)
