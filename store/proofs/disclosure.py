"""A payload with a salt of its own (RFC 9901), so that it can be erased while the proofs about it stay valid."""

from binascii import b2a_base64
from hashlib import sha256
from secrets import token_bytes

SALT_SIZE = 16

_OPEN, _BETWEEN, _CLOSE = b'["', b'",', b"]"
_SALT_LETTERS = -(-SALT_SIZE * 8 // 6)

PAYLOAD = slice(len(_OPEN) + _SALT_LETTERS + len(_BETWEEN), -len(_CLOSE))
"""Where the payload stands in a disclosure."""


def disclose(payload: bytes, salt: bytes | None = None) -> bytes:
    """The disclosure of a JSON payload: an array of a salt and the payload, which stays byte for byte as it is.

    RFC 9901 section 4.2.2, the form for array elements. The salt has 128 bits, fresh ones if none is given: without
    them a guessed payload could be confirmed by its digest.
    """
    fresh = token_bytes(SALT_SIZE) if salt is None else salt
    return _OPEN + _base64url(fresh) + _BETWEEN + payload + _CLOSE


def payload_of(disclosure: bytes) -> bytes:
    """The payload, as it was given to `disclose`; the disclosure must be one that `disclose` made."""
    return disclosure[PAYLOAD]


def digest_of(disclosure: bytes) -> str:
    """The digest that stands for a disclosure (RFC 9901 section 4.2.3): base64url, 43 letters."""
    return _base64url(sha256(_base64url(disclosure)).digest()).decode()


def _base64url(data: bytes) -> bytes:
    # Of ASCII text few letters become + or /, so that looking for each is quicker than a table is.
    return b2a_base64(data, newline=False).rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
