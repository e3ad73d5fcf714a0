"""Asking others for evidence over HTTP: witnesses to sign a checkpoint, authorities to stamp it with the time."""

from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from sitlog.domain.errors import BadEvidence, BrokenLog, Unavailable
from sitlog.store.evidence.checkpoints import Checkpoints, KeptCheckpoint
from sitlog.store.evidence.witness import ADD_CHECKPOINT, CONFLICT, FINE, Request
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.proofs.keys import KeyKind, VerifierKey
from sitlog.store.proofs.note import Note, Signature
from sitlog.store.proofs.tree import consistency_proof
from sitlog.store.verify.policy import Party

PATIENCE = 15  # seconds
_LARGEST_REPLY = 1 << 20
_ATTEMPTS = 3


class Reply(NamedTuple):
    """What a server answered: the status of HTTP, and the body."""

    status: int
    body: bytes


def ask_witness(ledger: Ledger, kept: KeptCheckpoint, witness: Party) -> KeptCheckpoint:
    """Have a witness sign a checkpoint, and keep it with that signature.

    Raises Unavailable if it does not answer, BrokenLog if it saw what does not go before this checkpoint, and
    BadEvidence if what it answers is no signature of its key.
    """
    note, old, url = Note.parse(kept.note), 0, f"{(witness.url or '').rstrip('/')}/{ADD_CHECKPOINT}"
    for _ in range(_ATTEMPTS):
        proof = consistency_proof(old, kept.size, ledger.read_nodes) if old else []
        reply = post(url, bytes(Request(old, tuple(proof), kept.note)), "text/plain")
        if reply.status == FINE:
            return Checkpoints(ledger).keep(_with(note, reply.body, witness), kept.size)
        if reply.status != CONFLICT:
            break
        old = _seen_before(reply.body, kept.size, witness)
    raise BrokenLog(f"the witness {witness.key.name} does not sign ({reply.status}): {_words(reply.body)}")


def post(url: str, body: bytes, kind: str) -> Reply:
    """Send a request and wait for the answer; raises Unavailable, or BadEvidence for what is not a web address."""
    if not url.startswith(("http://", "https://")):
        raise BadEvidence(f"{url!r} is not a web address", hint="write it with http:// or https://")
    try:
        with urlopen(HttpRequest(url, body, {"Content-Type": kind}), timeout=PATIENCE) as answer:  # noqa: S310  # looked at above
            return Reply(answer.status, answer.read(_LARGEST_REPLY))
    except HTTPError as error:
        with error:
            return Reply(error.code, error.read(_LARGEST_REPLY))
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unavailable(
            f"{url} does not answer: {getattr(error, 'reason', error)}", hint="try again later"
        ) from error


def _seen_before(body: bytes, size: int, witness: Party) -> int:
    text = body.strip()
    if not text.isdigit() or len(text) > len(str(10**17)):
        raise BadEvidence(f"the witness {witness.key.name} did not say how many entries it saw")
    if int(text) > size:
        raise BrokenLog(
            f"the witness {witness.key.name} saw {int(text)} entries, and the checkpoint is of {size}",
            hint="this is an older copy of the log, or its checkpoint is not the newest: sitlog checkpoint",
        )
    return int(text)


def _with(note: Note, body: bytes, witness: Party) -> Note:
    """The note with the signatures of the witness added, none of anybody else."""
    key = VerifierKey(witness.key.name, KeyKind(witness.key.kind), witness.key.public)
    try:
        signatures = [Signature.parse(line) for line in body.decode().splitlines()]
    except UnicodeDecodeError as error:
        raise BadEvidence(f"the witness {key.name} did not answer with signatures") from error
    cosigned = Note(note.text, (*note.signatures, *(each for each in signatures if each.key_id == key.id)))
    cosigned.signers([key])  # raises unless it is signed by this key
    return cosigned


def _words(body: bytes) -> str:
    return body[:200].decode(errors="replace").strip() or "it does not say why"
