"""Group commit: of all who want to write at once, one does it for all that wait."""

from collections.abc import Callable, Sequence
from threading import Lock
from time import sleep
from typing import Generic, Protocol, TypeVar


class Request(Protocol):
    """What somebody waits for."""

    @property
    def is_settled(self) -> bool:
        """Whether it was done or refused."""
        ...


R = TypeVar("R", bound=Request)


class _Place(Generic[R]):
    """A place in the queue; its gate opens when the request is settled or it is this one's turn to lead."""

    __slots__ = ("gate", "has_left", "leads", "request")

    def __init__(self, request: R) -> None:
        self.request = request
        self.leads = self.has_left = False
        self.gate = Lock()
        self.gate.acquire()


class Turns(Generic[R]):
    """Lets threads settle requests in groups, each group by the thread whose request came first.

    *settle* is called by one thread at a time. What it leaves unsettled, because it was interrupted, is settled with
    the next group.
    """

    def __init__(self, settle: Callable[[Sequence[R]], None], *, at_most: int) -> None:
        self._settle = settle
        self._at_most = at_most
        self._queue: list[_Place[R]] = []
        self._is_led = False
        self._usual = 1  # how many there were in the groups before
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return len(self._queue)

    def take(self, request: R) -> None:
        """Return when the request is settled."""
        place = _Place(request)
        with self._lock:
            self._queue.append(place)
            if not self._is_led:
                self._is_led = place.leads = True
        if not place.leads:
            self._wait(place)
        if not request.is_settled:
            self._lead(place)

    def _wait(self, place: _Place[R]) -> None:
        try:
            place.gate.acquire()
        except BaseException:
            self._leave(place)
            raise

    def _leave(self, place: _Place[R]) -> None:
        """Be interrupted: nobody must wait for a thread that has left."""
        with self._lock:
            place.has_left = True
            if place in self._queue:
                self._queue.remove(place)
            if place.leads:
                self._pass_on()

    def _let_others_come(self, place: _Place[R]) -> None:
        """Let those run whose turn has just ended, as they are about to come again; nobody is waited for."""
        if len(self._queue) < self._usual:
            try:
                sleep(0)
            except BaseException:
                self._leave(place)
                raise

    def _lead(self, place: _Place[R]) -> None:
        self._let_others_come(place)
        with self._lock:
            group, self._queue = self._queue[: self._at_most], self._queue[self._at_most :]
        self._usual = max(len(group), (self._usual + len(group)) // 2)
        try:
            self._settle([member.request for member in group])
        finally:
            self._end_turn([member for member in group if member is not place])

    def _end_turn(self, others: Sequence[_Place[R]]) -> None:
        for member in others:
            if member.request.is_settled:
                member.gate.release()
        with self._lock:
            self._queue[:0] = [member for member in others if not (member.request.is_settled or member.has_left)]
            self._pass_on()

    def _pass_on(self) -> None:
        if self._queue:
            self._queue[0].leads = True
            self._queue[0].gate.release()
        else:
            self._is_led = False
