"""The log walked entry by entry: which statuses each entry changed, by what was public when it was recorded."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sitlog.domain.asked import Clock
from sitlog.domain.entry import Entry
from sitlog.domain.history import History, status_at
from sitlog.domain.status import Phase
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.past import Past
from sitlog.projections.replay import Held, Replay
from sitlog.projections.reports import reports, without_texts
from sitlog.projections.statements import bare, statements
from sitlog.projections.turns import Turn, Turns


@dataclass(frozen=True, slots=True)
class Step:
    """An entry and what it did to claims, in the order of their keys."""

    entry: Entry
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some claims, or all, with the entries that bear on their statuses, in order.

    These are all entries on them and on claims ever in conflict with them, and what else such statuses follow from.
    They are kept in *past*, which is empty, or in memory.
    """

    claims: AbstractSet[ClaimId] | None
    entries: Iterable[Entry]
    past: Past | None = None


_HELD: Held = {statements.name: bare, reports.name: without_texts}  # no status follows from a word that was said
_Passed = dict[ClaimId, list[Phase]]


def walk(situation: str, entries: Iterable[Entry], *, by: Clock, parts: Iterable[Part] = ()) -> Iterator[Step]:
    """Walk a situation's entries, in order; without *parts* they are gone through twice.

    *parts* has each of its claims once; they are played one after another before the walk begins, so that no more is
    held than one of them needs. Without any, the situation is one part.
    """
    turns = turns_of(situation, parts or [Part(None, entries)], by=by)
    for entry in entries:
        yield Step(entry, turns.at(entry.position))


def turns_of(
    situation: str, parts: Iterable[Part], *, by: Clock, of: Callable[[Entry], bool] = lambda _: True
) -> Turns:
    """Play the parts of a situation one after another, and gather what entries did, or those *of* them that match."""
    return Turns((position, turn) for part in parts for position, turn in _turns(situation, part, by, of))


def _turns(situation: str, part: Part, by: Clock, of: Callable[[Entry], bool]) -> Iterator[tuple[Position, Turn]]:
    replay = Replay(situation, past=part.past, held=_HELD)
    for entry in part.entries:
        if of(entry):
            yield from ((entry.position, each) for each in _step(replay, entry, by, part.claims))
        else:
            replay.take(entry)


def _step(replay: Replay, entry: Entry, by: Clock, among: AbstractSet[ClaimId] | None) -> Iterator[Turn]:
    """Let *replay* take an entry, and tell what that changed among some claims."""
    touched = replay.touched_by(entry)
    claims = touched if among is None else touched & among
    before = _passed(claims, replay.history(by))
    replay.take(entry)
    after = _passed(claims, replay.history(by))
    turns = (_turn(claim, before.get(claim, []), after.get(claim, []), entry) for claim in {*before, *after})
    return (each for each in turns if each is not None)


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
