"""The log walked entry by entry: which statuses each entry changed, by what was public when it was recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
from sitlog.domain.history import History, status_at
from sitlog.domain.status import Phase, Status
from sitlog.domain.values import ClaimId
from sitlog.projections.replay import Replay

# These may change the status of any claim: by what they bring back or take away, or by what carried it.
_FAR_REACHING = (ArticleUpdated, ReportPublished, EntryCorrected, EntryRedacted, EntryWithdrawn, EvidenceLinked)


@dataclass(frozen=True, slots=True)
class Turn:
    """What an entry did to a claim: its status before and after; equal if only its history is another one."""

    claim: ClaimId
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class Step:
    """An entry and what it did to claims, in the order of their keys."""

    entry: Entry
    turns: tuple[Turn, ...]


_Passed = dict[ClaimId, list[Phase]]


def walk(situation: str, entries: Iterable[Entry], *, by: Clock) -> Iterator[Step]:
    """Walk a situation's entries, in order."""
    replay = Replay(situation)
    for entry in entries:
        yield step(replay, entry, by)


def step(replay: Replay, entry: Entry, by: Clock) -> Step:
    """Let *replay* take an entry, and tell what that changed."""
    before = _passed(entry, replay, by)
    replay.take(entry)
    after = _passed(entry, replay, by)
    turns = (_turn(claim, before.get(claim, []), after.get(claim, []), entry) for claim in sorted({*before, *after}))
    return Step(entry, tuple(each for each in turns if each is not None))


def _turn(claim: ClaimId, before: list[Phase], after: list[Phase], entry: Entry) -> Turn | None:
    if before == after:
        return None
    return Turn(claim, status_at(before, entry.recorded_at), status_at(after, entry.recorded_at))


def _passed(entry: Entry, replay: Replay, by: Clock) -> _Passed:
    story = replay.story
    match entry.event:
        case Statement() as event:
            claims = [ClaimId(getattr(event, "claim", ""))]
        case ClaimsConflicted() as event:
            claims = list(event.claims)
        case ClaimFramed() as event:
            claims = [each.claim for each in story.claims.values() if each.about and each.about == event.about]
        case event if isinstance(event, _FAR_REACHING):
            claims = list(story.told)
        case _:
            return {}
    history = History(story, by)
    around = {each for claim in claims for each in history.around(claim)}
    return {claim: history.phases(claim) for claim in around}
