"""What is done to our own entries: which one is meant, and a replacement of it that was typed as JSON."""

import re
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.files.strictjson import NotJson, read
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BadEvent, NotUnderstood
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.events import EntryCorrected, EntryWithdrawn
from sitlog.domain.nearest import nearest

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.receipt import Receipt

_ENTRY = re.compile(r"e([1-9]\d{0,17})", re.ASCII)


def entry_typed(log: "SituationLog", handle: str) -> Entry:
    """Give the entry that is meant; raises NotUnderstood, or NoSuchEntry."""
    found = _ENTRY.fullmatch(handle.strip())
    if not found:
        raise NotUnderstood(f"'{handle}' is not an entry", hint="Write its handle, such as e15: see sitlog log")
    return log.entry(int(found[1]))


def withdrawn(log: "SituationLog", handle: str, reason: str) -> "Receipt":
    """Withdraw an entry; raises RefusedBatch if others rest on it, or it is gone already."""
    entry = entry_typed(log, handle)
    _must_give(reason, f"sitlog withdraw {handle} --reason 'WHY'")
    event = EntryWithdrawn.of(
        situation=entry.situation, entry=entry.position, reason=reason, recorded_by=session.actor()
    )
    return log.record(event)


def corrected_by_json(log: "SituationLog", handle: str, text: str, reason: str) -> "Receipt":
    """Correct an entry by a whole event in JSON, `{"type": "ClaimDenied", ...}`; its situation need not be said.

    Raises NotUnderstood or BadEvent if it is not such an event, RefusedBatch if the entry cannot be corrected into it.
    """
    entry = entry_typed(log, handle)
    _must_give(reason, f"sitlog correct {handle} '...' --reason 'WHY'")
    event = EntryCorrected.of(
        situation=entry.situation,
        entry=entry.position,
        replacement=_event(text, str(entry.situation)),
        reason=reason,
        recorded_by=session.actor(),
    )
    return log.record(event)


def _must_give(reason: str, example: str) -> None:
    if not reason.strip():
        raise NotUnderstood("the reason is missing: without it nobody will understand the change", hint=example)


def _event(text: str, situation: str) -> Event:
    try:
        fields = read(text)
    except NotJson as error:
        raise NotUnderstood(f"{error.message}, at character {error.stretch.offset + 1}", hint=error.hint) from error
    if not isinstance(fields, dict):
        raise BadEvent("this is not an event", hint='Write {"type": "ClaimDenied", ...}: see sitlog schema')
    topic = fields.pop("type", None)
    if topic not in CATALOGUE:
        like = nearest(str(topic), CATALOGUE) if topic else None
        hint = f"Did you mean {like}?" if like else f"Its type is one of {', '.join(CATALOGUE)}"
        raise BadEvent(f"there is no type '{topic}' of events" if topic else "the type is missing", hint=hint)
    return CATALOGUE[topic].of(**({"situation": situation} | fields))
