"""What is said of one claim, heard from the public clock's T."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from sitlog.domain.asked import Asked
from sitlog.domain.public import Carriers, PublicClock
from sitlog.domain.status import Bench, Carried
from sitlog.domain.story import Report, Told
from sitlog.domain.values import ReportId
from sitlog.domain.when import Membership


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where statements are looked at from: a question, with when they became public and what carried them by then."""

    asked: Asked
    clock: PublicClock
    carriers: Carriers
    carried: Carried | None

    @classmethod
    def of(cls, reports: Mapping[ReportId, Report], asked: Asked) -> Self:
        """Stand at the T of a question, with the reports of the story that it is asked about."""
        carriers = Carriers(reports)
        return cls(asked, PublicClock(reports, asked.by), carriers, carriers.at(asked.at))


class Hearing:
    """The statements on one claim in the order in which they became public: which were made by T, and what stands."""

    __slots__ = ("_memberships", "certain", "possible", "standing", "told")

    def __init__(self, told: Iterable[Told], point: Standpoint) -> None:
        """Hear them, in any order."""
        clock, at = point.clock, point.asked.at
        self.told = sorted(told, key=clock.order)
        self._memberships = [clock.time(each).by(at) for each in self.told]
        self.certain = [each for each, made in self._all() if made is Membership.CERTAIN]
        bench = Bench(self.certain)
        self.standing = bench.standing(point.carried)
        for each, made in self._all():
            if made is Membership.POSSIBLE:
                bench.hear(each)
        self.possible = bench.stances(point.carried)
        """The stances on which somebody would stand if all that may have been said had been."""

    def made(self, *, strict: bool) -> Iterator[tuple[Told, Membership]]:
        """Give those that were made by T, and how surely; if *strict*, those that surely were."""
        dropped = {Membership.NOT_YET, Membership.POSSIBLE} if strict else {Membership.NOT_YET}
        return ((each, made) for each, made in self._all() if made not in dropped)

    def _all(self) -> Iterator[tuple[Told, Membership]]:
        return zip(self.told, self._memberships, strict=True)
