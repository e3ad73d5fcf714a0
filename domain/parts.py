"""Claims in parts, each of which can be looked at by itself: claims in conflict stay together."""

from collections.abc import Iterable, Iterator

from sitlog.domain.conflict import Rivals
from sitlog.domain.values import ClaimId


def divided(claims: Iterable[ClaimId], rivals: Rivals, *, size: int) -> Iterator[list[ClaimId]]:
    """Divide claims into parts of *size*, or, where more of them are in conflict with one another, as large as needed.

    With each claim come those in conflict with it, those in conflict with these, and so on.
    """
    part: list[ClaimId] = []
    seen: set[ClaimId] = set()
    for claim in claims:
        part += _around(claim, rivals, seen)
        if len(part) >= size:
            yield part
            part = []
    if part:
        yield part


def _around(claim: ClaimId, rivals: Rivals, seen: set[ClaimId]) -> Iterator[ClaimId]:
    ahead = [claim]
    while ahead:
        each = ahead.pop()
        if each not in seen:
            seen.add(each)
            ahead += rivals.get(each, ())
            yield each
