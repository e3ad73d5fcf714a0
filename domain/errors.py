"""What can go wrong, in words for the person who asked.

SitlogError
├── NotUnderstood         what was written cannot be read
│   ├── BadTime           a time is not one, or means two things
│   ├── BadEvent          an event does not have the form of its kind
│   ├── BadEvidence       a note, checkpoint, proof or key is not written as its standard says
│   └── NotCanonical      a value has no canonical JSON form
├── Refused               what was written can be read, and may not be recorded
│   ├── UnknownReference  it names what the log does not hold
│   ├── DuplicateKey      it introduces what the log already holds
│   ├── OutOfOrder        it does not follow from what the log holds
│   └── RefusedBatch      several of many events may not be recorded, so none was
├── NotFound              what was asked for is not there
│   ├── NoSuchLog         there is no log at that place
│   │   ├── ForeignFile   something else is at that place
│   │   └── NewerLog      a newer sitlog wrote it
│   ├── NoSuchSituation   the log holds no situation of that name
│   ├── NoSuchKey         the situation holds no claim, source, report or incident of that name
│   └── NoSuchEntry       the log holds no entry at that position
├── BrokenLog             the log does not agree with itself
│   └── BrokenProof       a proof does not hold
│       ├── BadSignature  a signature by a known key does not hold
│       └── NotSigned     no known key signed it
├── KeyUnusable           a signing key is missing, open to others, or not one for this
└── Unavailable           the log is there and cannot be used now
    ├── LogBusy           another writer holds it
    ├── LogUnreachable    its server or disk does not answer
    └── ReadOnlyLog       it cannot be written
"""

from collections.abc import Sequence


class SitlogError(Exception):
    """A situation to be told to the person who asked: what is the case, and what to do about it."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Say what is the case, with the value; hint at what to do, copyable where it can be."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotUnderstood(SitlogError):
    """What was written cannot be read."""


class BadTime(NotUnderstood):
    """A time is not one, or means two things."""


class BadEvent(NotUnderstood):
    """An event does not have the form of its kind."""


class BadEvidence(NotUnderstood):
    """A note, checkpoint, proof or key is not written as its standard says."""


class NotCanonical(NotUnderstood):
    """A value has no canonical JSON form."""


class Refused(SitlogError):
    """What was written can be read, and may not be recorded; `field` names the part that stands in the way."""

    def __init__(self, message: str, *, hint: str | None = None, field: str | None = None) -> None:
        """Add the field of the event that is refused, by its name in the event's class."""
        super().__init__(message, hint=hint)
        self.field = field


class UnknownReference(Refused):
    """It names what the log does not hold."""


class DuplicateKey(Refused):
    """It introduces what the log already holds."""


class OutOfOrder(Refused):
    """It does not follow from what the log holds."""


class RefusedBatch(Refused):
    """Events of a batch may not be recorded, so none was; *refusals* pairs the place of each with its reason.

    *positions* gives for each event the entry that holds it, or that it would have become: those after position
    *after*. Reasons may name these.
    """

    def __init__(
        self, refusals: tuple[tuple[int, Refused], ...], positions: Sequence[int] = (), *, after: int = 0
    ) -> None:
        """Gather the refusals (at least one), in the order of the batch."""
        first = refusals[0][1]
        told = first.message if len(refusals) == 1 else f"{len(refusals)} events refused, the first: {first.message}"
        super().__init__(told, hint=first.hint)
        self.refusals = refusals
        self.positions = positions
        self.after = after


class NotFound(SitlogError):
    """What was asked for is not there."""


class NoSuchLog(NotFound):
    """There is no log at that place."""


class ForeignFile(NoSuchLog):
    """Something else than a log is at that place."""


class NewerLog(NoSuchLog):
    """A newer sitlog wrote the log."""


class NoSuchSituation(NotFound):
    """The log holds no situation of that name."""


class NoSuchKey(NotFound):
    """The situation holds no claim, source, report or incident of that name."""


class NoSuchEntry(NotFound):
    """The log holds no entry at that position."""


class BrokenLog(SitlogError):
    """The log does not agree with itself."""


class BrokenProof(BrokenLog):
    """A proof does not hold."""


class BadSignature(BrokenProof):
    """A signature by a known key does not hold."""


class NotSigned(BrokenProof):
    """No known key signed it."""


class KeyUnusable(SitlogError):
    """A signing key is missing, open to others, or not one for this."""


class Unavailable(SitlogError):
    """The log is there and cannot be used now."""


class LogBusy(Unavailable):
    """Another writer holds the log."""


class LogUnreachable(Unavailable):
    """The log's server or disk does not answer."""


class ReadOnlyLog(Unavailable):
    """The log cannot be written."""
