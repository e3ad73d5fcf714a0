"""An entry and its payload as they were stored, read strictly and without the code that wrote them."""

import json
import re
from binascii import b2a_base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sitlog.domain.event import CATALOGUE, Event, Named
from sitlog.domain.events import EntryCorrected
from sitlog.domain.upcasts import upcast
from sitlog.domain.values import Kind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_URLSAFE = bytes.maketrans(b"+/", b"-_")

_HEAD = re.compile(rb'\{"disclosure":"([\w-]{43})","position":([1-9][0-9]{0,15}),')
_TAIL = re.compile(
    rb'"recorded_at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)",'
    rb'"schema":([1-9][0-9]{0,8}),'
    rb'"situation":(?:null|"([\w-]{1,64})"),'
    rb'"type":("(?:[ !#-\[\]-~]|\\["\\]){1,1000}")\}'
)
_DISCLOSURE = re.compile(rb'\["[\w-]{22}",(.*)\]', re.DOTALL)


class Form(NamedTuple):
    """What an entry says of itself."""

    digest: bytes
    position: int
    recorded_at: int
    """Microseconds since 1970-01-01 UTC."""
    schema: int
    situation: str | None
    """Its opaque name."""
    type: str


class Unreadable(Exception):
    """A payload is not an event; the text says why."""


class Unfamiliar(Exception):
    """An event is of a type or version that this sitlog does not know."""


def read_entry(entry: bytes) -> Form | None:
    """Read an entry; None if it is not written in the one form that entries have."""
    head = _HEAD.match(entry)
    if head is None:
        return None
    tail = _read_tail(entry[head.end() :])
    return None if tail is None else Form(head[1], int(head[2]), *tail)


@lru_cache(maxsize=256)
def _read_tail(tail: bytes) -> tuple[int, int, str | None, str] | None:
    """What entries of one transaction, situation and type have in common: time, schema, situation, type."""
    parts = _TAIL.fullmatch(tail)
    if parts is None:
        return None
    recorded_at, schema, situation, type_ = parts.groups()
    try:
        micros = (datetime.fromisoformat(recorded_at.decode()) - _EPOCH) // _MICROSECOND
    except ValueError:
        return None
    return micros, int(schema), None if situation is None else situation.decode(), str(json.loads(type_))


def instant(micros: int) -> datetime:
    """The instant in UTC, so many microseconds after the epoch."""
    return _EPOCH + micros * _MICROSECOND


def digest(disclosure: bytes) -> bytes:
    """The digest that stands for a disclosure (RFC 9901 section 4.2.3), 43 letters."""
    encoded = b2a_base64(disclosure, newline=False).translate(_URLSAFE, b"=")
    return b2a_base64(sha256(encoded).digest(), newline=False).translate(_URLSAFE, b"=")


def read_event(form: Form, disclosure: bytes) -> Event:
    """Read the event that a disclosure holds; raises Unreadable or Unfamiliar."""
    parts = _DISCLOSURE.fullmatch(disclosure)
    if parts is None:
        raise Unreadable("the payload has no salt before it")
    kind = CATALOGUE.get(form.type)
    if kind is None or form.schema > kind.VERSION:
        raise Unfamiliar(f"a {form.type} of version {form.schema}")
    try:
        if form.schema == kind.VERSION:
            return kind.model_validate_json(parts[1])
        return kind.model_validate(upcast(form.type, form.schema, json.loads(parts[1]), to=kind.VERSION))
    except (ValueError, KeyError, RecursionError) as error:
        raise Unreadable(f"the payload is not a {form.type}") from error


def tags(event: Event) -> list[str]:
    """The tags that an event is found by, in their order, that of its situation first."""
    told = (_introducing(event.situation, each) for each in event.introductions)
    return list(dict.fromkeys([f"situation:{event.situation}", *told, *_naming(event)]))


def _introducing(situation: str, named: Named) -> str:
    within = "" if named.kind is Kind.SITUATION else f"{situation}/"
    return f"new-{named.kind}:{within}{named.key}"


def _naming(event: Event) -> Iterator[str]:
    for named in (*event.introductions, *event.references):
        if named.kind is Kind.ENTRY:
            yield f"entry:{named.key}"
        elif named.kind is not Kind.SITUATION:
            yield f"{named.kind}:{event.situation}/{named.key}"
    if isinstance(event, EntryCorrected):
        yield from _naming(event.replacement)
