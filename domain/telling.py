"""The claims of an answer as a whole: held, or put together each time they are read, as of a big situation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

from sitlog.domain.knowledge import KnownClaim
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId, IncidentId

Group = tuple[IncidentId | None, Iterable[KnownClaim]]


class Contents(Protocol):
    """What is known of the claims of an answer before the first of them is told.

    *keys* are in the order of the answer; *last* is the last entry of a statement, 0 if there is none; *sure*, whether
    on each something was surely said.
    """

    @property
    def keys(self) -> Sequence[ClaimId]: ...  # noqa: D102  # see above
    @property
    def last(self) -> int: ...  # noqa: D102  # see above
    @property
    def sure(self) -> bool: ...  # noqa: D102  # see above

    def read(self, keys: Iterable[ClaimId], /) -> Iterator[KnownClaim | None]:
        """Tell of some claims; of those that are not in the answer, anything."""
        ...

    def by_incident(self) -> Iterator[Group]:
        """Give the claims under what they are about, in the order of the first of each."""
        ...


def contents(claims: Sequence[KnownClaim]) -> Contents:
    """Look through claims that are held; of those that are read as they are told it is known beforehand."""
    return claims if isinstance(claims, ReadClaims) else _Held(claims)


@dataclass(frozen=True, slots=True)
class _Held:
    claims: Sequence[KnownClaim]

    @property
    def keys(self) -> Sequence[ClaimId]:
        return [each.claim.claim for each in self.claims]

    @property
    def last(self) -> int:
        return max((each.told.entry for claim in self.claims for each in claim.statements), default=0)

    @property
    def sure(self) -> bool:
        return all(each.status is not Status.NOT_YET_PUBLIC for each in self.claims)

    def read(self, keys: Iterable[ClaimId]) -> Iterator[KnownClaim | None]:
        return map({each.claim.claim: each for each in self.claims}.get, keys)

    def by_incident(self) -> Iterator[Group]:
        groups: dict[IncidentId | None, list[KnownClaim]] = {}
        for claim in self.claims:
            groups.setdefault(claim.claim.about, []).append(claim)
        yield from groups.items()


@dataclass(frozen=True, slots=True, eq=False)
class ReadClaims(Sequence[KnownClaim]):
    """Claims of which only the keys are held, in their order; *about* has what they are about, where they are.

    Whoever loops over them reads them, anew each time.
    """

    keys: Sequence[ClaimId]
    about: Mapping[ClaimId, IncidentId]
    last: int
    sure: bool
    read: Callable[[Iterable[ClaimId]], Iterator[KnownClaim]]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[KnownClaim]:
        return self.read(self.keys)

    @overload
    def __getitem__(self, place: int) -> KnownClaim: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[KnownClaim, ...]: ...
    def __getitem__(self, place: int | slice) -> KnownClaim | tuple[KnownClaim, ...]:
        if isinstance(place, slice):
            return tuple(self.read(self.keys[place]))
        return next(self.read([self.keys[place]]))

    def by_incident(self) -> Iterator[Group]:
        """Give the claims under what they are about, in the order of the first of each."""
        groups: dict[IncidentId | None, list[ClaimId]] = {}
        for key in self.keys:
            groups.setdefault(self.about.get(key), []).append(key)
        return ((about, self.read(keys)) for about, keys in groups.items())
