"""Events to payloads and tags, and back."""

import json
from collections.abc import Iterator

from sitlog.domain.entry import Entry
from sitlog.domain.errors import BrokenLog, NewerLog
from sitlog.domain.event import Event, Named
from sitlog.domain.events import CATALOGUE, EntryCorrected
from sitlog.domain.upcasts import upcast
from sitlog.domain.values import Kind, Position
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.reading import Stored


def draft(event: Event, identity: bytes) -> Draft:
    """Make of an event what is appended."""
    return Draft(
        type=event.TOPIC,
        data=event.model_dump_json(exclude_defaults=True).encode(),
        tags=tuple(dict.fromkeys(_tags(event))),
        situation=event.situation,
        identity=identity,
        schema=event.VERSION,
    )


def entry(stored: Stored) -> Entry:
    """Read an entry back; what was erased has no event.

    Raises NewerLog for an event that only a newer sitlog knows, BrokenLog for a payload that is not one.
    """
    event = None if stored.payload is None else _event(stored, stored.payload)
    return Entry(Position(stored.position), stored.recorded_at, stored.type, stored.situation, event)


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
    yield from (introducing(event.situation, each.kind, each.key) for each in event.introductions)
    yield from (naming(event.situation, each.kind, each.key) for each in _about(event))


def _about(event: Event) -> Iterator[Named]:
    yield from (each for each in (*event.introductions, *event.references) if each.kind is not Kind.SITUATION)
    if isinstance(event, EntryCorrected):
        yield from _about(event.replacement)


def _event(stored: Stored, payload: bytes) -> Event:
    kind = CATALOGUE.get(stored.type)
    if kind is None or stored.schema > kind.VERSION:
        msg = f"e{stored.position} is a {stored.type} of version {stored.schema}, which this sitlog does not know"
        raise NewerLog(msg, hint="Install the newer sitlog that wrote it: pip install --upgrade sitlog")
    try:
        if stored.schema == kind.VERSION:
            return kind.model_validate_json(payload)
        return kind.model_validate(upcast(stored.type, stored.schema, json.loads(payload), to=kind.VERSION))
    except ValueError as error:
        msg = f"the content of e{stored.position} is not a {stored.type}"
        raise BrokenLog(msg, hint="It was changed after it was recorded: sitlog verify") from error
