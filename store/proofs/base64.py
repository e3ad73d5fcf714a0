"""Base64 (RFC 4648 section 4) in its one right spelling, so that no letter of a signed text may change unnoticed."""

from base64 import b64decode, b64encode

from sitlog.domain.errors import BadEvidence


def encode(data: bytes) -> str:
    """Bytes as base64, padded, on one line."""
    return b64encode(data).decode()


def decode(text: str, subject: str) -> bytes:
    """The bytes, at least one; raises BadEvidence about the subject for anything that `encode` would not write."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        data = b""
    if not data or encode(data) != text:
        raise BadEvidence(f"{subject} is not written in base64")
    return data
