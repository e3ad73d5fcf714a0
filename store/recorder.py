"""The ledger as a recorder of the eventsourcing library: `PERSISTENCE_MODULE=sitlog.store.recorder`."""

from collections.abc import Sequence

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.dcb.persistence import DCBInfrastructureFactory
from eventsourcing.persistence import InfrastructureFactoryError, IntegrityError, ProgrammingError
from eventsourcing.utils import Environment

from sitlog.store.ledger.conditions import Condition, Overtaken
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.names import SITUATION_TAG
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.reading import Reading, Stored
from sitlog.store.ledger.subscription import Tail
from sitlog.store.ledger.writing import WithinAppend
from sitlog.store.tracking import PositionTracking


class Recorder(Ledger, DCBRecorder):
    """A ledger that speaks the library's language; errors of the database are sitlog's."""

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """The events that match, in the order of their positions; an erased one has no data."""
        reading = self.read_stored(Scope(query=query, after=after or 0), limit=limit, whole=True)
        return ReadResponse(reading, is_limited=limit is not None)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append all the events or none, and tell the position of the last one.

        Raises IntegrityError if the condition fails, ProgrammingError if there are no events.
        """
        if not events:
            raise ProgrammingError("there is nothing to append")
        excluded = None if condition is None else _condition(condition)
        try:
            return self.append_drafts([_draft(event) for event in events], excluded).positions[-1]
        except Overtaken as overtaken:
            raise IntegrityError(str(overtaken)) from overtaken

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "Subscription":
        """The events that match, and then those that are appended, until it is stopped."""
        return Subscription(self, query, after)


class ReadResponse(DCBReadResponse):
    """Events one after another; without a limit the head is that of the log, otherwise the last event read so far."""

    def __init__(self, reading: Reading[Stored], *, is_limited: bool) -> None:
        self._reading = reading
        self._is_limited = is_limited
        self._head = None if is_limited else reading.head.position or None

    @property
    def head(self) -> int | None:
        """The position up to which the log was read, None if there is none."""
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        """The next event."""
        event = _sequenced(next(self._reading))
        if self._is_limited:
            self._head = event.position
        return event


class Subscription(DCBSubscription[Recorder]):
    """Events as they come, from any process."""

    def __init__(self, recorder: Recorder, query: DCBQuery | None = None, after: int | None = None) -> None:
        super().__init__(recorder, query, after)
        self._tail = Tail(recorder, Scope(query=query, after=after or 0), whole=True)

    def stop(self) -> None:
        """Let whoever waits for an event, in any thread, wait no longer."""
        super().stop()
        self._tail.stop()

    def __next__(self) -> DCBSequencedEvent:
        """The next event, waited for."""
        return _sequenced(next(self._tail))


class Factory(DCBInfrastructureFactory[PositionTracking]):
    """Opens the log at SQLALCHEMY_URL for an application of the library, founding it if there is none."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        url = self.env.get("SQLALCHEMY_URL")
        if not url:
            raise InfrastructureFactoryError("SQLALCHEMY_URL does not tell where the log is")
        self._database = open_database(url, create=True)

    def dcb_recorder(self) -> Recorder:
        """The recorder of the log."""
        return Recorder(self._database)

    def tracking_recorder(self, tracking_recorder_class: type[PositionTracking] = PositionTracking) -> PositionTracking:
        """What remembers, in the log's database, how far projections got."""
        return tracking_recorder_class(self._database)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()


def open_recorder(
    place: str, *, create: bool = False, clock: Clock = system_clock, within: Sequence[WithinAppend] = ()
) -> Recorder:
    """Open the log at a URL or path, founding it if *create* allows and there is none.

    *clock* tells the time at which entries are recorded; *within* is called in each append's transaction.
    Raises NoSuchLog, ForeignFile, NewerLog, LogBusy, LogUnreachable or ReadOnlyLog, each saying what to do.
    """
    return Recorder(open_database(place, create=create), clock=clock, within=within)


def _condition(condition: DCBAppendCondition) -> Condition:
    return Condition(condition.fail_if_events_match.items, condition.after or 0)


def _draft(event: DCBEvent) -> Draft:
    situation = next((tag for tag in event.tags if tag.startswith(SITUATION_TAG)), None)
    slug = None if situation is None else situation.removeprefix(SITUATION_TAG)
    return Draft(event.type, event.data, tuple(event.tags), slug)


def _sequenced(stored: Stored) -> DCBSequencedEvent:
    event = DCBEvent(stored.type, b"" if stored.payload is None else stored.payload, list(stored.tags))
    return DCBSequencedEvent(event, stored.position)
