"""Events of every class with anything in them that their fields allow, made from the declarations of the classes."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, StringConstraints, TypeAdapter, ValidationError

from sitlog.domain.claimvalue import NumberValue
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimAssessed,
    EvidenceLinked,
)
from sitlog.domain.values import Evidence, Key, ReportId, UpdateKind
from sitlog.domain.when import Precision, Span, When, hull
from tests.given import TOWN

ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "UTC")
LIKE_GRAMMAR = ("says", "denies", "claims", "of", "for", "in", "by", "and", "note", "claim", "at", "x2", "r2")

KEY = TypeAdapter(Key)


def _usable(key: str) -> bool:
    try:
        return KEY.validate_python(key) != "itself"
    except ValidationError:
        return False


KEYS = st.sampled_from(LIKE_GRAMMAR) | st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True).filter(_usable)
SNIPPETS = ('"', "\\", "\n", "\r", "\t", " ", "#", "@am.r2", "\x00", "\x1b[31m", "\u202e", "\u2028", "\x85", "“", "”")
TEXTS = st.lists(
    st.sampled_from(SNIPPETS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=6
).map("".join)

INSTANTS = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001  # made UTC here
MINUTES = st.datetimes(datetime(2031, 5, 1), datetime(2031, 5, 9)).map(  # noqa: DTZ001  # made UTC here
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC)
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A span of any bounds, one of them perhaps open."""
    earliest, latest = sorted(draw(st.tuples(INSTANTS, INSTANTS) | st.tuples(MINUTES, MINUTES)))
    match draw(st.sampled_from(["both", "both", "instant", "earliest", "latest"])):
        case "instant":
            return Span(earliest=earliest, latest=earliest)
        case "earliest":
            return Span(earliest=earliest, latest=None)
        case "latest":
            return Span(earliest=None, latest=latest)
        case _:
            return Span(earliest=earliest, latest=latest)


@st.composite
def days(draw: st.DrawFn, zone: str) -> Span:
    """A day in a zone, as headings have them."""
    first = datetime.combine(draw(MINUTES).date(), time.min, ZoneInfo(zone))
    return Span(earliest=first, latest=first + timedelta(days=1))


@st.composite
def whens(draw: st.DrawFn) -> When:
    """A time of any kind, told in any zone or none."""
    zone = draw(st.sampled_from([*ZONES, "+05:45", None, "EST", "nowhere"]))
    known = zone if zone in ZONES else "Europe/Lisbon"
    several = draw(st.lists(spans() | days(known), min_size=1, max_size=3))
    bounds = hull(tuple(several)) if _bounded(several) else several[0]
    return When(
        earliest=bounds.earliest,
        latest=bounds.latest,
        precision=draw(st.sampled_from(Precision)),
        zone=zone,
        words=draw(st.none() | TEXTS),
        alternatives=tuple(several) if len(several) > 1 and _bounded(several) else (),
    )


def _bounded(several: list[Span]) -> bool:
    return all(each.earliest for each in several) or all(each.latest for each in several)


def value(annotation: Any, constraints: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """A value of a declared type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return value(arguments[0], (*constraints, *_flat(arguments[1:])))
    if origin in (Union, UnionType):
        return st.one_of([value(each, constraints) for each in arguments])
    if origin is tuple:
        least = next((each.min_length for each in constraints if hasattr(each, "min_length")), 0)
        return st.lists(value(arguments[0]), min_size=least, max_size=3, unique_by=repr).map(tuple)
    if origin is Literal:
        return st.sampled_from(arguments)
    return _plain(getattr(annotation, "__supertype__", annotation), constraints)


def _flat(constraints: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(inner for each in constraints for inner in getattr(each, "metadata", (each,)))


def _plain(kind: type, constraints: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if kind is str:
        return _string(constraints)
    if kind is int:
        least, most = (
            next((getattr(each, end) for each in constraints if hasattr(each, end)), None) for end in ("ge", "le")
        )
        return st.integers(least if least is not None else -(10**9), most if most is not None else 10**9)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    if issubclass(kind, Event):
        return whatever(CATALOGUE.keys() - {"EntryCorrected", "EntryWithdrawn", "EntryRedacted"})
    return PLAIN[kind] if kind in PLAIN else models(cast(type[BaseModel], kind))


def _string(constraints: tuple[Any, ...]) -> st.SearchStrategy[str]:
    if any(getattr(getattr(each, "func", None), "__name__", "") == "_existing_zone" for each in constraints):
        return st.sampled_from(ZONES)
    patterns = [str(each.pattern) for each in constraints if isinstance(each, StringConstraints) and each.pattern]
    if patterns:
        return st.from_regex(r"[0-9a-f]{64}", fullmatch=True) if "{64}" in patterns[0] else KEYS
    return TEXTS.filter(bool) if any(getattr(each, "min_length", None) for each in constraints) else TEXTS


@st.composite
def models(draw: st.DrawFn, model: type[BaseModel]) -> Any:
    """A value of a model, each field as its declaration allows."""
    fields = {
        name: draw(value(info.annotation, _flat(tuple(info.metadata)))) for name, info in model.model_fields.items()
    }
    return model(**_consistent(model, fields))


def _consistent(model: type[BaseModel], fields: dict[str, Any]) -> dict[str, Any]:
    """Make the fields agree where a model asks more of them than each can tell."""
    if model is NumberValue:
        bounds = sorted(bound for bound in (fields["at_least"], fields["at_most"]) if bound is not None) or [Decimal(1)]
        return fields | {"at_least": bounds[0], "at_most": bounds[-1] if fields["at_most"] is not None else None}
    if model is ArticleUpdated and fields["kind"] is not UpdateKind.CORRECTION:
        return fields | {"wrong": (), "replaced_by": ()}
    if model is ClaimAssessed and fields["likelihood"] is None:
        return fields | {"credibility": fields["credibility"] or 3}
    if model is EvidenceLinked:
        return fields | {"evidence": fields["evidence"] or (Evidence(report=ReportId("gazette"), revision=1),)}
    return fields


def whatever(topics: Collection[str] = CATALOGUE.keys()) -> st.SearchStrategy[Event]:
    """An event of any of the classes."""
    return st.sampled_from(sorted(topics)).flatmap(lambda topic: events(CATALOGUE[topic]))


@st.composite
def events(draw: st.DrawFn, kind: type[Event]) -> Event:
    """An event of a class, in the town's situation, with no provenance."""
    event: Event = draw(models(kind))
    return event.model_copy(update={"situation": TOWN, "provenance": None})


PLAIN: dict[type, st.SearchStrategy[Any]] = {
    When: whens(),
    AwareDatetime: INSTANTS,
    NoneType: st.none(),
    bool: st.booleans(),
    Decimal: st.decimals(-(10**18), 10**18, places=3, allow_nan=False, allow_infinity=False),
}
