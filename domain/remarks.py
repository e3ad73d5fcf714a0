"""What stands beside a status: how many voices are one, and who contradicts whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from sitlog.domain.conflict import Rivals, incompatible, same_aspect
from sitlog.domain.public import surely_later
from sitlog.domain.story import Claim, Stance, Told, Voice
from sitlog.domain.values import AttributionMode, ClaimId, DenialScope, Independence, SourceId

Standing = Mapping[ClaimId, Sequence[Told]]
Voices = Mapping[SourceId, Voice]
_Cited = tuple[str, int]
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


class Bystander:
    """Looks at all that stands in a situation and remarks on each claim."""

    def __init__(self, claims: Mapping[ClaimId, Claim], voices: Voices, rivals: Rivals, standing: Standing) -> None:
        """Look at what *standing* holds: by claim, the statements that stand."""
        self._claims = claims
        self._voices = voices
        self._rivals = rivals
        self._standing = standing
        self._disowners = self._find_disowners()
        self._spoken_for = {voice: self._find_spoken_for(voice) for voice in voices}
        self._citing = self._find_citing()
        self._values = self._find_values()

    def remarks(self, claim: ClaimId) -> tuple[Remark, ...]:
        """Give the remarks on a claim, in the order of Remark."""
        tests: dict[Remark, Callable[[ClaimId], bool]] = {
            Remark.CORROBORATED: self._corroborated,
            Remark.ONE_LINEAGE: self._of_one_lineage,
            Remark.SPLIT: self._split,
            Remark.DISOWNED: self._disowned,
            Remark.SELF_CONFLICTING: self._self_conflicting,
            Remark.SUPERSEDED: self._superseded,
        }
        return tuple(remark for remark, holds in tests.items() if holds(claim))

    def _asserting(self, claim: ClaimId) -> list[Told]:
        return [each for each in self._standing.get(claim, ()) if each.stance is Stance.ASSERTS]

    def _corroborated(self, claim: ClaimId) -> bool:
        return len(lineages(self._asserting(claim), self._voices)) > 1

    def _of_one_lineage(self, claim: ClaimId) -> bool:
        sides = by_stance(self._standing.get(claim, ()))
        return any(len(side) > 1 and len(lineages(side, self._voices)) == 1 for side in sides.values())

    def _split(self, claim: ClaimId) -> bool:
        asserting = [each for each in self._asserting(claim) if self._spoken_for.get(each.source)]
        if not asserting:
            return False
        against = {each.source for each in self._standing.get(claim, ()) if each.stance is Stance.DENIES}
        against |= {each.source for rival in self._rivals.get(claim, ()) for each in self._asserting(rival)}
        return any(self._fellows(one.source, other) for one in asserting for other in against)

    def _fellows(self, one: SourceId, other: SourceId) -> bool:
        return one != other and not self._spoken_for.get(one, set()).isdisjoint(self._spoken_for.get(other, set()))

    def _find_spoken_for(self, voice: SourceId) -> AbstractSet[SourceId]:
        # A voice that its principal disowned does not speak for that principal.
        return set(principals(voice, self._voices)) - self._disowners.get(voice, set())

    def _find_disowners(self) -> dict[SourceId, set[SourceId]]:
        found: dict[SourceId, set[SourceId]] = defaultdict(set)
        for claim, told in self._standing.items():
            deniers = {each.source for each in told if each.scope is DenialScope.AUTHORSHIP}
            if not deniers:
                continue
            for voice in {each.source for each in self._asserting(claim)}:
                found[voice] |= deniers & {voice, *principals(voice, self._voices)}
        return {voice: principal for voice, principal in found.items() if principal}

    def _disowned(self, claim: ClaimId) -> bool:
        told = self._standing.get(claim, ())
        deniers = {each.source for each in told if each.scope is DenialScope.AUTHORSHIP}
        asserting = self._asserting(claim)
        if any(deniers & self._disowners.get(each.source, set()) for each in asserting):
            return True
        return bool(asserting) and all(
            each.mode in SELF_CLAIMS and each.actor in self._disowners.get(each.source, ()) for each in asserting
        )

    def _self_conflicting(self, claim: ClaimId) -> bool:
        beside = {other for revision in self._revisions(claim) for other in self._citing[revision]}
        return any(self._exclude(claim, other) for other in beside if other != claim)

    def _exclude(self, one: ClaimId, other: ClaimId) -> bool:
        a, b = self._claims.get(one), self._claims.get(other)
        return a is not None and b is not None and same_aspect(a, b) and incompatible(a, b)

    def _revisions(self, claim: ClaimId) -> set[_Cited]:
        return {(cited.report, cited.revision) for each in self._asserting(claim) for cited in each.evidence}

    def _find_citing(self) -> Mapping[_Cited, set[ClaimId]]:
        found: dict[_Cited, set[ClaimId]] = defaultdict(set)
        for claim in self._standing:
            for revision in self._revisions(claim):
                found[revision].add(claim)
        return found

    def _superseded(self, claim: ClaimId) -> bool:
        framed = self._claims.get(claim)
        if framed is None or not framed.about or not framed.aspect or framed.value is None:
            return False
        asserting = self._asserting(claim)
        return bool(asserting) and all(self._gave_another_value_later(each, framed) for each in asserting)

    def _gave_another_value_later(self, told: Told, framed: Claim) -> bool:
        return any(
            surely_later(each.said, told.said) and self._claims[each.claim].value != framed.value
            for each in self._values[framed.about, framed.aspect, told.source]
        )

    def _find_values(self) -> Mapping[tuple[str | None, str | None, SourceId], list[Told]]:
        found: dict[tuple[str | None, str | None, SourceId], list[Told]] = defaultdict(list)
        for claim in self._claims.values():
            if claim.about and claim.aspect and claim.value:
                for each in self._asserting(claim.claim):
                    found[claim.about, claim.aspect, each.source].append(each)
        return found
