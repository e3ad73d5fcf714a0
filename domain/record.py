"""What each voice did in a situation: counts, and no score."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.conflict import Rivals, rivals
from sitlog.domain.public import Order, PublicClock, said
from sitlog.domain.story import Report, Stance, Story, Told, Voice
from sitlog.domain.values import ClaimId, Position, SourceId, UpdateKind
from sitlog.domain.when import Membership

_SAID = attrgetter("said")


class Uttered(NamedTuple):
    """A statement that was surely public by T, with no more of it than counts need; *said* orders it among others."""

    entry: Position
    claim: ClaimId
    source: SourceId
    stance: Stance
    said: Order


@dataclass(frozen=True, slots=True)
class Track:
    """What a voice had said in public by T.

    *contradicted* pairs each of its statements that another voice later opposed with the first that did so. That says
    nothing of who is right. *reports*, *corrections* and *withdrawals* count what it published and how it changed that.
    """

    voice: Voice
    told: tuple[Uttered, ...]
    contradicted: tuple[tuple[Position, Position], ...]
    reports: int
    corrections: int
    withdrawals: int

    @property
    def claims(self) -> int:
        """On how many claims it spoke."""
        return len({each.claim for each in self.told})

    def count(self, stance: Stance) -> int:
        """How many of its statements have that stance."""
        return sum(1 for each in self.told if each.stance is stance)


def uttered(told: Iterable[Told], clock: PublicClock, at: datetime) -> list[Uttered]:
    """Give those of some statements that were surely public by an instant, in the order in which they became so."""
    public = (each for each in told if clock.time(each).by(at) is Membership.CERTAIN)
    ordered = sorted(
        (clock.order(each), Uttered(each.entry, each.claim, each.source, each.stance, said(each))) for each in public
    )
    return [each for _, each in ordered]


def tracks(story: Story, public: Iterable[Uttered], asked: Asked) -> list[Track]:
    """Give what each voice did, by the statements that were *public*, in order; sorted by the keys of voices.

    Of the story it takes who speaks, which claims exclude each other, and what was published.
    """
    by_claim = defaultdict[ClaimId, list[Uttered]](list)
    by_source: dict[SourceId, list[Uttered]] = {source: [] for source in story.voices}
    for each in public:
        by_claim[each.claim].append(each)
        if each.source in by_source:
            by_source[each.source].append(each)
    opposed = dict(_opposed(by_claim, rivals(story.claims, story.conflicts)))
    published = defaultdict[SourceId | None, list[Report]](list)
    for report in story.reports.values():
        published[report.outlet].append(report)
    return [
        _track(story.voices[source], told, opposed, published.get(source, ()), asked)
        for source, told in sorted(by_source.items())
    ]


def _track(
    voice: Voice, told: list[Uttered], opposed: Mapping[Position, Position], reports: Iterable[Report], asked: Asked
) -> Track:
    out = [one for each in reports for one in each.revisions if one.published.by(asked.at) is Membership.CERTAIN]
    return Track(
        voice=voice,
        told=tuple(told),
        contradicted=tuple((each.entry, opposed[each.entry]) for each in told if each.entry in opposed),
        reports=len({each.entry for each in out if each.kind is None}),
        corrections=sum(1 for each in out if each.kind is UpdateKind.CORRECTION),
        withdrawals=sum(1 for each in out if each.kind is UpdateKind.WITHDRAWAL),
    )


def _opposed(public: Mapping[ClaimId, Sequence[Uttered]], rivals: Rivals) -> Iterator[tuple[Position, Position]]:
    """Pair statements with the first later one of another voice that opposes them."""
    asserted = {claim: [each for each in told if each.stance is Stance.ASSERTS] for claim, told in public.items()}
    for claim, told in public.items():
        denied = [each for each in told if each.stance is Stance.DENIES]
        excluding = chain.from_iterable(asserted.get(rival, ()) for rival in rivals.get(claim, ()))
        yield from _answered(asserted[claim], by=[*denied, *excluding])
        yield from _answered(denied, by=asserted[claim])


def _answered(told: Iterable[Uttered], *, by: Iterable[Uttered]) -> Iterator[tuple[Position, Position]]:
    """Pair statements with the first later one, of those *by* which they are opposed, that another voice made."""
    ahead = sorted(by, key=_SAID)
    nearest: Uttered | None = None
    other: Uttered | None = None  # the nearest of somebody else than who made that
    for one in sorted(told, key=_SAID, reverse=True):
        while ahead and ahead[-1].said > one.said:
            coming = ahead.pop()
            if nearest is not None and coming.source != nearest.source:
                other = nearest
            nearest = coming
        first = other if nearest is not None and nearest.source == one.source else nearest
        if first is not None:
            yield one.entry, first.entry
