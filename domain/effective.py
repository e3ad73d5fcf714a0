"""The log at R: what the entries say once our own corrections, withdrawals and redactions are applied."""

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, Statement
from sitlog.domain.values import Position
from sitlog.domain.when import When

Changing = EntryCorrected | EntryWithdrawn | EntryRedacted
"""The events of ours that change other entries."""

CHANGING = frozenset({EntryCorrected.TOPIC, EntryWithdrawn.TOPIC, EntryRedacted.TOPIC})
"""The types of the entries that hold them."""


def worded(entry: Entry) -> Entry:
    """Give an entry as what it says itself, or (a correction) says that another should have said."""
    if not isinstance(entry.event, EntryCorrected):
        return entry
    replacement = entry.event.replacement
    return entry._replace(event=replacement, type=replacement.TOPIC)


class Changes:
    """What later entries did to earlier ones, gathered from a run of entries in order of position."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Gather from *entries*; those that change nothing are passed over."""
        self.gather(entries)

    def gather(self, entries: Iterable[Entry]) -> None:
        """Gather from *entries*, and let go of all that was gathered before."""
        self.corrections: dict[Position, list[Entry]] = {}
        self.withdrawn: dict[Position, Entry] = {}
        self.redacted: dict[Position, Entry] = {}
        self._first: dict[Position, Position] = {}
        self._changed: set[Position] = set()
        for entry in entries:
            if entry.type in CHANGING:  # most change nothing, and a call for each would cost more than all the rest
                self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take one more entry into account."""
        match entry.event:
            case EntryCorrected(entry=target):
                original = self.original(target)
                self._first[entry.position] = original
                self.corrections.setdefault(original, []).append(entry)
                self._changed.add(original)
            case EntryWithdrawn(entry=target):
                self.withdrawn[target] = entry
                self._changed.add(target)
            case EntryRedacted(entry=target):
                self.redacted[target] = entry
                self._changed.add(target)
            case _:
                pass

    def original(self, position: Position) -> Position:
        """Give the entry that a correction, or a correction of a correction, corrects in the end."""
        return self._first.get(position, position)

    def standing_corrections(self, position: Position) -> list[Entry]:
        """Give the corrections of an entry that were not withdrawn themselves, oldest first."""
        return [each for each in self.corrections.get(position, ()) if each.position not in self.withdrawn]

    def applied_to(self, entry: Entry) -> Entry | None:
        """Give the entry as it stands: without event if redacted, None if withdrawn, replaced in its place."""
        if entry.event is None or entry.position not in self._changed:
            return entry
        # That an entry stood there stays, whatever else was done to it.
        if entry.position in self.redacted:
            return entry._replace(event=None)
        if entry.position in self.withdrawn:
            return None
        corrections = self.standing_corrections(entry.position)
        return _replaced(entry, corrections) if corrections else entry


@runtime_checkable
class Standing(Protocol):
    """Entries that tell by themselves how they stand, and need not be held for it."""

    def standing(self) -> Iterator[Entry]:
        """Give the entries as `effective` does."""
        ...


def effective(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give *entries* as they stand, each in its original place.

    Give the log up to R for the log at R; the correcting and withdrawing entries themselves remain in it.
    """
    if isinstance(entries, Standing):
        return entries.standing()
    held = list(entries)
    return applied(Changes(held), held)


def applied(changes: Changes, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give *entries* as changes make them stand; what was withdrawn is not among them."""
    return (standing for entry in entries if (standing := changes.applied_to(entry)) is not None)


def _replaced(entry: Entry, corrections: list[Entry]) -> Entry:
    versions = [(entry.recorded_at, entry.event)]
    versions += [
        (each.recorded_at, each.event.replacement) for each in corrections if isinstance(each.event, EntryCorrected)
    ]
    event = versions[-1][1]
    return entry._replace(
        event=event,
        type=event.TOPIC if event else entry.type,
        corrected_by=tuple(each.position for each in corrections),
        corrected_at=versions[-1][0],
        worded_at=next(at for at, version in versions if _said(version) == _said(event)),
    )


def _said(event: Event | None) -> When | None:
    return event.said if isinstance(event, Statement) else None
