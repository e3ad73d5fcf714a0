"""The two clocks of a question, resolved."""

from enum import StrEnum

from sitlog.domain.values import Value
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
