"""The two clocks of a question, resolved, and what is wanted of the answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sitlog.domain.values import ClaimId, Value
from sitlog.domain.when import Instant


class Clock(StrEnum):
    """What makes a statement public: that it was said, or that a report carrying it was published."""

    SAID = "said"
    PUBLICATION = "publication"


class Asked(Value):
    """A question, resolved: public by *at*, in the log as it stood at *recorded_at*, when it ended at *position*."""

    at: Instant
    recorded_at: Instant
    by: Clock = Clock.SAID
    strict: bool = False
    position: int
    root: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of an answer is wanted: also claims on which nothing was said; only what had happened by an instant (UTC).

    *without* are the sources and reports that are left out; *only* some claims may be wanted, of those there are.
    """

    everything: bool = False
    occurred: datetime | None = None
    without: Collection[str] = ()
    only: Collection[ClaimId] | None = None
