"""A bar that shows how far something is that takes its time."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TextIO

_SHOWN_AFTER = 1.0  # seconds
_EVERY = 0.1  # seconds
_WIDTH = 40  # columns
_CLEAR = "\r\x1b[K"


@dataclass(slots=True)
class Progress:
    """A bar on stderr: on a terminal only, and only once it has taken a second.

    *total* is None where nobody knows how much there is.
    """

    name: str
    total: int | None
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = monotonic
    ascii: bool = False
    _since: float = field(init=False)
    _drawn: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Begin now."""
        self._since = self.clock()

    def at(self, done: int, told: str) -> None:
        """Show how much of the total is done, and what that is in words."""
        now = self.clock()
        waits = now - self._since < _SHOWN_AFTER or (self._drawn is not None and now - self._drawn < _EVERY)
        if waits or not self.stream.isatty():
            return
        self._drawn = now
        self.stream.write(f"{_CLEAR}{self.name}  {self._bar(done)}{told}")
        self.stream.flush()

    def a_second(self, done: int) -> float:
        """Give how much of what is done was done in a second, so far."""
        return done / max(self.clock() - self._since, _EVERY)

    def close(self) -> None:
        """Leave no bar behind."""
        if self._drawn is not None:
            self.stream.write(_CLEAR)
            self.stream.flush()
            self._drawn = None

    def _bar(self, done: int) -> str:
        if not self.total:
            return ""
        full, empty = ("#", ".") if self.ascii else ("━", "─")
        filled = min(_WIDTH, _WIDTH * done // self.total)
        return f"{full * filled}{empty * (_WIDTH - filled)} "
