"""News of a log: a new entry, and what it did to the statuses of claims."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import statuses
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId
from sitlog.store.log import SituationLog
from sitlog.store.shift import shift_of


class StatusChange(NamedTuple):
    """What an entry did to the status of a claim, as it was known when it was recorded."""

    claim: ClaimId
    before: Status
    after: Status

    def __str__(self) -> str:
        """Say it: `deliberate: denied only -> disputed`."""
        return f"{self.claim}: {self.before.replace('-', ' ')} -> {self.after.replace('-', ' ')}"


@dataclass(frozen=True, slots=True)
class News:
    """A new entry, what it changed, and a key that is the same however often it is told."""

    key: str
    entry: Entry
    changes: tuple[StatusChange, ...]


def status_changes(log: SituationLog, entry: Entry) -> Iterator[StatusChange]:
    """Give what an entry changed in the statuses of claims, as of the instant at which it was recorded."""
    if entry.situation is None:
        return
    shift = shift_of(log, entry.situation, entry)
    claims = shift.restated()
    asked = Asked(at=entry.recorded_at, recorded_at=entry.recorded_at, position=entry.position, root="")
    before, after = (statuses(each, asked, only=claims) for each in shift.stories(claims))
    for claim in claims:
        was, became = before.get(claim, Status.NOT_YET_PUBLIC), after.get(claim, Status.NOT_YET_PUBLIC)
        if was is not became:
            yield StatusChange(claim, was, became)
