"""The answer of `show`: one entry and what touches it, in every form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.entries import EntryLines, entry_document, public_time, touching
from sitlog.cli.show.entry import EntryText
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.domain.answer import asked_document
from sitlog.domain.effective import CHANGING, Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NoSuchEntry, NotUnderstood
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EvidenceLinked
from sitlog.domain.values import Kind
from sitlog.domain.when import Membership

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_PUBLIC = {Membership.CERTAIN: "public", Membership.POSSIBLE: "perhaps public", Membership.NOT_YET: "not yet public"}
_ENTRY = re.compile(r"e?(\d{1,18})")
_NAMED = {Kind.SOURCE, Kind.CLAIM, Kind.INCIDENT, Kind.REPORT}


def look_at(log: "SituationLog", typed: str, question: Question) -> "Look":
    """Look at one entry; raises NoSuchEntry if the log did not hold it then."""
    found = _ENTRY.fullmatch(typed.strip())
    if not found:
        raise NotUnderstood(f"'{typed}' is not the number of an entry", hint="Write e12; the numbers: sitlog log")
    entry = log.entry(int(found[1]))
    situation = log.situation(entry.situation) if entry.situation else None
    asked = asking.ask(log, situation, question)
    if entry.position > asked.asked.position:
        raise NoSuchEntry(
            f"e{entry.position} was not in the log yet: it ended at e{asked.asked.position}",
            hint=f"Leave out --recorded-at, or ask for {asked.calendar.at(entry.recorded_at)} or later",
        )
    return Look(
        entry,
        asked,
        _touching(log, entry, asked.asked.position),
        _corrected(log, entry.event),
        _names(log, entry, asked.asked.position),
        on_public_clock=question.at is not None,
    )


def _touching(log: "SituationLog", entry: Entry, until: int) -> tuple[Entry, ...]:
    from sitlog.store import touching as store  # noqa: PLC0415  # asking for help needs none of it

    held = store.touching(log, [entry.position], until=until, types=CHANGING | {EvidenceLinked.TOPIC})
    found = touching(entry.position, Changes([entry, *held]))
    found += [each for each in held if isinstance(each.event, EvidenceLinked) and each.event.entry == entry.position]
    return tuple(sorted(found, key=lambda each: each.position))


def _corrected(log: "SituationLog", event: Event | None) -> Event | None:
    """Give what stood where a correction put its replacement."""
    if not isinstance(event, EntryCorrected):
        return None
    before = log.entry(event.entry).event
    return before.replacement if isinstance(before, EntryCorrected) else before


def _names(log: "SituationLog", entry: Entry, until: int) -> Mapping[str, str]:
    """Give what people call the sources, claims, reports and incidents that an entry names, by key."""
    from sitlog.store.about import about  # noqa: PLC0415  # asking for help needs none of it

    if entry.event is None or entry.situation is None:
        return {}
    keys = [(each.kind, each.key) for each in (*entry.event.references, *entry.event.introductions)]
    put = about(log, entry.situation, [each for each in keys if each[0] in _NAMED], until=until)
    named = {str(key): each.name for key, each in put.voices.items()}
    named |= {str(key): f"“{each.text}”" for key, each in put.claims.items() if each.text}
    named |= {str(key): f"“{each.title}”" for key, each in put.incidents.items()}
    titles = {str(key): [r.title for r in each.revisions if r.title] for key, each in put.reports.items()}
    return named | {key: f"“{each[-1]}”" for key, each in titles.items() if each}


@dataclass(frozen=True, slots=True)
class Look:
    """One entry, with the entries that touch it, and what was asked."""

    entry: Entry
    asking: Asking
    touched_by: Sequence[Entry]
    corrected: Event | None
    names: Mapping[str, str]
    on_public_clock: bool

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        full = self.asking.calendar._replace(near=None)
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        yield from EntryText(self.entry, full, self.names, self.touched_by, self.corrected).lines(across)

    def _question(self) -> str:
        asked = self.asking.asked
        by_desk = f"In our log by {self.asking.calendar.placed(asked.recorded_at)}, {at_position(asked)}"
        membership = self._membership()
        if membership is None:
            return by_desk
        return f"{by_desk}, {_PUBLIC[membership]} by {self.asking.calendar.placed(asked.at)}"

    def _membership(self) -> Membership | None:
        when = public_time(self.entry) if self.on_public_clock else None
        return when.by(self.asking.asked.at) if when else None

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.show/1."""
        membership = self._membership()
        return {
            "format": "sitlog.show/1",
            "asked": asked_document(self.asking.asked),
            **entry_document(self.entry, self.touched_by),
            **({"membership": membership.value} if membership else {}),
            "changes": [entry_document(each) for each in self.touched_by],
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give it, and then the entries that touch it, as JSON objects, sitlog.entry/1."""
        yield {"format": "sitlog.entry/1", **entry_document(self.entry, self.touched_by)}
        yield from ({"format": "sitlog.entry/1", **entry_document(each)} for each in self.touched_by)

    def _lines(self) -> EntryLines:
        return EntryLines(self.asking.calendar, Changes(self.touched_by), self.asking.asked.position)

    def table(self) -> Table:
        """Give it, and the entries that touch it, as rows."""
        return self._lines().table([self.entry, *self.touched_by])

    def summary(self) -> tuple[str, Table]:
        """Give it, and the entries that touch it, as rows for people."""
        return self._question(), self._lines().summary([self.entry, *self.touched_by])
