"""The log walked entry by entry: which statuses each entry changed, by what was public when it was recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.history import History, status_at
from sitlog.domain.status import Phase, Status
from sitlog.domain.values import ClaimId
from sitlog.projections.past import Past
from sitlog.projections.replay import Replay


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


def walk(situation: str, entries: Iterable[Entry], *, by: Clock, past: Past | None = None) -> Iterator[Step]:
    """Walk a situation's entries, in order, and keep them in *past*, or in memory."""
    replay = Replay(situation, past=past)
    for entry in entries:
        yield step(replay, entry, by)


def step(replay: Replay, entry: Entry, by: Clock) -> Step:
    """Let *replay* take an entry, and tell what that changed."""
    claims = replay.touched_by(entry)
    before = _passed(claims, replay.history(by))
    replay.take(entry)
    after = _passed(claims, replay.history(by))
    turns = (_turn(claim, before.get(claim, []), after.get(claim, []), entry) for claim in sorted({*before, *after}))
    return Step(entry, tuple(each for each in turns if each is not None))


def _turn(claim: ClaimId, before: list[Phase], after: list[Phase], entry: Entry) -> Turn | None:
    if before == after:
        return None
    return Turn(claim, status_at(before, entry.recorded_at), status_at(after, entry.recorded_at))


def _passed(claims: Iterable[ClaimId], history: History) -> _Passed:
    around = {each for claim in claims for each in history.around(claim)}
    return {claim: history.phases(claim) for claim in around}


def states(situation: str, entries: Iterable[Entry]) -> Iterator[tuple[list[Entry], Replay]]:
    """Give each state the log was in: the entries recorded at one instant, and the story after them."""
    replay = Replay(situation)
    group: list[Entry] = []
    for entry in entries:
        if group and entry.recorded_at != group[-1].recorded_at:
            yield group, replay
            group = []
        group.append(entry)
        replay.take(entry)
    if group:
        yield group, replay
