"""Claims in parts."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.parts import divided
from sitlog.domain.values import ClaimId

CLAIMS = [ClaimId(f"c{number}") for number in range(12)]
pairs = st.lists(st.tuples(st.sampled_from(CLAIMS), st.sampled_from(CLAIMS)), max_size=8)


def test_claims_without_conflicts_come_in_parts_of_a_size() -> None:
    assert [len(part) for part in divided(CLAIMS, {}, size=5)] == [5, 5, 2]


@given(pairs, st.integers(1, 5))
def test_claims_in_conflict_stay_together_and_each_comes_once(
    declared: list[tuple[ClaimId, ClaimId]], size: int
) -> None:
    rivals = {
        claim: frozenset({other for pair in declared if claim in pair for other in pair} - {claim}) for claim in CLAIMS
    }

    parts = list(divided(CLAIMS, rivals, size=size))

    assert sorted(chain.from_iterable(parts)) == sorted(CLAIMS)
    assert all(rivals[claim] <= set(part) for part in parts for claim in part)
    assert all(len(part) >= size for part in parts[:-1])
