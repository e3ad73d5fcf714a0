"""What the payloads say: that they are events, which of them were redacted, and which answers were given out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import BriefingIssued, EntryRedacted
from sitlog.domain.values import Position
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.records import (
    Circumstances,
    Unfamiliar,
    Unreadable,
    instant,
    payload_of,
    read_entry,
    read_event,
)


class Redaction(NamedTuple):
    """An entry that says that the content of another had to go."""

    situation: str
    position: int
    basis: str
    appended_from: int
    """The first entry that was recorded at the same instant."""


class Told(NamedTuple):
    """An event and the payload that it was read from."""

    event: Event
    payload: bytes


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
    gone: Check = field(init=False)
    _instant: tuple[int, int] = (-1, 0)
    """When the last entry was recorded, and the first entry that was recorded then."""
    _unfamiliar: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the checks."""
        self.gone = self.findings.check("redactions", "are the only reason why a payload is gone")
        self.events = self.findings.check("events", "have the form of their type, and are about their situation")

    def take(
        self,
        positions: Sequence[int],
        circumstances: Sequence[Circumstances | None],
        situations: Sequence[str | None],
        disclosures: Sequence[bytes | None],
    ) -> list[Told | None]:
        """Read more payloads, given in columns; None for one that is gone or cannot be read."""
        return list(map(self._take, positions, circumstances, situations, disclosures))

    def _take(
        self, position: int, circumstances: Circumstances | None, situation: str | None, disclosure: bytes | None
    ) -> Told | None:
        if circumstances is None:
            return None
        if circumstances.recorded_at != self._instant[0]:
            self._instant = circumstances.recorded_at, position
        if disclosure is None:
            self.erased[position] = situation or ""
            return None
        told = self._read(position, circumstances, situation, disclosure)
        if told is not None and circumstances.type in _ABOUT_THE_LOG:
            self._remember(entry_of(position, circumstances, situation, told))
        return told

    def _remember(self, entry: Entry) -> None:
        event, position = entry.event, entry.position
        if isinstance(event, BriefingIssued):
            self.briefings.append(entry)
        elif isinstance(event, EntryRedacted) and event.entry < position:
            told = Redaction(event.situation, position, event.basis, self._instant[1])
            self.redactions.setdefault(event.entry, told)

    def _read(
        self, position: int, circumstances: Circumstances, situation: str | None, disclosure: bytes
    ) -> Told | None:
        self.events.count += 1
        try:
            payload = payload_of(disclosure)
            event = read_event(circumstances, payload)
        except Unreadable as error:
            self.events.fail(position, str(error))
            return None
        except Unfamiliar as error:
            self._unfamiliar.append(f"e{position}, {error},")
            return None
        if event.situation != situation:
            self.events.fail(position, f"the entry is about {event.situation}, and is kept as one of {situation}")
        return Told(event, payload)

    def settle(self) -> None:
        """Compare what is gone with what was redacted, once all payloads are seen."""
        check = self.gone
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


_ABOUT_THE_LOG = {BriefingIssued.TOPIC, EntryRedacted.TOPIC}


def entry_of(position: int, circumstances: Circumstances, situation: str | None, told: Told | None) -> Entry:
    """The entry that these make up; without an event if that is gone or cannot be read."""
    event = None if told is None else told.event
    return Entry(Position(position), instant(circumstances.recorded_at), circumstances.type, situation, event)


def asked_size(entry: bytes, disclosure: bytes | None) -> int | None:
    """The size of the log from which the answer was given that a briefing tells of; None for any other entry."""
    form = read_entry(entry)
    if form is None or disclosure is None or form.circumstances.type != BriefingIssued.TOPIC:
        return None
    try:
        event = read_event(form.circumstances, payload_of(disclosure))
    except (Unreadable, Unfamiliar):
        return None  # reading it for itself will tell
    return event.asked.position if isinstance(event, BriefingIssued) else None
