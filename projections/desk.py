"""Which statuses a claim had on the desk clock: at each instant what the log held then made of what was public then."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    ReportPublished,
    Statement,
)
from sitlog.domain.history import status_at
from sitlog.domain.public import END
from sitlog.domain.status import Phase, Status
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.replay import Replay
from sitlog.projections.walk import states

_ALWAYS = (
    ArticleUpdated,
    ReportPublished,
    ClaimsConflicted,
    EvidenceLinked,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A status and the instant since which the desk held it; *entry* brought it about, None if only time passed."""

    status: Status
    since: datetime
    entry: Position | None


def desk_history(
    situation: str, entries: Iterable[Entry], claim: ClaimId, *, by: Clock, until: datetime = END
) -> list[Held]:
    """Give the statuses that `known --recorded-at` would have shown for a claim, in order, up to *until*."""
    held: list[Held] = []
    for each in _told(situation, entries, claim, by, until):
        if each.status is not (held[-1].status if held else Status.NOT_YET_PUBLIC):
            held.append(each)
    return held


def _told(situation: str, entries: Iterable[Entry], claim: ClaimId, by: Clock, until: datetime) -> Iterator[Held]:
    """Give the status after each state of the log that may have changed it, and what time made of it until the next."""
    passed: Sequence[Phase] = ()
    around: Sequence[ClaimId] = (claim,)
    since: datetime | None = None
    for group, replay in states(situation, entries):
        now = group[-1].recorded_at
        if now > until:
            break
        if since is not None:
            yield from (Held(each.status, each.latest, None) for each in passed if since < each.latest < now)
        since = now
        mattering = [each for each in group if _matters(each, claim, around, replay)]
        if mattering:
            history = replay.history(by)
            around, passed = history.around(claim), history.phases(claim)
        yield Held(status_at(passed, now), now, _cause(mattering))
    if since is not None:
        yield from (Held(each.status, each.latest, None) for each in passed if since < each.latest <= until)


def _cause(mattering: Sequence[Entry]) -> Position | None:
    """Give the entry that most likely brought a status about: of several at one instant the last statement."""
    told = [each for each in mattering if isinstance(each.event, Statement)]
    return next((each.position for each in reversed(told or mattering)), None)


def _matters(entry: Entry, claim: ClaimId, around: Sequence[ClaimId], replay: Replay) -> bool:
    match entry.event:
        case Statement() as event:
            return getattr(event, "claim", None) in around
        case ClaimFramed() as event:
            framed = replay.story.claims.get(claim)
            return event.claim == claim or (framed is not None and event.about == framed.about)
        case event:
            return event is None or isinstance(event, _ALWAYS)
