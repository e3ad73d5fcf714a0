"""The kept projections of a log: started, stopped, built anew, asked how they are, and read as of any moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from json import loads
from time import monotonic, sleep
from typing import Any

from sitlog.domain.errors import Refused
from sitlog.projections.projection import Projection
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.heads import last_recorded_by, read_head
from sitlog.store.ledger.instants import Clock, micros, system_clock
from sitlog.store.log import SituationLog
from sitlog.store.views import keeping, views
from sitlog.store.views.asking import place_asked, value_asked
from sitlog.store.views.form import form_of
from sitlog.store.views.history import Place, rows_at
from sitlog.store.views.runner import Runner
from sitlog.store.views.status import Status, status_of
from sitlog.store.views.tables import CHANGED, FAILED, PAUSED, RUNNING, SERVING

_BETWEEN_LOOKS = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a kept projection as they stood at a position, in the order of their keys; situation None: all."""

    name: str
    version: int
    situation: str | None
    position: int
    rows: Mapping[Any, Any]


class CannotStart(Refused):
    """A projection cannot be kept as it is."""


class KeptProjections:
    """What is kept of a log; any number of programs may look at it, change it and run it at once."""

    def __init__(self, log: SituationLog, *, clock: Clock = system_clock) -> None:
        """Look at *log*; *clock* tells, with a zone, when something was built and is held."""
        self._ledger = log.read().ledger
        self._clock = clock

    def runner(self, projections: Collection[Projection[Any]]) -> Runner:
        """Give a runner for those of *projections* that were started."""
        return Runner(self._ledger, projections, clock=self._clock)

    def start(self, projection: Projection[Any]) -> None:
        """Keep a projection, from now on and from the first entry; go on with one that was paused.

        One that is kept in an older version is built anew beside it. Raises NotKeepable, or CannotStart for an older
        version than is kept.
        """
        form_of(projection)
        with self._writing() as connection:
            held = views.serving(connection, [projection.name]).get(projection.name)
            if held is None:
                keeping.register(connection, projection, SERVING, micros(self._clock()))
            elif held.version > projection.version:
                message = f"{held.name} is kept in version {held.version}, and this is version {projection.version}"
                raise CannotStart(message, hint="use the newer code, or give this one another name")
            elif held.version < projection.version:
                keeping.build(connection, projection, micros(self._clock()))
            elif held.state == PAUSED:
                keeping.resume(connection, held)

    def resume(self, name: str) -> bool:
        """Go on with a projection that was paused; whether it was. Raises NoSuchProjection."""
        with self._writing() as connection:
            view = views.view_of(connection, name)
            if view.state != PAUSED:
                return False
            keeping.resume(connection, view)
        return True

    def stop(self, name: str) -> None:
        """Let a projection stay as it is until it is started again; raises NoSuchProjection."""
        with self._writing() as connection:
            keeping.pause(connection, name)

    def rebuild(self, projection: Projection[Any]) -> None:
        """Make the rows anew beside those that answer, which then give way; goes on with what was begun.

        Raises NoSuchProjection, or NotKeepable.
        """
        form_of(projection)
        with self._writing() as connection:
            keeping.build(connection, projection, micros(self._clock()))

    def retry(self, name: str, projection: Projection[Any] | None = None) -> None:
        """Let a projection that stopped go on from where it is, with other code if it is given; as NoSuchProjection."""
        with self._writing() as connection:
            views.view_of(connection, name)
            for view in views.all_views(connection):
                if view.name == name and view.state in {FAILED, CHANGED}:
                    same = projection is not None and view.version == projection.version
                    keeping.resume(connection, view, projection if same else None)

    def status(self) -> tuple[Status, ...]:
        """Tell how each kept projection is; of one that is built anew, also the building."""
        with self._ledger.database.one_state() as connection:
            head = read_head(connection).position
            found = views.as_far_as_whole(connection, views.all_views(connection))
        now = micros(self._clock())
        return tuple(status_of(view, head, now) for view in found)

    def scope_of(self, name: str) -> str:
        """Tell whether a projection has rows of each situation, or of the whole log; raises NoSuchProjection."""
        with self._ledger.database.reading() as connection:
            return views.view_of(connection, name).scope

    def rows(self, name: str, *, situation: str | None = None, recorded_at: datetime | int | None = None) -> Rows:
        """Give the rows of a situation, as plain JSON values, as the log stood at an instant or position (or now).

        For a projection of the whole log there is no situation to name. Raises NoSuchProjection, NoSuchSituation, or
        NotThere if it did not come so far yet.
        """
        place, found = self._read(name, situation, recorded_at)
        return Rows(name, place.version, situation, place.position, {_word(key): loads(value) for key, value in found})

    def read(
        self,
        projection: Projection[Any],
        *,
        situation: str | None = None,
        recorded_at: datetime | int | None = None,
    ) -> dict[Any, Any]:
        """Give the rows as the projection itself would; see rows."""
        _, found = self._read(projection.name, situation, recorded_at)
        return form_of(projection).read(found)

    def get(
        self,
        projection: Projection[Any],
        key: Any,
        *,
        situation: str | None = None,
        recorded_at: datetime | int | None = None,
    ) -> Any:
        """Give the value of one row as it stood, None if it did not; see rows."""
        form = form_of(projection)
        with self._ledger.database.outside_transactions() as connection:
            # What had been recorded by an instant stays as it is, so that it can be found out first.
            moment = _position(connection, recorded_at)
            value = value_asked(connection, projection.name, situation, moment, form.key(key))
        return None if value is None else form.read_value(value)

    def wait(self, name: str, position: int, *, seconds: float) -> None:
        """Return once a projection has taken in an entry, so that what was recorded can be read; raises NotThere."""
        end = monotonic() + seconds
        while True:
            with self._ledger.database.reading() as connection:
                (view,) = views.as_far_as_whole(connection, [views.view_of(connection, name)])
            if view.position >= position:
                return
            if monotonic() > end or view.state != RUNNING:
                views.must_reach(name, view.position, position)
            sleep(_BETWEEN_LOOKS)

    def _read(
        self, name: str, situation: str | None, moment: datetime | int | None
    ) -> tuple[Place, list[tuple[str, str]]]:
        with self._ledger.database.one_state() as connection:
            place = place_asked(connection, name, situation, _position(connection, moment))
            return place, rows_at(connection, place)

    def _writing(self) -> Any:
        return self._ledger.database.writing()


def _position(connection: Connection, moment: datetime | int | None) -> int | None:
    return last_recorded_by(connection, moment) if isinstance(moment, datetime) else moment


def _word(key: str) -> Any:
    read = loads(key)
    return key if isinstance(read, list | dict) else read
