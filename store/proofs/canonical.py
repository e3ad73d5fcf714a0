"""Canonical JSON (RFC 8785), for the values that an entry may hold."""

from collections.abc import Mapping, Sequence
from json import JSONEncoder
from typing import TypeAlias

from sitlog.domain.errors import NotCanonical

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

FIRST_UNSAFE_INTEGER = 2**53

# ASCII keys sort by code point as by the UTF-16 code units that RFC 8785 section 3.2.3 asks for, and without floats
# Python's own encoder already writes everything else as section 3.2.2 wants it.
_write = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Json) -> bytes:
    """The one UTF-8 form of a JSON value (RFC 8785): equal values give equal bytes.

    Takes strings, integers between -2**53 and 2**53 (both excluded), booleans, null, lists and objects with ASCII
    keys. Raises NotCanonical for anything else, floats among them, and for strings that are not Unicode text.
    """
    _check(value)
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds half of a surrogate pair, which is not Unicode text") from error


def _check(value: Json) -> None:
    match value:
        case None | bool() | str():
            pass
        case int() if abs(value) < FIRST_UNSAFE_INTEGER:
            pass
        case int():
            raise NotCanonical(f"{value} is too large: JSON readers agree on integers only below 2**53")
        case list() | tuple():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                _check_key(key)
                _check(item)
        case _:
            raise NotCanonical(f"{value!r} is a {type(value).__name__}, which has no canonical form here")


def _check_key(key: object) -> None:
    if not (isinstance(key, str) and key.isascii()):
        raise NotCanonical(f"{key!r} cannot be a key: it is not a string of ASCII characters")
