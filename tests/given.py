"""The words of the tests: a small town, its people, and what they say when."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    ClaimRetracted,
    ClaimsConflicted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    IncidentReported,
    Position,
    ReportId,
    ReportPublished,
    SituationOpened,
    SourceRegistered,
)
from sitlog.domain.knowledge import Known, KnownClaim, known
from sitlog.domain.values import AttributionMode, Evidence, Independence, UpdateKind
from sitlog.domain.when import Precision, When
from sitlog.projections.story import story

TOWN = "harbour-fire"
ZONE = ZoneInfo("Europe/Lisbon")
DAY = datetime(2031, 5, 5, tzinfo=ZONE)


def clock(text: str, *, days: int = 0) -> datetime:
    """Give a time of the town's day, or of *days* later, in UTC; write it as "14:30"."""
    hour, _, minute = text.partition(":")
    return (DAY + timedelta(days=days, hours=int(hour), minutes=int(minute))).astimezone(UTC)


def at(text: str, *, days: int = 0) -> When:
    """Give an instant of the town's day as a When."""
    return When.at(clock(text, days=days), Precision.MINUTE, zone=ZONE.key)


def between(start: str, end: str, *, days: int = 0) -> When:
    """Give a span of the town's day."""
    return When(
        earliest=clock(start, days=days), latest=clock(end, days=days), precision=Precision.MINUTE, zone=ZONE.key
    )


def opened() -> Event:
    """The town's situation."""
    return SituationOpened.of(situation=TOWN, title="Fire at the harbour", zone=ZONE.key)


def source(key: str, *, of: str | None = None, identification: str = "named", **fields: Any) -> Event:
    """A voice of the town."""
    return SourceRegistered.of(
        situation=TOWN,
        source=key,
        name=fields.pop("name", key.title()),
        kind=fields.pop("kind", "person"),
        identification=identification,
        affiliation=of,
        **fields,
    )


def claim(key: str, **fields: Any) -> Event:
    """A claim of the town."""
    return ClaimFramed.of(situation=TOWN, claim=key, text=fields.pop("text", f"About {key}"), **fields)


def incident(key: str, *, by: str, occurred: When, **fields: Any) -> Event:
    """A happening in the town."""
    return IncidentReported.of(situation=TOWN, incident=key, kind="fire", title=key, by=by, occurred=occurred, **fields)


def report(key: str, *, outlet: str, published: When, **fields: Any) -> Event:
    """An article of the town's paper."""
    return ReportPublished.of(situation=TOWN, report=key, outlet=outlet, title=key, published=published, **fields)


def says(by: str, claim: str, said: When, **fields: Any) -> Event:
    """Somebody stands behind a claim."""
    return ClaimAsserted.of(situation=TOWN, by=by, claim=claim, said=said, **fields)


def denies(by: str, claim: str, said: When, **fields: Any) -> Event:
    """Somebody denies a claim."""
    return ClaimDenied.of(situation=TOWN, by=by, claim=claim, said=said, **fields)


def unclear(by: str, claim: str, said: When, **fields: Any) -> Event:
    """Somebody says a claim is unclear."""
    return ClaimHedged.of(situation=TOWN, by=by, claim=claim, said=said, **fields)


def retracts(by: str, claim: str, said: When, **fields: Any) -> Event:
    """Somebody takes back what they said."""
    return ClaimRetracted.of(situation=TOWN, by=by, claim=claim, said=said, **fields)


def blames(by: str, actor: str, incident: str, said: When, *, mode: str = "accusation", **fields: Any) -> Event:
    """Somebody says who did it."""
    return AttackAttributed.of(
        situation=TOWN, by=by, actor=actor, incident=incident, said=said, mode=AttributionMode(mode), **fields
    )


def corroborates(by: str, claim: str, said: When, independence: str, **fields: Any) -> Event:
    """Somebody supports what others said."""
    return ClaimCorroborated.of(
        situation=TOWN, by=by, claim=claim, said=said, independence=Independence(independence), **fields
    )


def conflict(*claims: str, by: str = "recorder") -> Event:
    """Somebody declares that claims cannot all hold."""
    return ClaimsConflicted.of(situation=TOWN, claims=claims, declared_by=by, reason="Not both")


def updates(report: str, revision: int, updated: When, kind: str = "update", **fields: Any) -> Event:
    """The paper changes an article."""
    return ArticleUpdated.of(
        situation=TOWN, report=report, revision=revision, updated=updated, kind=UpdateKind(kind), **fields
    )


def cites(report: str, revision: int = 1) -> Evidence:
    """A revision of an article as evidence."""
    return Evidence(report=ReportId(report), revision=revision)


def links(entry: int, *evidence: Evidence) -> Event:
    """Later evidence for an entry."""
    return EvidenceLinked.of(situation=TOWN, entry=entry, evidence=evidence)


def corrects(entry: int, replacement: Event, *, reason: str = "a slip") -> Event:
    """An entry of ours was wrong."""
    return EntryCorrected.of(situation=TOWN, entry=entry, replacement=replacement, reason=reason)


def withdraws(entry: int) -> Event:
    """An entry of ours should not be there."""
    return EntryWithdrawn.of(situation=TOWN, entry=entry, reason="a slip")


def redacts(entry: int) -> Event:
    """The content of an entry must go."""
    return EntryRedacted.of(situation=TOWN, entry=entry, basis="GDPR 17")


def recorded(*events: Event | tuple[datetime, Event], start: datetime | None = None) -> list[Entry]:
    """Put events into a log in memory, a day after the town's day unless a time stands beside an event."""
    entries: list[Entry] = []
    taken = start or clock("12:00", days=7)
    for position, given in enumerate(events, start=1):
        taken, event = (max(taken, given[0]), given[1]) if isinstance(given, tuple) else (taken, given)
        entries.append(Entry(Position(position), taken, event.TOPIC, event.situation, event))
    return entries


def known_at(
    entries: Iterable[Entry], when: datetime, *, by_desk: datetime | None = None, **wanted: Any
) -> dict[str, KnownClaim]:
    """Ask what was known by *when* on the public clock, in the log as it stood *by_desk* (default: all of it)."""
    return {each.claim.claim: each for each in answer(entries, when, by_desk=by_desk, **wanted).claims}


def answer(
    entries: Iterable[Entry], when: datetime, *, by_desk: datetime | None = None, everything: bool = False, **how: Any
) -> Known:
    """Give the whole answer; see known_at, and asked_at for *how*."""
    held = [each for each in entries if by_desk is None or each.recorded_at <= by_desk]
    return known(story(TOWN, held), asked_at(when, held, by_desk=by_desk, **how), everything=everything)


def asked_at(
    when: datetime,
    held: Sequence[Entry] = (),
    *,
    by_desk: datetime | None = None,
    by: Clock = Clock.SAID,
    strict: bool = False,
) -> Asked:
    """Resolve a question to a log."""
    last = held[-1] if held else None
    return Asked(
        at=when,
        recorded_at=by_desk or (last.recorded_at if last else when),
        by=by,
        strict=strict,
        position=last.position if last else 0,
        root="0" * 64,
    )
