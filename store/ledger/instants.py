"""Instants as they are stored: microseconds since 1970-01-01 UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present instant, with its zone."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """The present instant in UTC, as this machine has it."""
    return datetime.now(UTC)  # noqa: TID251  # this is the clock that others are given


def micros(instant: datetime) -> int:
    """The microseconds since the epoch; the instant must have a zone."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(micros: int) -> datetime:
    """The instant in UTC, so many microseconds after the epoch."""
    return _EPOCH + timedelta(microseconds=micros)


def written(micros: int) -> str:
    """The instant in the one form that entries have (RFC 3339): UTC, always six digits after the second."""
    return f"{instant_of(micros).isoformat(timespec='microseconds')[: -len('+00:00')]}Z"
