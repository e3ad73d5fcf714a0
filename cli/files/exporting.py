"""The entries of a log as a file that can be imported again."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

from sitlog.cli.files.infile import Form
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.event import Event, Named
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimRetracted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    Statement,
)
from sitlog.domain.values import Kind, Position


@dataclass(slots=True)
class Exportable:
    """Passes over what was redacted, and what could not be recorded without that; *left_out* gathers which entries.

    *redacted* are the entries that were redacted, whether or not their content is still there.
    """

    redacted: frozenset[Position]
    left_out: list[Position] = field(default_factory=list)
    _held: set[tuple[str, str]] = field(default_factory=set)
    _stated: set[tuple[str, str, str]] = field(default_factory=set)

    def of(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Event]]:
        """Give the entries that can be exported, with their events; they must come in their order."""
        gone = set(self.redacted)
        for entry in entries:
            event = entry.event
            if event is None or entry.position in gone or not (self._can_stand(event, gone) if gone else True):
                gone.add(entry.position)
                self.left_out.append(entry.position)
            else:
                yield entry, event

    def _can_stand(self, event: Event, gone: AbstractSet[Position]) -> bool:
        """Tell whether all is exported on which an event rests, and note what rests on this one."""
        if gone & set(_entries_named_by(event)) or not all(self._is_held(event, each) for each in _rests_on(event)):
            return False
        if isinstance(event, ClaimRetracted) and (event.situation, event.by, event.claim) not in self._stated:
            return False
        self._held.update((event.situation, f"{each.kind}:{each.key}") for each in event.introductions)
        if isinstance(event, Statement):
            self._stated.add((event.situation, event.by, getattr(event, "claim", "")))
        return True

    def _is_held(self, event: Event, named: Named) -> bool:
        return named.kind is Kind.ENTRY or (event.situation, f"{named.kind}:{named.key}") in self._held


def _rests_on(event: Event) -> Iterator[Named]:
    """Give what an event names, and the revision that comes before one that it introduces."""
    yield from event.references
    if isinstance(event, EntryCorrected):
        yield from event.replacement.references
    if isinstance(event, ArticleUpdated) and event.revision > 1:
        yield Named(Kind.REVISION, f"{event.report}.r{event.revision - 1}", "revision")


def redacted_by(redactions: Iterable[Entry]) -> frozenset[Position]:
    """Give the entries that these entries redact."""
    return frozenset(each.event.entry for each in redactions if isinstance(each.event, EntryRedacted))


def _entries_named_by(event: Event) -> Iterator[Position]:
    yield from (Position(int(named.key)) for named in event.references if named.kind is Kind.ENTRY)
    if isinstance(event, EntryCorrected):
        yield from _entries_named_by(event.replacement)


def written(
    entries: Iterable[tuple[Entry, Event]], form: Form, zones: Mapping[str, str], named: Callable[[], Collection[int]]
) -> Iterator[str]:
    """Write entries, a line at a time, as they come.

    *zones* are the home zones of their situations, *named* gives the entries that others of them name.
    """
    if form is Form.JSONL:
        from sitlog.cli.files import cloudevents  # noqa: PLC0415  # one of the two is needed

        return (cloudevents.written(entry, event) for entry, event in entries)
    from sitlog.cli.slog import write_slog  # noqa: PLC0415  # the other

    return write_slog(((entry.position, event) for entry, event in entries), zones=zones, named=named())


NAMING = tuple(kind.TOPIC for kind in (EvidenceLinked, EntryCorrected, EntryWithdrawn, EntryRedacted))
"""The events that name entries."""


def named_in(entries: Iterable[Entry]) -> set[int]:
    """Give the entries that entries name, or what these put in the place of others."""
    return {named for each in entries if each.event is not None for named in _entries_named_by(each.event)}


@contextmanager
def outfile(name: str | None) -> Iterator[TextIO]:
    """Open a file for writing, or stdout; a file that was there before stays unless all is written."""
    if name is None:
        yield sys.stdout
        return
    path = Path(name)
    if not path.parent.is_dir():
        raise NotUnderstood(f"there is no folder {path.parent}", hint=f"Make it first: mkdir -p {path.parent}")
    handle, temporary = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
