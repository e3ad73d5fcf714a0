"""What stands beside a status: how many voices are one, and who contradicts whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from sitlog.domain.conflict import incompatible
from sitlog.domain.public import bounds, surely_later
from sitlog.domain.story import Claim, Stance, Told, Voice
from sitlog.domain.values import AttributionMode, DenialScope, Independence, ReportId, SourceId

Voices = Mapping[SourceId, Voice]
Disowners = Mapping[SourceId, AbstractSet[SourceId]]
"""By whom voices are disowned that speak for them; of those only that are."""
SELF_CLAIMS = {AttributionMode.SELF_CLAIM, AttributionMode.APPARENT_SELF_CLAIM}
"""The modes in which somebody is said to own up to something."""


class Remark(StrEnum):
    """A remark beside a status."""

    CORROBORATED = "corroborated"
    ONE_LINEAGE = "one-lineage"
    SPLIT = "split"
    DISOWNED = "disowned"
    SELF_CONFLICTING = "self-conflicting"
    SUPERSEDED = "superseded"


def principals(source: SourceId, voices: Voices) -> list[SourceId]:
    """Give whom a source speaks for or belongs to, and whom they do, nearest first."""
    found: list[SourceId] = []
    at = voices.get(source)
    while at is not None and at.affiliation is not None and at.affiliation not in (source, *found):
        found.append(at.affiliation)
        at = voices.get(at.affiliation)
    return found


def lineages(told: Iterable[Told], voices: Voices) -> AbstractSet[SourceId]:
    """Give where statements of one stance ultimately come from: one name an origin.

    Affiliated sources repeating their principal are one lineage. A corroboration counts as its own
    if it is declared independent; if not, it comes from where the others have it, and counts only alone.
    """
    own, shared = set(), set()
    for each in told:
        origin = (principals(each.source, voices) or [each.source])[-1]
        match each.independence:
            case None:
                own.add(origin)
            case Independence.INDEPENDENT:
                own.add(each.source)
            case _:
                shared.add(origin)
    return own or set(sorted(shared)[:1])


def by_stance(told: Iterable[Told]) -> dict[Stance, list[Told]]:
    """Sort statements by their stance."""
    sides: dict[Stance, list[Told]] = defaultdict(list)
    for each in told:
        sides[each.stance].append(each)
    return sides


def disowned_on(standing: Iterable[Told], voices: Voices) -> Iterator[tuple[SourceId, AbstractSet[SourceId]]]:
    """Give whom the statements that stand on a claim disown: voices behind it, with those of theirs who deny it."""
    told = list(standing)
    deniers = {each.source for each in told if each.scope is DenialScope.AUTHORSHIP}
    for voice in {each.source for each in told if deniers and each.stance is Stance.ASSERTS}:
        if by := deniers & {voice, *principals(voice, voices)}:
            yield voice, by


class Behind(NamedTuple):
    """That a source stands behind a claim: since when it says so (see `bounds`), and the revisions that it rests on."""

    source: SourceId
    said: tuple[datetime, datetime]
    cited: tuple[tuple[ReportId, int], ...]

    @classmethod
    def of(cls, told: Told) -> Self:
        """Take that from a statement that asserts it."""
        return cls(told.source, bounds(told.said), tuple((each.report, each.revision) for each in told.evidence))


class Alike(NamedTuple):
    """Another claim with a value of the same aspect, and who stands behind it."""

    claim: Claim
    behind: Sequence[Behind]


class Beside(NamedTuple):
    """What stands beside a claim: who is behind those in conflict with it, and what is alike.

    Of those behind one in conflict nobody need be there who speaks for no other.
    """

    against: AbstractSet[SourceId]
    alike: Sequence[Alike]


class Bystander:
    """Looks at what stands on a claim, and beside it, and remarks on it."""

    def __init__(self, voices: Voices, disowners: Disowners) -> None:
        """Know who speaks, and who was disowned."""
        self._voices = voices
        self._disowners = disowners

    def remarks(self, claim: Claim, standing: Sequence[Told], beside: Beside) -> tuple[Remark, ...]:
        """Give the remarks on a claim, in the order of Remark."""
        asserting = [each for each in standing if each.stance is Stance.ASSERTS]
        tests: dict[Remark, Callable[[], bool]] = {
            Remark.CORROBORATED: lambda: len(lineages(asserting, self._voices)) > 1,
            Remark.ONE_LINEAGE: lambda: self._of_one_lineage(standing),
            Remark.SPLIT: lambda: self._split(asserting, standing, beside.against),
            Remark.DISOWNED: lambda: self._disowned(asserting, standing),
            Remark.SELF_CONFLICTING: lambda: _self_conflicting(claim, asserting, beside.alike),
            Remark.SUPERSEDED: lambda: _superseded(claim, asserting, beside.alike),
        }
        return tuple(remark for remark, holds in tests.items() if holds())

    def _of_one_lineage(self, standing: Iterable[Told]) -> bool:
        sides = by_stance(standing).values()
        return any(len(side) > 1 and len(lineages(side, self._voices)) == 1 for side in sides)

    def _split(self, asserting: Iterable[Told], standing: Iterable[Told], against: AbstractSet[SourceId]) -> bool:
        behind = self._speaking_for({each.source for each in asserting})
        if not behind:
            return False
        denying = {each.source for each in standing if each.stance is Stance.DENIES}
        other_side = self._speaking_for(denying | against)
        return any(len(behind[each] | other_side[each]) > 1 for each in behind.keys() & other_side.keys())

    def _speaking_for(self, voices: Iterable[SourceId]) -> Mapping[SourceId, set[SourceId]]:
        """By whom they speak for, voices; one that its principal disowned does not speak for that principal."""
        found: dict[SourceId, set[SourceId]] = defaultdict(set)
        for voice in voices:
            for principal in principals(voice, self._voices):
                if principal not in self._disowners.get(voice, ()):
                    found[principal].add(voice)
        return found

    def _disowned(self, asserting: Sequence[Told], standing: Iterable[Told]) -> bool:
        deniers = {each.source for each in standing if each.scope is DenialScope.AUTHORSHIP}
        if any(deniers & self._disowners.get(each.source, set()) for each in asserting):
            return True
        return bool(asserting) and all(
            each.mode in SELF_CLAIMS and each.actor in self._disowners.get(each.source, ()) for each in asserting
        )


def _self_conflicting(claim: Claim, asserting: Iterable[Told], alike: Iterable[Alike]) -> bool:
    """Whether a report carries the claim, and one with a value that excludes its own."""
    revisions = {(cited.report, cited.revision) for each in asserting for cited in each.evidence}
    excluded = (each for each in alike if incompatible(claim, each.claim)) if revisions else ()
    return any(not revisions.isdisjoint(one.cited) for each in excluded for one in each.behind)


def _superseded(claim: Claim, asserting: Sequence[Told], alike: Iterable[Alike]) -> bool:
    """Whether all who stand behind the claim stood behind another value later."""
    if not claim.about or not claim.aspect:
        return False
    elsewhere: dict[SourceId, list[tuple[datetime, datetime]]] = defaultdict(list)
    for other in _of_other_value(claim, alike) if asserting else ():
        for each in other.behind:
            elsewhere[each.source].append(each.said)
    later = (any(surely_later(each, bounds(told.said)) for each in elsewhere[told.source]) for told in asserting)
    return bool(elsewhere) and all(later)


def _of_other_value(claim: Claim, alike: Iterable[Alike]) -> Iterator[Alike]:
    return (each for each in alike if each.claim.value != claim.value)
