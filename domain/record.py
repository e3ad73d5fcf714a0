"""What each voice did in a situation: counts, and no score."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sitlog.domain.asked import Asked
from sitlog.domain.conflict import Rivals, rivals
from sitlog.domain.public import PublicClock, said
from sitlog.domain.story import Report, Stance, Story, Told, Voice
from sitlog.domain.values import ClaimId, Position, SourceId, UpdateKind
from sitlog.domain.when import Membership

_OPPOSITE = {Stance.ASSERTS: Stance.DENIES, Stance.DENIES: Stance.ASSERTS}


@dataclass(frozen=True, slots=True)
class Track:
    """What a voice had said in public by T.

    *contradicted* pairs each of its statements that another voice later opposed with the first that did so. That says
    nothing of who is right. *reports*, *corrections* and *withdrawals* count what it published and how it changed that.
    """

    voice: Voice
    told: tuple[Told, ...]
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


def tracks(story: Story, asked: Asked) -> list[Track]:
    """Give what each voice did, by certain statements alone; in the order of their keys."""
    clock = PublicClock(story.reports, asked.by)
    public = {
        claim: [each for each in told if clock.time(each).by(asked.at) is Membership.CERTAIN]
        for claim, told in story.told.items()
    }
    opposed = dict(_opposed(public, rivals(story.claims, story.conflicts)))
    by_source: dict[SourceId, list[Told]] = {source: [] for source in story.voices}
    for told in sorted((each for claim in public.values() for each in claim), key=clock.order):
        by_source.setdefault(told.source, []).append(told)
    published: dict[SourceId | None, list[Report]] = defaultdict(list)
    for report in story.reports.values():
        published[report.outlet].append(report)
    return [
        _track(story.voices[source], told, opposed, published.get(source, ()), asked)
        for source, told in sorted(by_source.items())
        if source in story.voices
    ]


def _track(
    voice: Voice, told: list[Told], opposed: Mapping[Position, Position], reports: Iterable[Report], asked: Asked
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


def _opposed(public: Mapping[ClaimId, Sequence[Told]], rivals: Rivals) -> Iterator[tuple[Position, Position]]:
    """Pair statements with the first later one of another voice that opposes them."""
    for claim, told in public.items():
        against = [each for each in told if each.stance in _OPPOSITE]
        against += [
            each for rival in rivals.get(claim, ()) for each in public.get(rival, ()) if each.stance is Stance.ASSERTS
        ]
        against.sort(key=said)
        for one in told:
            later = islice(against, bisect_right(against, said(one), key=said), None)
            first = next((each for each in later if _opposes(each, one)), None)
            if first is not None:
                yield one.entry, first.entry


def _opposes(other: Told, one: Told) -> bool:
    if other.source == one.source or one.stance not in _OPPOSITE:
        return False
    if other.claim == one.claim:
        return other.stance is _OPPOSITE[one.stance]
    return one.stance is Stance.ASSERTS
