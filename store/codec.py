"""Events to payloads and tags, and back."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache

from sitlog.domain.decoding import decoder
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BrokenLog, NewerLog
from sitlog.domain.event import Event, Named
from sitlog.domain.events import CATALOGUE, EntryCorrected, EntryRedacted
from sitlog.domain.upcasts import upcast
from sitlog.domain.values import Kind, Position
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.reading import Stored

_REMEMBERED = 10_000  # tags; most entries of a story name the same few things, and one text for each will do


def draft(event: Event, identity: bytes) -> Draft:
    """Make of an event what is appended."""
    return Draft(
        type=event.TOPIC,
        data=event.written,
        tags=_tags(event),
        situation=event.situation,
        identity=identity,
        schema=event.VERSION,
        erases=(event.entry,) if isinstance(event, EntryRedacted) else (),
        event=event,
    )


def entry(stored: Stored) -> Entry:
    """Read an entry back; what was erased has no event.

    Raises NewerLog for an event that only a newer sitlog knows, BrokenLog for a payload that is not one.
    """
    return made(stored.type, stored.schema)(stored.position, stored.recorded_at, stored.situation, stored.payload)


@cache
def made(topic: str, schema: int) -> Callable[[Position, datetime, str | None, bytes | None], Entry]:
    """Give what reads entries of a type back, as `entry` does: for a great many of them, decided once."""
    read = _reader(topic, schema)

    def entry_of(position: Position, recorded_at: datetime, situation: str | None, payload: bytes | None) -> Entry:
        if payload is None:
            return Entry(position, recorded_at, topic, situation, None)
        try:
            return Entry(position, recorded_at, topic, situation, read(payload))
        except ValueError as error:
            msg = f"the content of e{position} is not a {topic}"
            raise BrokenLog(msg, hint="It was changed after it was recorded: sitlog verify") from error
        except _Unknown as unknown:
            msg = f"e{position} is a {topic} of version {schema}, which this sitlog does not know"
            hint = "Install the newer sitlog that wrote it: pip install --upgrade sitlog"
            raise NewerLog(msg, hint=hint) from unknown

    return entry_of


@lru_cache(_REMEMBERED)
def naming(situation: str, kind: Kind, key: str) -> str:
    """Give the tag of all entries that name a thing, or belong to a situation."""
    if kind is Kind.ENTRY:
        return of_entry(int(key))
    return f"{kind}:{key}" if kind is Kind.SITUATION else f"{kind}:{situation}/{key}"


def of_entry(position: int) -> str:
    """Give the tag of the entries that are about another entry."""
    return f"entry:{position}"


@lru_cache(_REMEMBERED)
def introducing(situation: str, kind: Kind, key: str) -> str:
    """Give the tag of the entries that introduce a thing."""
    return f"new-{kind}:{key}" if kind is Kind.SITUATION else f"new-{kind}:{situation}/{key}"


def _tags(event: Event) -> tuple[str, ...]:
    situation, introductions = event.situation, event.introductions
    tags = _naming(situation, event.references)
    if introductions:
        introduced = [introducing(situation, each.kind, each.key) for each in introductions]
        tags = introduced + _naming(situation, introductions) + tags
    if isinstance(event, EntryCorrected):
        tags += _naming(situation, event.replacement.introductions)
        tags += _naming(situation, event.replacement.references)
    return tuple(dict.fromkeys(tags))


def _naming(situation: str, things: Iterable[Named]) -> list[str]:
    return [naming(situation, kind, key) for kind, key, _, _ in things if kind is not Kind.SITUATION]


class _Unknown(Exception):
    """There is no such event, or not of that version."""


def _reader(topic: str, schema: int) -> Callable[[bytes], Event]:
    kind = CATALOGUE.get(topic)
    if kind is None or schema > kind.VERSION:
        return _refuse
    if schema == kind.VERSION:
        return decoder(kind)
    return lambda payload: kind.model_validate(upcast(topic, schema, json.loads(payload), to=kind.VERSION))


def _refuse(_: bytes) -> Event:
    raise _Unknown
