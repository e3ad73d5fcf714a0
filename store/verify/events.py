"""What the payloads say: that they are events, which of them were redacted, and which answers were given out."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import BriefingIssued, EntryRedacted
from sitlog.domain.values import Position
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.records import Form, Unfamiliar, Unreadable, instant, read_entry, read_event
from sitlog.store.verify.walk import Record


class Redaction(NamedTuple):
    """An entry that says that the content of another had to go."""

    situation: str
    position: int
    basis: str
    appended_from: int
    """The first entry that was recorded at the same instant."""


@dataclass(slots=True)
class Contents:
    """The payloads seen so far."""

    findings: Findings
    redactions: dict[int, Redaction] = field(default_factory=dict)
    """By the entry whose content had to go."""
    erased: dict[int, str] = field(default_factory=dict)
    """The entries without a payload, and their situations."""
    briefings: list[Entry] = field(default_factory=list)
    events: Check = field(init=False)
    _instant: tuple[int, int] = (-1, 0)
    """When the last entry was recorded, and the first entry that was recorded then."""
    _unfamiliar: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the check."""
        self.events = self.findings.check("events", "have the form of their type, and are about their situation")

    def take(self, form: Form, situation: str | None, disclosure: bytes | None) -> Entry:
        """Read one more payload; the entry has no event if that is gone or cannot be read."""
        if form.recorded_at != self._instant[0]:
            self._instant = form.recorded_at, form.position
        event = self._read(form, situation, disclosure) if disclosure is not None else None
        if disclosure is None:
            self.erased[form.position] = situation or ""
        entry = Entry(Position(form.position), instant(form.recorded_at), form.type, situation, event)
        match event:
            case EntryRedacted():
                if event.entry < form.position:
                    told = Redaction(event.situation, form.position, event.basis, self._instant[1])
                    self.redactions.setdefault(event.entry, told)
            case BriefingIssued():
                self.briefings.append(entry)
            case _:
                pass
        return entry

    def settle(self) -> None:
        """Compare what is gone with what was redacted, once all payloads are seen."""
        check = self.findings.check("redactions", "are the only reason why a payload is gone")
        check.count = len(self.redactions)
        for position, situation in self.erased.items():
            told = self.redactions.get(position)
            if told is None or told.situation != situation:
                check.fail(position, "the payload is gone, and no entry says that it was redacted")
            else:
                self.findings.unproven.append(
                    f"what e{position} said: it was redacted by e{told.position} ({told.basis})"
                )
        for position in sorted(self.redactions.keys() - self.erased.keys()):
            by = self.redactions[position].position
            check.fail(position, f"e{by} redacted the entry, and its payload is still there")
        if self._unfamiliar:
            first, more = self._unfamiliar[0], len(self._unfamiliar) - 1
            also = f", nor {more} more" if more else ""
            self.findings.unproven.append(f"what {first} means, which this sitlog does not know{also}")

    def _read(self, form: Form, situation: str | None, disclosure: bytes) -> Event | None:
        self.events.count += 1
        try:
            event = read_event(form, disclosure)
        except Unreadable as error:
            self.events.fail(form.position, str(error))
            return None
        except Unfamiliar as error:
            self._unfamiliar.append(f"e{form.position}, {error},")
            return None
        if event.situation != situation:
            self.events.fail(form.position, f"the entry is about {event.situation}, and is kept as one of {situation}")
        return event


def asked_size(record: Record) -> int | None:
    """The size of the log from which the answer was given that a briefing tells of; None for any other entry."""
    form = read_entry(record.entry)
    if form is None or record.disclosure is None or form.type != BriefingIssued.TOPIC:
        return None
    try:
        event = read_event(form, record.disclosure)
    except (Unreadable, Unfamiliar):
        return None  # reading it for itself will tell
    return event.asked.position if isinstance(event, BriefingIssued) else None
