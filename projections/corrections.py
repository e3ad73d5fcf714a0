"""Our own corrections, in order: what the log said before and after, for how long it was wrong, what that changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sitlog.domain.asked import Clock
from sitlog.domain.effective import Changes, Changing
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryRedacted
from sitlog.domain.fields import changed_fields, fields_of
from sitlog.domain.values import Position
from sitlog.projections.past import Past
from sitlog.projections.turns import Turn, Turns
from sitlog.projections.walk import Part, turns_of


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an entry before and after, as plain JSON values, and since when the log had said what it said."""

    name: str
    before: Any
    after: Any
    since: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of our own: the entry that made it, and the entry that it changed.

    *stands* tells whether that one still says something; *wrong_for* is how long the log had said what it then
    changed (None for a redaction: nothing was wrong); *overtook* are the briefings whose answer it changed.
    """

    entry: Entry
    of: Entry
    stands: bool
    fields: tuple[FieldChange, ...]
    wrong_for: timedelta | None
    turns: tuple[Turn, ...]
    overtook: tuple[Position, ...]


@dataclass(slots=True)
class _Version:
    at: datetime
    event: Event | None


def corrections(  # noqa: PLR0913  # the last three are what else is known of the entries
    situation: str,
    entries: Iterable[Entry],
    *,
    by: Clock,
    turns: Turns | None = None,
    overtaken: Callable[[Entry], tuple[Position, ...]] = lambda _: (),
    past: Past | None = None,
) -> Iterator[Correction]:
    """Give each correction, withdrawal and redaction among a situation's entries, in order.

    The entries are gone through more than once, and kept in *past*, or in memory. If it is known what they did to
    statuses, in *turns*, no more is needed of the situation than what was changed, with all that changed it.
    *overtaken* tells the briefings that a change overtook.
    """
    turns = turns_of(situation, [Part(None, entries)], by=by, of=is_change) if turns is None else turns
    walked = _Walked({} if past is None else past)
    for entry in entries:
        walked.take(entry)
        if is_change(entry):
            yield walked.corrected(entry, turns.at(entry.position), overtaken(entry))


def is_change(entry: Entry) -> bool:
    """Tell whether an entry changes another."""
    return isinstance(entry.event, Changing)


def changed(entry: Entry) -> Position:
    """Give the entry that a change names."""
    return entry.event.entry if isinstance(entry.event, Changing) else entry.position


class _Walked:
    """Each version of what entries said that were changed."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._changes = Changes()
        self._versions: dict[Position, list[_Version]] = {}

    def take(self, entry: Entry) -> None:
        """Take one more entry into account."""
        self._past[entry.position] = entry
        self._changes.add(entry)

    def corrected(self, entry: Entry, turns: tuple[Turn, ...], overtook: tuple[Position, ...]) -> Correction:
        """Tell what a change, the last entry so far, did to the entry that it changes in the end."""
        original = self._past.get(self._changes.original(changed(entry))) or entry
        versions = self._versions.setdefault(original.position, [_Version(original.recorded_at, original.event)])
        standing = self._changes.applied_to(original)
        after = standing.event if standing else None
        fields = tuple(_fields(versions, after)) if after else ()
        versions.append(_Version(entry.recorded_at, after))
        redacts = isinstance(entry.event, EntryRedacted)
        since = min((each.since for each in fields), default=versions[-2].at)
        return Correction(
            entry=entry,
            of=original,
            stands=after is not None,
            fields=fields,
            wrong_for=None if redacts else entry.recorded_at - since,
            turns=turns,
            overtook=overtook,
        )


def _fields(versions: Sequence[_Version], after: Event) -> Iterator[FieldChange]:
    for name, before, now in changed_fields(versions[-1].event, after):
        yield FieldChange(name, before, now, _since(versions, name, before))


def _since(versions: Sequence[_Version], name: str, value: Any) -> datetime:
    """Give since when the log, up to its last version, had said this without a break."""
    since = versions[-1].at
    for version in reversed(versions):
        if fields_of(version.event).get(name) != value:
            break
        since = version.at
    return since
