"""Which statuses a claim went through, whatever instant of the public clock is asked for."""

from collections.abc import Sequence
from datetime import datetime

from sitlog.domain.asked import Clock
from sitlog.domain.conflict import GrowingRivals, Rivals
from sitlog.domain.conflict import rivals as rivals_of
from sitlog.domain.phases import Phases
from sitlog.domain.public import END, Carriers, PublicClock
from sitlog.domain.status import Phase, Status
from sitlog.domain.story import Story, Told
from sitlog.domain.values import ClaimId

SomeRivals = Rivals | GrowingRivals


class History:
    """The statuses of claims in one state of the log."""

    def __init__(
        self, story: Story, by: Clock, *, rivals: SomeRivals | None = None, carriers: Carriers | None = None
    ) -> None:
        """Look at *story* on the public clock *by*; *rivals* and *carriers* are its own, where they are known."""
        self._rivals = rivals_of(story.claims, story.conflicts) if rivals is None else rivals
        self.clock = PublicClock(story.reports, by)
        self._phases = Phases(story.told, self.clock, Carriers(story.reports) if carriers is None else carriers)

    def change(self, claim: ClaimId, before: Told | None, after: Told | None) -> None:
        """Put a statement on a claim as it is now in the place of what it was, at the cost of what came after it."""
        self._phases.change(claim, before, after)

    def forget(self, claim: ClaimId) -> None:
        """Look anew at a claim, once it is asked for: the reports that carry what is told of it changed."""
        self._phases.forget(claim)

    def around(self, claim: ClaimId) -> Sequence[ClaimId]:
        """Give the claims on whose statements the status of *claim* rests: itself, and those in conflict with it."""
        return (claim, *sorted(self._rivals.get(claim, ())))

    def phases(self, claim: ClaimId, until: datetime = END) -> list[Phase]:
        """Give the statuses that a claim goes through by *until*, in order."""
        return self._phases.of(claim, self._rivals.get(claim, ()), until=until)

    def status(self, claim: ClaimId, at: datetime) -> Status:
        """Give the status of a claim at an instant."""
        return status_at(self.phases(claim, at), at)


def status_at(passed: Sequence[Phase], instant: datetime) -> Status:
    """Give the status that held at an instant, of those that a claim went through."""
    return next((each.status for each in reversed(passed) if each.latest <= instant), Status.NOT_YET_PUBLIC)
