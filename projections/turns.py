"""What entries did to the statuses of claims: gathered claim by claim, given entry by entry."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId, Position


@dataclass(frozen=True, slots=True)
class Turn:
    """What an entry did to a claim: its status before and after; equal if only its history is another one."""

    claim: ClaimId
    before: Status
    after: Status


_STATUSES = tuple(Status)
_NUMBERS = {status: number for number, status in enumerate(_STATUSES)}


class Turns:
    """The turns of a situation, each held as one number, as there may be more of them than entries."""

    def __init__(self, turns: Iterable[tuple[Position, Turn]]) -> None:
        """Gather turns under the entries that made them, in any order."""
        self._claims: dict[ClaimId, int] = {}
        self._held = sorted(self._packed(position, turn) for position, turn in turns)
        self._keys = list(self._claims)

    def at(self, position: Position) -> tuple[Turn, ...]:
        """Give what an entry did, in the order of the claims' keys."""
        return tuple(sorted(self._at(position), key=lambda each: each.claim))

    def _packed(self, position: Position, turn: Turn) -> int:
        claim = self._claims.setdefault(turn.claim, len(self._claims))
        return position << 40 | claim << 8 | _NUMBERS[turn.before] << 4 | _NUMBERS[turn.after]

    def _at(self, position: Position) -> Iterator[Turn]:
        for index in range(bisect_left(self._held, position << 40), bisect_left(self._held, (position + 1) << 40)):
            packed = self._held[index]
            claim = self._keys[packed >> 8 & 0xFFFFFFFF]
            yield Turn(claim, _STATUSES[packed >> 4 & 0xF], _STATUSES[packed & 0xF])
