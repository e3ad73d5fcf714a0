"""Words for tests of the ledger: drafts about a small town, and a clock that stands still until it is set."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sitlog.store.ledger.drafts import Draft

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


class TownClock:
    """Tells the time it was set to, in the zone of whoever set it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def strike(self, *, minutes: float) -> datetime:
        """Move on, or back, and tell the time."""
        self.now += timedelta(minutes=minutes)
        return self.now


def draft(what: str, *tags: str, situation: str | None = "flood", once: str | None = None) -> Draft:
    """Something that happened in the town; *once* makes it an event that cannot be recorded twice."""
    identity = None if once is None else sha256(once.encode()).digest()[:16]
    return Draft(what, b'{"what":"' + what.encode() + b'"}', tags, situation, identity)
