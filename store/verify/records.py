"""An entry and its payload as they were stored, read strictly and without the code that wrote them."""

import json
import re
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from sitlog.domain import identity as same
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.upcasts import upcast

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_HEAD = re.compile(rb'\{"disclosure":"([\w-]{43})","position":([1-9][0-9]{0,15}),')
_EXPECTED = b'{"disclosure":"%b","position":%d,'
_TIME = re.compile(rb'"recorded_at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)",')
_TIMED = len('"recorded_at":"2031-05-12T11:15:00.000000Z",')
_KIND = re.compile(
    rb'"schema":([1-9][0-9]{0,8}),'
    rb'"situation":(?:null|"([\w-]{1,64})"),'
    rb'"type":("(?:[ !#-\[\]-~]|\\["\\]){1,1000}")\}'
)
_SALT = re.compile(rb'\["[\w-]{22}",')
_JSON = TypeAdapter[Any](Any)
_SALTED = len('["",') + 22


class Circumstances(NamedTuple):
    """What an entry says of itself that many others say too: when, in which form, in which situation."""

    recorded_at: int
    """Microseconds since 1970-01-01 UTC."""
    schema: int
    situation: str | None
    """Its opaque name."""
    type: str


class Form(NamedTuple):
    """All that an entry says of itself."""

    digest: bytes
    position: int
    circumstances: Circumstances


class Unreadable(Exception):
    """A payload is not an event; the text says why."""


class Unfamiliar(Exception):
    """An event is of a type or version that this sitlog does not know."""


def read_entry(entry: bytes) -> Form | None:
    """Read an entry; None if it is not written in the one form that entries have."""
    head = _HEAD.match(entry)
    if head is None:
        return None
    circumstances = _TAILS[entry[head.end() :]]
    return None if circumstances is None else Form(head[1], int(head[2]), circumstances)


def read_expected(
    positions: Sequence[int], entries: Sequence[bytes], digests_: Sequence[bytes]
) -> list[Circumstances] | None:
    """Read entries of which digests and positions are known, these as long in digits as each other and without a gap.

    None unless every one is written so: `read_entry` tells of each. All at once it takes a fraction of the time.
    """
    if len(str(positions[0])) != len(str(positions[-1])):
        return None
    told: list[bytes | int] = [0] * (2 * len(positions))
    told[::2], told[1::2] = digests_, positions
    heads = _EXPECTED * len(positions) % tuple(told)
    length = len(heads) // len(positions)
    if b"".join([entry[:length] for entry in entries]) != heads:
        return None
    said = [each for each in map(_TAILS.__getitem__, [entry[length:] for entry in entries]) if each is not None]
    return said if len(said) == len(entries) else None


class _Tails(dict[bytes, Circumstances | None]):
    """What entries of one transaction, situation and type have in common, as far as it was read lately."""

    def __missing__(self, tail: bytes) -> Circumstances | None:
        recorded_at, kind = _read_time(tail[:_TIMED]), _read_kind(tail[_TIMED:])
        if recorded_at is None or kind is None:
            return None  # and not kept: it may be of any length
        if len(self) >= _MOST_TAILS:
            self.clear()
        self[tail] = circumstances = Circumstances(recorded_at, *kind)
        return circumstances


_MOST_TAILS = 4096
_TAILS = _Tails()
"""A cache by the library would take as long again to ask as this: it makes a tuple of each text of bytes."""


@lru_cache(maxsize=256)
def _read_time(written: bytes) -> int | None:
    parts = _TIME.fullmatch(written)
    try:
        return None if parts is None else (datetime.fromisoformat(parts[1].decode()) - _EPOCH) // _MICROSECOND
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _read_kind(written: bytes) -> tuple[int, str | None, str] | None:
    parts = _KIND.fullmatch(written)
    if parts is None:
        return None
    schema, situation, type_ = parts.groups()
    return int(schema), None if situation is None else situation.decode(), str(json.loads(type_))


@lru_cache(maxsize=256)
def instant(micros: int) -> datetime:
    """The instant in UTC, so many microseconds after the epoch."""
    return _EPOCH + micros * _MICROSECOND


def digests(disclosures: Sequence[bytes]) -> list[bytes]:
    """The digests that stand for disclosures (RFC 9901 section 4.2.3), 43 letters each."""
    # The two letters in which base64url differs are rare: to look for them takes less than to translate every letter.
    hashes = [
        sha256(b2a_base64(each, newline=False).rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")).digest()
        for each in disclosures
    ]
    # With a byte between them each begins with a letter of its own, so that all can be written at once.
    letters = b2a_base64(b"\0".join(hashes), newline=False).replace(b"+", b"-").replace(b"/", b"_")
    return [letters[at : at + 43] for at in range(0, len(letters), 44)]


def payload_of(disclosure: bytes) -> bytes:
    """The payload behind the salt; raises Unreadable."""
    if not _SALT.match(disclosure) or not disclosure.endswith(b"]"):
        raise Unreadable("the payload has no salt before it")
    return disclosure[_SALTED:-1]


def read_event(circumstances: Circumstances, payload: bytes) -> Event:
    """Read the event that a payload holds, every rule of its form checked; raises Unreadable or Unfamiliar."""
    type_, schema = circumstances.type, circumstances.schema
    kind = CATALOGUE.get(type_)
    if kind is None or schema > kind.VERSION:
        raise Unfamiliar(f"a {type_} of version {schema}")
    try:
        if schema == kind.VERSION:
            return kind.model_validate_json(payload)
        return kind.model_validate(upcast(type_, schema, json.loads(payload), to=kind.VERSION))
    except (ValueError, KeyError, RecursionError) as error:
        raise Unreadable(f"the payload is not a {type_}") from error


def identity_written(circumstances: Circumstances, payload: bytes) -> bytes | None:
    """The identity of an event of the newest form, by its JSON as it stands; None of one that must be read first."""
    if circumstances.schema != CATALOGUE[circumstances.type].VERSION:
        return None
    return same.identity_written(circumstances.type, _JSON.validate_json(payload))
