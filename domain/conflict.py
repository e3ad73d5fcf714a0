"""Which claims cannot hold together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, permutations

from sitlog.domain.claimvalue import DateValue, NumberValue
from sitlog.domain.story import Claim, Conflict
from sitlog.domain.values import ClaimId

Rivals = Mapping[ClaimId, frozenset[ClaimId]]


def rivals(claims: Mapping[ClaimId, Claim], declared: Iterable[Conflict]) -> Rivals:
    """Give for each claim those in declared or evident conflict with it; claims without any are left out."""
    found: dict[ClaimId, set[ClaimId]] = defaultdict(set)
    for one, other in (*_declared(declared), *evident(claims)):
        found[one].add(other)
        found[other].add(one)
    return {claim: frozenset(others) for claim, others in found.items()}


class GrowingRivals:
    """The claims in conflict with each, as claims are framed and conflicts declared; found for a claim when asked."""

    def __init__(self) -> None:
        """Begin without claims."""
        self._claims: dict[ClaimId, Claim] = {}
        self._aspects: dict[tuple[str | None, str | None], dict[ClaimId, Claim]] = defaultdict(dict)
        self._declared: dict[ClaimId, Counter[ClaimId]] = defaultdict(Counter)
        self._found: dict[ClaimId, frozenset[ClaimId]] = {}  # until what it rests on changes

    def reframe(self, before: Claim | None, after: Claim | None) -> None:
        """Put a claim as it is framed now in the place of what it was."""
        if before is not None:
            self._forget([before.claim, *self.of_aspect(before.about, before.aspect)])
            del self._claims[before.claim], self._aspects[before.about, before.aspect][before.claim]
        if after is not None:
            self._claims[after.claim] = self._aspects[after.about, after.aspect][after.claim] = after
            self._forget([after.claim, *self.of_aspect(after.about, after.aspect)])

    def declare(self, before: Conflict | None, after: Conflict | None) -> None:
        """Put a conflict as it is declared now in the place of what it was."""
        for conflict, more in ((before, -1), (after, 1)):
            for one, other in permutations(conflict.claims if conflict else (), 2):
                self._declared[one][other] += more
            self._forget(conflict.claims if conflict else ())

    def of_aspect(self, about: str | None, aspect: str | None) -> list[ClaimId]:
        """Give the claims about one aspect of one incident; none if either is missing."""
        return [] if about is None or aspect is None else list(self._aspects[about, aspect])

    def get(self, claim: ClaimId, default: Collection[ClaimId] = ()) -> Collection[ClaimId]:
        """Give the claims in conflict with *claim*."""
        if claim not in self._found:
            self._found[claim] = frozenset(self._find(claim))
        return self._found[claim] or default

    def _find(self, claim: ClaimId) -> Iterator[ClaimId]:
        yield from (other for other, declared in self._declared[claim].items() if declared)
        one = self._claims.get(claim)
        if one is not None and one.about is not None and one.aspect is not None and one.value is not None:
            others = self._aspects[one.about, one.aspect].values()
            yield from (each.claim for each in others if each is not one and incompatible(one, each))

    def _forget(self, claims: Iterable[ClaimId]) -> None:
        for claim in claims:
            self._found.pop(claim, None)


def evident(claims: Mapping[ClaimId, Claim]) -> Iterable[tuple[ClaimId, ClaimId]]:
    """Give the pairs of claims about one aspect of one incident whose values cannot both hold."""
    aspects: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims.values():
        if claim.about is not None and claim.aspect is not None and claim.value is not None:
            aspects[claim.about, claim.aspect].append(claim)
    for together in aspects.values():
        yield from ((one.claim, other.claim) for one, other in combinations(together, 2) if incompatible(one, other))


def same_aspect(one: Claim, other: Claim) -> bool:
    """Tell whether two claims are about the same aspect of the same incident."""
    return one.about is not None and one.aspect is not None and (one.about, one.aspect) == (other.about, other.aspect)


def incompatible(one: Claim, other: Claim) -> bool:
    """Tell whether two values exclude each other.

    Numbers do when their bounds leave nothing in common, dates when their spans do.
    Two places may lie in one another and two actors may have acted together, so neither is evident.
    """
    match one.value, other.value:
        case NumberValue() as a, NumberValue() as b:
            return a.unit == b.unit and (_below(a, b) or _below(b, a))
        case DateValue(when=a), DateValue(when=b):
            return not a.overlaps(b)
        case _:
            return False


def _below(one: NumberValue, other: NumberValue) -> bool:
    return one.at_most is not None and other.at_least is not None and one.at_most < other.at_least


def _declared(declared: Iterable[Conflict]) -> Iterable[tuple[ClaimId, ClaimId]]:
    for conflict in declared:
        yield from combinations(conflict.claims, 2)
