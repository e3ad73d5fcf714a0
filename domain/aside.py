"""What an answer on a claim takes from those in conflict with it."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sitlog.domain.public import BEGINNING, Began
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import SourceId
from sitlog.domain.voices import Turn, Voices

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNKNOWN, _NOTHING = -(2**63), 2**63 - 1  # no instant lies so early, or so late


class Backing:
    """When somebody began to stand behind a claim, and when nobody did any more; and what was said when, if need be.

    It tells of rivals what Voices would, in sixteen bytes a statement: of such there may be hundreds of thousands.
    """

    __slots__ = ("_asserting", "_carried", "_moments", "_said")

    def __init__(self, voices: Voices) -> None:
        """Keep that much of what the voices on a claim came to."""
        turns = [(_micros(moment), voices.turns[moment]) for moment in voices.turning(BEGINNING)]
        self._asserting = tuple(voices.asserting(BEGINNING))
        self._moments = array("q", [moment for moment, _ in turns])
        self._said = array("q", [_earliest(turn.said) for _, turn in turns])
        self._carried = {moment: turn.carried for moment, turn in turns if turn.carried}

    def asserting(self, since: datetime) -> Sequence[tuple[datetime, bool]]:
        """Give when, from an instant on, somebody began to stand behind it, and when nobody did any more."""
        return [each for each in self._asserting if each[0] >= since]

    def turn(self, moment: datetime) -> Turn | None:
        """Give what was said at an instant, or became of reports; of several that were said, the earliest."""
        at = _micros(moment)
        place = bisect_left(self._moments, at)
        if place == len(self._moments) or self._moments[place] != at:
            return None
        said = self._said[place]
        return Turn(None, () if said == _NOTHING else (_instant(said),), self._carried.get(at, ()))


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _earliest(said: Sequence[Began]) -> int:
    """The earliest of these instants; none is known if one of them is not."""
    if not said:
        return _NOTHING
    known = [each for each in said if each is not None]
    return _micros(min(known)) if len(known) == len(said) else _UNKNOWN


def _instant(micros: int) -> Began:
    return None if micros == _UNKNOWN else _EPOCH + micros * _MICROSECOND


@unchanging
class Aside:
    """A claim as those in conflict with it see it: whether somebody stands behind it, and since when.

    *perhaps*, whether somebody would if all that may have been said had been; *kin* are those behind it who speak for
    others.
    """

    asserted: bool
    perhaps: bool
    kin: Collection[SourceId]
    backing: Backing
