"""The outline of an answer: all that it tells but for its claims, of which it knows the order and who disowned whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from sitlog.domain.asked import Asked
from sitlog.domain.public import Carriers
from sitlog.domain.remarks import principals
from sitlog.domain.values import ClaimId, ReportId, SourceId
from sitlog.projections.lines import ASSERTING, Act
from sitlog.store.ledger.instants import micros
from sitlog.store.statements.between import Said
from sitlog.store.statements.frame import Frame


class Outline:
    """What an answer tells of, as statements are read in the order in which they were said."""

    def __init__(self, frame: Frame, asked: Asked, denied: Collection[int]) -> None:
        self.frame = frame
        self.asked = asked
        self.last = 0
        """The last entry of a statement."""
        self._at = micros(asked.at)
        self._least = 2 if asked.strict else 1
        self.denied = denied
        self._standing: dict[int, dict[int, int]] = defaultdict(dict)
        self._begun: dict[int, tuple[int, int]] = {}
        self._told: set[int] = set()

    def hear(self, said: Said) -> int:
        """Take a statement in; gives 0 if it did not stand, and more the surer it is that it was made."""
        claim, source, act, latest, earliest, position, since, until = said
        if since > self.asked.position or (until is not None and until <= self.asked.position):
            return 0
        if claim not in self._begun:
            self._begun[claim] = latest, earliest
        if claim in self.denied and latest <= self._at:
            self._standing[claim][source] = act
        made = (earliest <= self._at) + (latest <= self._at)
        if made >= self._least:
            self._told.add(claim)
            self.last = max(self.last, position)
        return 1 + made

    @cached_property
    def withdrawn(self) -> Mapping[ReportId, object]:
        """What became by then of the reports that had ever been withdrawn."""
        return Carriers(self.frame.story.reports).by(self.asked.at)

    @property
    def claims(self) -> frozenset[int]:
        """The claims that the answer tells of, by their numbers."""
        return frozenset(self._told)

    def order(self, keys: Mapping[int, ClaimId]) -> tuple[ClaimId, ...]:
        """Give the claims in the order of the answer."""
        return tuple(keys[claim] for claim in sorted(self._told, key=lambda each: (self._begun[each], keys[each])))

    def disowned(
        self, keys: Mapping[int, SourceId], *, but: Collection[int] = ()
    ) -> Mapping[SourceId, frozenset[SourceId]]:
        """Give the voices that whom they speak for disowned, with these, on all claims *but* some.

        Where a report was withdrawn that carries a statement on a claim, it is as if it had not been.
        """
        found: dict[SourceId, set[SourceId]] = defaultdict(set)
        for standing in (each for claim, each in self._standing.items() if claim not in but):
            deniers = {keys[source] for source, act in standing.items() if act == Act.DISOWNS}
            for voice in (keys[source] for source, act in standing.items() if deniers and act in ASSERTING):
                found[voice] |= deniers & {voice, *principals(voice, self.frame.story.voices)}
        return {voice: frozenset(by) for voice, by in found.items() if by}

    def on(self, claims: Collection[int]) -> set[int]:
        """Give the sources, by their numbers, that surely spoke on those of some claims that are denied."""
        return {source for claim in claims & self._standing.keys() for source in self._standing[claim]}
