"""What was recorded: the entries, what they did to statuses, and how to put them right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sitlog.cli.show.entries import public_time, since_told
from sitlog.cli.show.paper import Ink, Line, Piece, line, said
from sitlog.cli.show.sentences import sentence, sign
from sitlog.cli.show.signs import words
from sitlog.cli.show.statements import voice_name
from sitlog.cli.show.times import Calendar
from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimHedged,
    ClaimRetracted,
    EntryRedacted,
    EntryWithdrawn,
    Statement,
)
from sitlog.domain.status import Status
from sitlog.domain.story import Story, Voice
from sitlog.domain.values import ClaimId, DenialScope, Position, SourceId
from sitlog.domain.when import rfc3339

FORMAT = "sitlog.recorded/1"

_VERBS: Mapping[type[Statement], str] = {
    ClaimAsserted: "says",
    AttackAttributed: "says",
    ClaimDenied: "denies",
    ClaimHedged: "finds unclear",
    ClaimCorroborated: "supports",
    ClaimRetracted: "takes back",
}

# What these did cannot be corrected, only recorded anew.
_FOR_GOOD = {EntryWithdrawn.TOPIC, EntryRedacted.TOPIC}


@dataclass(frozen=True, slots=True)
class Change:
    """The status of a claim that an entry touches, before and after; by all that was said until then."""

    claim: ClaimId
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of sentences: new entries, those that the log had, and what became of the claims.

    *since* gives, of those that the log had, what last corrected or withdrew them.
    """

    entries: Sequence[Entry]
    held: Sequence[Position]
    changes: Sequence[Change]
    story: Story
    calendar: Calendar
    since: Mapping[Position, Entry] = field(default_factory=dict)

    def lines(self) -> Iterator[Line]:
        """Tell it to people."""
        for entry in self.entries:
            yield line(f"Recorded e{entry.position}  {self._when(entry)}".rstrip(), Ink.TITLE)
            yield (Piece("  "), sign(entry), Piece(" "), said(self._told(entry)))
        for position in self.held:
            yield line(f"The log has this already, as e{position}: nothing was recorded")
            if since := self.since.get(position):
                yield line(f"  {since_told(position, since)}", Ink.FAINT)
        for change in self.changes:
            yield line(f"  {change.claim}: {_turned(change)}")
        if correctable := [each.position for each in self.entries if each.type not in _FOR_GOOD]:
            yield line(_put_right(correctable), Ink.FAINT)

    def document(self) -> Mapping[str, Any]:
        """Tell it to programs."""
        return {
            "format": FORMAT,
            "recorded": [
                {
                    "entry": each.position,
                    "recorded_at": rfc3339(each.recorded_at),
                    "type": each.type,
                    "situation": each.situation,
                }
                for each in self.entries
            ],
            "skipped": list(self.held),
            "claims": [
                {"claim": each.claim, "before": each.before.value, "after": each.after.value} for each in self.changes
            ],
        }

    def _when(self, entry: Entry) -> str:
        when = public_time(entry)
        if when is None:
            return ""
        if when.earliest is not None and when.earliest == when.latest:
            return self.calendar.placed(when.earliest)
        return f"{self.calendar._replace(near=entry.recorded_at).when(when)}, {self.calendar.name} time"

    def _told(self, entry: Entry) -> str:
        event = entry.event
        claim = self.story.claims.get(getattr(event, "claim", ClaimId("")))
        if not isinstance(event, Statement) or claim is None or claim.text is None:
            return sentence(entry, self.calendar)
        quoted = f"  “{event.words}”" if event.words else ""
        return f"{_voice(event.by, self.story.voices)} {_verb(event)}: {claim.text}{quoted}"


def _voice(source: SourceId, voices: Mapping[SourceId, Voice]) -> str:
    voice = voices.get(source)
    principal = voices.get(voice.affiliation) if voice and voice.affiliation else None
    return f"{voice_name(source, voices)}{f', {principal.name},' if principal else ''}"


def _verb(event: Statement) -> str:
    scope = getattr(event, "scope", DenialScope.TRUTH)
    return _VERBS[type(event)] if scope is DenialScope.TRUTH else f"denies {scope}"


def _turned(change: Change) -> str:
    if change.before is change.after:
        return f"{words(change.after)}, as before"
    return f"{words(change.before)} → {words(change.after)}"


def _put_right(positions: Sequence[Position]) -> str:
    which = "this one is wrong" if len(positions) == 1 else "one of these is wrong"
    return f"Entries are never edited. If {which}: sitlog correct e{positions[0]}"
