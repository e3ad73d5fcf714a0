"""A time as a span: when something was said, published or happened, as exactly as it is known."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    TypeAdapter,
    model_validator,
)
from pydantic.dataclasses import dataclass

from sitlog.domain.errors import BadTime


def rfc3339(instant: datetime) -> str:
    """Write an instant in UTC as RFC 3339 does, with as many decimals as it has and the letter Z."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    text = utc.isoformat()[: -len("+00:00")]  # the decimals, six or none, are its end
    return f"{text.rstrip('0') if utc.microsecond else text}Z"


def _written_out(value: object) -> object:
    # Left alone, pydantic takes numbers, and texts such as "2024", for seconds since 1970.
    if isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    msg = "this is not an instant: write it as RFC 3339 does, with its offset, such as 2024-04-22T16:15:00Z"
    raise ValueError(msg)


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        msg = f"{instant.isoformat()} lies outside the years 1 to 9999 in UTC"
        raise ValueError(msg) from error


Instant = Annotated[
    AwareDatetime, BeforeValidator(_written_out), AfterValidator(_utc), PlainSerializer(rfc3339, return_type=str)
]


class Precision(StrEnum):
    """How exactly the source gives the time (the finest unit it names)."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    PART_OF_DAY = "part_of_day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


class Membership(StrEnum):
    """Whether something belongs to what had come by an instant: it must have, it may have, it cannot have."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NOT_YET = "not-yet"


_EXACTLY = ConfigDict(extra="forbid", defer_build=True)


# Of these there are several to every entry: as models of pydantic, with a dictionary and a set each, they would take
# four times the memory.
@dataclass(frozen=True, slots=True, kw_only=True, config=_EXACTLY)
class Span:
    """Two bounds in UTC; equal for an instant, else half-open; an open end is None."""

    earliest: Instant | None
    latest: Instant | None

    @model_validator(mode="after")
    def _bounded_in_order(self) -> Self:
        if self.earliest is None and self.latest is None:
            msg = "a time with neither a beginning nor an end says nothing: give one of them"
            raise ValueError(msg)
        if self.earliest is not None and self.latest is not None and self.latest < self.earliest:
            msg = f"a span cannot end ({rfc3339(self.latest)}) before it begins ({rfc3339(self.earliest)})"
            raise ValueError(msg)
        return self

    def by(self, instant: datetime) -> Membership:
        """Tell whether what lies in this span had come by *instant*; the instant itself is included."""
        if self.latest is not None and self.latest <= instant:
            return Membership.CERTAIN
        if self.earliest is None or self.earliest <= instant:
            return Membership.POSSIBLE
        return Membership.NOT_YET

    def overlaps(self, other: "Span") -> bool:
        """Tell whether some instant can lie in both."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)


def _begins_before_end(one: Span, other: Span) -> bool:
    if one.earliest is None or other.latest is None or one.earliest < other.latest:
        return True
    return one.earliest == other.latest == other.earliest


@dataclass(frozen=True, slots=True, kw_only=True, config=_EXACTLY)
class When(Span):
    """A span with how it came about: precision, the zone it was resolved in, and the source's own words.

    *alternatives* holds two or more spans where a source gives several ("Saturday or Sunday");
    the bounds then embrace them all, and nothing is chosen.
    """

    precision: Precision
    zone: str | None = None
    words: str | None = None
    alternatives: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _embraces_its_alternatives(self) -> Self:
        if self.alternatives and self.span() != hull(self.alternatives):
            msg = "the bounds of a time with alternatives must be those of all alternatives together"
            raise ValueError(msg)
        return self

    def plain(self) -> dict[str, Any]:
        """Give it as plain JSON values, without what has its default: as the JSON of an event holds it."""
        plain: dict[str, Any] = _times().dump_python(self, mode="json", exclude_defaults=True)
        return plain

    def span(self) -> Span:
        """Give the bounds alone."""
        return Span(earliest=self.earliest, latest=self.latest)

    def overlaps(self, other: Span) -> bool:
        """Tell whether some instant can lie in both, whichever alternative holds."""
        theirs = (other.alternatives if isinstance(other, When) else ()) or (other,)
        return any(Span.overlaps(mine, each) for mine in self.alternatives or (self,) for each in theirs)

    def known_by(self, recorded_at: datetime) -> "When":
        """End the span when we recorded it, if it began before: what we wrote down had been said by then."""
        if self.latest is not None and self.latest <= recorded_at:
            return self
        if self.earliest is not None and self.earliest > recorded_at:
            return self
        begun_by_then = tuple(
            replace(each, latest=min(each.latest or recorded_at, recorded_at))
            for each in self.alternatives
            if each.earliest is None or each.earliest <= recorded_at
        )
        latest = max((each.latest for each in begun_by_then if each.latest), default=recorded_at)
        left = begun_by_then if len(begun_by_then) > 1 else ()
        return replace(self, latest=latest, alternatives=left)

    @classmethod
    def at(cls, instant: datetime, precision: Precision = Precision.SECOND, *, zone: str | None = None) -> "When":
        """Make the time of one instant; it must carry its zone."""
        if instant.tzinfo is None:
            msg = f"{instant.isoformat()} has no zone"
            raise BadTime(msg, hint=f"Write {instant.isoformat()}Z for UTC, or add an offset such as +03:00")
        return cls(earliest=instant, latest=instant, precision=precision, zone=zone)


@cache
def _times() -> TypeAdapter[When]:
    return TypeAdapter(When)


def hull(spans: tuple[Span, ...]) -> Span:
    """Give the smallest span that holds all *spans* (at least one)."""
    begins = [each.earliest for each in spans if each.earliest is not None]
    ends = [each.latest for each in spans if each.latest is not None]
    return Span(
        earliest=min(begins) if len(begins) == len(spans) else None,
        latest=max(ends) if len(ends) == len(spans) else None,
    )
