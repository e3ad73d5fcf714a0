"""Time-stamps (RFC 3161): an authority signs that the text of a checkpoint was there at a time of its own clock."""

from types import ModuleType

from sitlog.domain.errors import BadEvidence, KeyUnusable
from sitlog.store.evidence.asking import post
from sitlog.store.evidence.checkpoints import Checkpoints, KeptCheckpoint
from sitlog.store.proofs.note import Note
from sitlog.store.verify.stamps import stamped_at

_QUERY = "application/timestamp-query"


def stamp(checkpoints: Checkpoints, kept: KeptCheckpoint, url: str) -> int:
    """Have a checkpoint stamped by the authority at a URL, and keep the token; answers its time in POSIX seconds.

    Whether the authority is to be trusted is for whoever verifies. Raises Unavailable if it does not answer,
    BadEvidence if what it answers is no token over this checkpoint.
    """
    library = _library()
    text = Note.parse(kept.note).text.encode()
    request = library.TimestampRequestBuilder().data(text).build()
    reply = post(url, request.as_bytes(), _QUERY)
    try:
        response = library.decode_timestamp_response(reply.body)
        nonce = response.tst_info.nonce
    except ValueError as error:
        raise BadEvidence(f"{url} did not answer with a time-stamp (HTTP {reply.status})") from error
    if nonce != request.nonce:
        raise BadEvidence(f"{url} answered with a time-stamp that was not asked for")
    at = stamped_at(reply.body, text, ())
    checkpoints.keep_token(kept, reply.body)
    return at


def _library() -> ModuleType:
    try:
        import rfc3161_client  # noqa: PLC0415  # an extra, which not everybody has
    except ImportError as error:
        hint = "pip install 'sitlog[timestamp]'"
        raise KeyUnusable("time-stamps need the library rfc3161-client, which is not installed", hint=hint) from error
    return rfc3161_client
