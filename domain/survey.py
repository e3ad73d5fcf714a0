"""A situation looked over before anything is told of it: all that an answer on one claim needs of the others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sitlog.domain.aside import Aside, Backing
from sitlog.domain.asked import Asked
from sitlog.domain.conflict import rivals
from sitlog.domain.hearing import Hearing, Standpoint
from sitlog.domain.public import END
from sitlog.domain.remarks import Alike, Behind, disowned_on
from sitlog.domain.story import Claim, Stance, Story, Told
from sitlog.domain.values import ClaimId, SourceId
from sitlog.domain.voices import Voices


class Heard(NamedTuple):
    """Where a claim comes in an answer, and how much there is of it.

    *said* are all statements on it, *made* those that the answer tells, of which *last* is the last entry; *sure*,
    whether any was surely made.
    """

    latest: datetime
    earliest: datetime
    said: int
    made: int
    last: int
    sure: bool


UNHEARD = Heard(END, END, 0, 0, 0, sure=False)
"""Of a claim that is worded, and nothing was said."""


class Survey:
    """What was found out so far, from a story with all but statements; claims are heard one by one, each once.

    Of the claims of that story it takes those that are in conflict, and those with a value of an aspect.
    """

    def __init__(self, story: Story, asked: Asked) -> None:
        self.point = Standpoint.of(story.reports, asked)
        self.voices = story.voices
        self.heard: dict[ClaimId, Heard] = {}
        self.first: datetime | None = None
        """The earliest instant by which a statement was made for certain, whenever that is."""
        self.disowners: dict[SourceId, set[SourceId]] = defaultdict(set)
        self._rivals = rivals(story.claims, story.conflicts)
        self._alike = _alike(story.claims.values())
        self._asides: dict[ClaimId, Aside] = {}
        self._behind: dict[ClaimId, Sequence[Behind]] = {}

    def hear(self, claim: ClaimId, told: Iterable[Told]) -> None:
        """Hear all that is said of a claim, in any order."""
        hearing = Hearing(told, self.point)
        if not hearing.told:
            return
        self.heard[claim] = self._place(hearing)
        ends = [each.said.latest for each in hearing.told if each.said.latest is not None]
        self.first = min([*ends, *([self.first] if self.first else [])], default=None)
        for voice, by in disowned_on(hearing.standing, self.voices):
            self.disowners[voice] |= by
        asserting = [each for each in hearing.standing if each.stance is Stance.ASSERTS]
        if claim in self._alike:
            self._behind[claim] = tuple(map(Behind.of, asserting))
        if claim in self._rivals:
            self._asides[claim] = self._aside(hearing, asserting)

    def against(self, claim: ClaimId) -> dict[ClaimId, Aside]:
        """Give those in conflict with a claim of which anything was said."""
        return {each: self._asides[each] for each in self._rivals.get(claim, ()) if each in self._asides}

    def alike(self, claim: ClaimId) -> Iterator[Alike]:
        """Give the other claims with a value of the same aspect of which anything was said."""
        for each in self._alike.get(claim, ()):
            if each.claim != claim and each.claim in self._behind:
                yield Alike(each, self._behind[each.claim])

    def order(self, claims: Iterable[ClaimId]) -> list[ClaimId]:
        """Put claims in the order of an answer: in that in which they were first spoken of, the others last."""
        return sorted(claims, key=self._key)

    def _key(self, claim: ClaimId) -> tuple[object, ...]:
        heard = self.heard.get(claim)
        return (1, claim) if heard is None else (0, heard.latest, heard.earliest, claim)

    def _place(self, hearing: Hearing) -> Heard:
        latest, earliest, _ = self.point.clock.order(hearing.told[0])
        made = [each.entry for each, _ in hearing.made(strict=self.point.asked.strict)]
        return Heard(latest, earliest, len(hearing.told), len(made), max(made, default=0), bool(hearing.certain))

    def _aside(self, hearing: Hearing, asserting: Collection[Told]) -> Aside:
        voices = Voices(hearing.certain, self.point.clock, self.point.carriers)
        return Aside(
            asserted=bool(asserting),
            perhaps=Stance.ASSERTS in (hearing.possible or ()),
            kin=tuple({each.source for each in asserting if self._speaks_for_others(each.source)}),
            backing=Backing(voices),
        )

    def _speaks_for_others(self, source: SourceId) -> bool:
        return source in self.voices and self.voices[source].affiliation is not None


def _alike(claims: Iterable[Claim]) -> Mapping[ClaimId, Sequence[Claim]]:
    """The claims with a value of the same aspect of an incident, by each of them, where there are several."""
    places: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.about is not None and claim.aspect is not None and claim.value is not None:
            places[claim.about, claim.aspect].append(claim)
    return {claim.claim: together for together in places.values() if len(together) > 1 for claim in together}
