"""May our own entry be corrected, withdrawn or redacted?"""

from collections.abc import Iterator

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import OutOfOrder, Refused
from sitlog.domain.event import Event, Named
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn
from sitlog.domain.holdings import Holdings
from sitlog.domain.values import Kind, Position

# Stands for the position that an entry will have: no entry has it.
_NEXT = Position(0)


def may_be_corrected(event: EntryCorrected, held: Holdings) -> Entry:
    """Give the original entry that *event* corrects; raise Refused if it cannot be corrected, or not into this."""
    changes = held.changes(event.entry)
    original = _present(changes.original(event.entry), held)
    _must_stand(event, original.position, changes)
    if event.entry != original.position:
        _must_stand(event, event.entry, changes)
    if original.type in {EntryWithdrawn.TOPIC, EntryRedacted.TOPIC}:
        msg = f"e{original.position} is {_article(original.type)}, which cannot be corrected"
        raise OutOfOrder(msg, hint="Record what should stand now as an entry of its own", field="entry")
    if event.replacement.situation != event.situation:
        msg = f"the replacement belongs to {event.replacement.situation}, its entry to {event.situation}"
        raise OutOfOrder(msg, hint=f"Withdraw e{original.position} here and record it there", field="replacement")
    _must_keep_its_keys(event, original)
    _nobody_must_rest_on_what_goes(event, original, held)
    return original


def may_be_withdrawn(event: EntryWithdrawn, held: Holdings) -> Entry | None:
    """Give what then stands, if *event* withdraws a correction; raise Refused if others rest on what goes."""
    changes = held.changes(event.entry)
    _must_stand(event, event.entry, changes)
    entry = _present(event.entry, held)
    if entry.type in {EntryWithdrawn.TOPIC, EntryRedacted.TOPIC}:
        msg = f"e{entry.position} is {_article(entry.type)}, which cannot be withdrawn"
        raise OutOfOrder(msg, hint="Record what should stand now as an entry of its own", field="entry")
    return _nobody_must_rest_on_what_goes(event, _present(changes.original(event.entry), held), held)


def may_be_redacted(event: EntryRedacted, held: Holdings) -> None:
    """Raise Refused if the content is gone already, or if its going would bring back what it had set right."""
    changes = held.changes(event.entry)
    entry = _present(event.entry, held)
    if event.entry in changes.redacted or entry.event is None:
        raise _gone(event.entry, "redacted", changes)
    if entry.type in {EntryWithdrawn.TOPIC, EntryRedacted.TOPIC}:
        msg = f"e{entry.position} is {_article(entry.type)}: without it, what it took away would come back"
        raise OutOfOrder(msg, hint=f"Redact the entry that e{entry.position} names instead", field="entry")
    original = changes.original(event.entry)
    if original != event.entry and original not in changes.redacted:
        msg = f"e{event.entry} corrects e{original}: without it, what was wrong would come back"
        raise OutOfOrder(msg, hint=f"Redact the original first: sitlog redact e{original}", field="entry")


def introducers(situation: str, named: Named, held: Holdings) -> Iterator[Position]:
    """Give the entries that bring a thing into the log, as they stand."""
    for position in held.introductions(situation, named.kind, named.key):
        # Only an attribution can be corrected so that it frames another claim; all else keeps its keys.
        if named.kind is not Kind.CLAIM or "-by-" not in named.key or _still_frames(position, named, held):
            yield position


def _still_frames(position: Position, named: Named, held: Holdings) -> bool:
    entry = standing(position, held)
    return entry is not None and (entry.event is None or named.key in {each.key for each in _introduced(entry)})


def standing(position: Position, held: Holdings) -> Entry | None:
    """Give an entry, or the one that it corrects, as it stands."""
    changes = held.changes(position)
    return changes.applied_to(_present(changes.original(position), held))


def _present(position: Position, held: Holdings) -> Entry:
    entry = held.entry(position)
    if entry is None:
        msg = f"no entry e{position}"
        raise OutOfOrder(msg, hint="See what there is: sitlog log", field="entry")
    return entry


def _must_stand(event: Event, position: Position, changes: Changes) -> None:
    if position in changes.withdrawn:
        raise _gone(position, "withdrawn", changes)
    if position in changes.redacted and not isinstance(event, EntryWithdrawn):
        raise _gone(position, "redacted", changes)


def _gone(position: Position, how: str, changes: Changes) -> Refused:
    by = (changes.withdrawn if how == "withdrawn" else changes.redacted).get(position)
    msg = f"e{position} was {how} already" + (f", by e{by.position}" if by else "")
    return OutOfOrder(msg, hint="Record what should stand now as an entry of its own", field="entry")


def _must_keep_its_keys(event: EntryCorrected, original: Entry) -> None:
    if original.event is None:
        return
    # Others refer to these keys; under another key they would hang in the air.
    before, after = _keys(original.event), _keys(event.replacement)
    if before != after:
        msg = f"e{original.position} introduced {_listed(before)}, its replacement {_listed(after)}"
        hint = "A correction keeps the keys. To change them, record the new entry and withdraw the old"
        raise OutOfOrder(msg, hint=hint, field="replacement")


def _keys(event: Event) -> set[Named]:
    return {each for each in event.introductions if not each.shared}


def _listed(names: set[Named]) -> str:
    return ", ".join(sorted(f"{each.kind} '{each.key}'" for each in names)) or "nothing"


def _nobody_must_rest_on_what_goes(event: Event, original: Entry, held: Holdings) -> Entry | None:
    changes = held.changes(original.position)
    before = _introduced(changes.applied_to(original))
    changes.add(Entry(_NEXT, original.recorded_at, event.TOPIC, event.situation, event))
    after = changes.applied_to(original)
    for named in sorted(before - _introduced(after), key=lambda each: each.key):
        _nobody_must_rest_on(named, original, held)
    return after


def _introduced(entry: Entry | None) -> set[Named]:
    return set(entry.event.introductions) if entry and entry.event else set()


def _nobody_must_rest_on(named: Named, entry: Entry, held: Holdings) -> None:
    situation = entry.situation or ""

    def elsewhere(position: Position) -> bool:
        return held.changes(position).original(position) != entry.position

    if any(elsewhere(each) for each in introducers(situation, named, held)):
        return
    # What frames the claim itself does not rest on it, even where it was corrected to frame another.
    framing = set(held.introductions(situation, named.kind, named.key))
    users = [each for each in held.users(situation, named.kind, named.key) if each not in framing and elsewhere(each)]
    if users:
        msg = f"e{entry.position} introduced {named.kind} '{named.key}', on which e{users[0]} rests"
        hint = f"Withdraw that first: sitlog withdraw e{users[0]}"
        raise OutOfOrder(msg, hint=hint, field="entry")


def _article(topic: str) -> str:
    return {"EntryWithdrawn": "a withdrawal", "EntryRedacted": "a redaction"}[topic]
