"""Which claims cannot hold together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

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
