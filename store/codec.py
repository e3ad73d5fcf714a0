"""Events to payloads and tags, and back."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from sitlog.domain.decoding import decode
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BrokenLog, NewerLog
from sitlog.domain.event import Event, Named
from sitlog.domain.events import CATALOGUE, EntryCorrected, EntryRedacted
from sitlog.domain.upcasts import upcast
from sitlog.domain.values import Kind, Position
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.reading import Stored


def draft(event: Event, identity: bytes) -> Draft:
    """Make of an event what is appended."""
    return Draft(
        type=event.TOPIC,
        data=event.written,
        tags=tuple(dict.fromkeys(_tags(event))),
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
    return made(stored.position, stored.recorded_at, stored.type, stored.schema, stored.situation, stored.payload)


def made(  # noqa: PLR0913, PLR0917  # what an entry is made of
    position: Position, recorded_at: datetime, topic: str, schema: int, situation: str | None, payload: bytes | None
) -> Entry:
    """Read an entry back, as `entry` does, where nobody needs what is stored."""
    event = None if payload is None else _event(position, topic, schema, payload)
    return Entry(position, recorded_at, topic, situation, event)


def naming(situation: str, kind: Kind, key: str) -> str:
    """Give the tag of all entries that name a thing, or belong to a situation."""
    if kind is Kind.ENTRY:
        return of_entry(int(key))
    return f"{kind}:{key}" if kind is Kind.SITUATION else f"{kind}:{situation}/{key}"


def of_entry(position: int) -> str:
    """Give the tag of the entries that are about another entry."""
    return f"entry:{position}"


def introducing(situation: str, kind: Kind, key: str) -> str:
    """Give the tag of the entries that introduce a thing."""
    return f"new-{kind}:{key}" if kind is Kind.SITUATION else f"new-{kind}:{situation}/{key}"


def _tags(event: Event) -> Iterator[str]:
    situation, introductions = event.situation, event.introductions
    if introductions:
        yield from [introducing(situation, each.kind, each.key) for each in introductions]
        yield from _naming(situation, introductions)
    yield from _naming(situation, event.references)
    if isinstance(event, EntryCorrected):
        yield from _naming(situation, event.replacement.introductions)
        yield from _naming(situation, event.replacement.references)


def _naming(situation: str, things: Iterable[Named]) -> list[str]:
    return [naming(situation, each.kind, each.key) for each in things if each.kind is not Kind.SITUATION]


def _event(position: int, topic: str, schema: int, payload: bytes) -> Event:
    kind = CATALOGUE.get(topic)
    if kind is None or schema > kind.VERSION:
        msg = f"e{position} is a {topic} of version {schema}, which this sitlog does not know"
        raise NewerLog(msg, hint="Install the newer sitlog that wrote it: pip install --upgrade sitlog")
    try:
        if schema == kind.VERSION:
            return decode(kind, payload)
        return kind.model_validate(upcast(topic, schema, json.loads(payload), to=kind.VERSION))
    except ValueError as error:
        msg = f"the content of e{position} is not a {topic}"
        raise BrokenLog(msg, hint="It was changed after it was recorded: sitlog verify") from error
