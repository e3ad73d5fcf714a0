"""Time-stamp tokens (RFC 3161) over the text of a checkpoint, for whoever checks them."""

from collections.abc import Sequence
from hashlib import new
from typing import Any

from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates

from sitlog.domain.errors import BadEvidence

_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_PEM = b"-----BEGIN"
_UNKNOWN_AUTHORITY = "unable to get local issuer"


class UnknownAuthority(BadEvidence):
    """A token is by an authority that leads to none of the roots."""


class NotEquipped(BadEvidence):
    """What reads tokens is not installed."""


def read_roots(raw: bytes) -> list[Certificate]:
    """Read certificates in PEM form, or one in DER form; raises BadEvidence."""
    try:
        return load_pem_x509_certificates(raw) if _PEM in raw else [load_der_x509_certificate(raw)]
    except ValueError as error:
        raise BadEvidence("the file holds no certificates, neither in PEM form nor one in DER form") from error


def stamped_at(token: bytes, text: bytes, roots: Sequence[Certificate]) -> int:
    """When a token says that the text was there, in POSIX seconds.

    Without roots only that the token is one over this text is checked.
    Raises UnknownAuthority, NotEquipped or BadEvidence.
    """
    response = _decode(token)
    stamped = response.tst_info.message_imprint
    name = _HASHES.get(stamped.hash_algorithm.dotted_string)
    if name is None or new(name, text).digest() != stamped.message:
        raise BadEvidence("it is not over this checkpoint")
    if roots:
        _verify(response, text, roots)
    return int(response.tst_info.gen_time.timestamp())


def _decode(token: bytes) -> Any:
    try:
        from rfc3161_client import decode_timestamp_response  # noqa: PLC0415  # an extra, which not everybody has
    except ImportError as error:
        raise NotEquipped("to read it, install: pip install 'sitlog[timestamp]'") from error
    try:
        response = decode_timestamp_response(token)
        response.tst_info  # noqa: B018  # reading it is what finds it broken
    except ValueError as error:
        raise BadEvidence("it is not a time-stamp") from error
    return response


def _verify(response: Any, message: bytes, roots: Sequence[Certificate]) -> None:
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415  # as above

    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(response, message)
    except VerificationError as error:
        kind = UnknownAuthority if _UNKNOWN_AUTHORITY in str(error) else BadEvidence
        why = str(error).partition(": ErrorStack")[0]  # what follows is for those who develop OpenSSL
        raise kind(f"it does not hold under the roots given: {why}") from error
