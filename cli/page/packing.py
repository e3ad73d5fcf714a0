"""The entries of a situation as compact JSON, from which the page works out what was known, at any T and any R."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from sitlog.cli.page.rewriting import Versions, change
from sitlog.cli.show.beside import judged
from sitlog.domain.beside import Judgement
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, ClaimAssessed, ReportPublished
from sitlog.domain.values import Evidence, Position
from sitlog.domain.when import Span, When

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CITED = ("words", "evidence", "note")

# What goes on the page of each kind of event, in this order; of other kinds only that an entry is there.
FIELDS: Mapping[str, Sequence[str]] = {
    "SourceRegistered": ("source", "name", "identification", "affiliation"),
    "IncidentReported": ("incident", "kind", "title", "by", "occurred", "place"),
    "ClaimFramed": ("claim", "text", "about", "aspect", "value"),
    "ClaimAsserted": ("claim", "by", "said", *_CITED, "hedge", "relayed_by"),
    "ClaimDenied": ("claim", "by", "said", *_CITED, "scope"),
    "ClaimHedged": ("claim", "by", "said", *_CITED),
    "ClaimRetracted": ("claim", "by", "said", *_CITED),
    "ClaimCorroborated": ("claim", "by", "said", *_CITED, "independence"),
    "AttackAttributed": ("incident", "actor", "by", "said", *_CITED, "mode", "hedge"),
    "ReportPublished": ("report", "outlet", "published", "title", "body", "url"),
    "ArticleUpdated": (
        *("report", "revision", "updated", "kind", "title", "body"),
        *("notice", "changes", "wrong", "replaced_by"),
    ),
    "ClaimAssessed": ("claim", "judged"),
    "EvidenceLinked": ("entry", "evidence"),
    "ClaimsConflicted": ("claims", "declared_by", "reason"),
    "EntryCorrected": ("entry", "replacement", "reason"),
    "EntryWithdrawn": ("entry", "reason"),
    "EntryRedacted": ("entry",),
}

Item = TypeVar("Item")
Packed = list[Any]


def micros(instant: datetime) -> int:
    """Give an instant as microseconds since 1970; a browser holds whole seconds of the years 1 to 9999 exactly so."""
    return (instant - _EPOCH) // _MICROSECOND


def packed(entries: Iterable[Entry]) -> dict[str, Any]:
    """Pack the entries of one situation, in their order; cli/page/log.js unpacks them."""
    return _Packing().of(entries)


class _Shelf(Generic[Item]):
    """Holds what is often said once, under a number."""

    def __init__(self, form: Callable[[Item], Any]) -> None:
        self._form = form
        self._numbers: dict[Item, int] = {}
        self.items: list[Any] = []

    def number(self, item: Item) -> int:
        if item not in self._numbers:
            self._numbers[item] = len(self.items)
            self.items.append(self._form(item))
        return self._numbers[item]


class _Packing:
    def __init__(self) -> None:
        self._instants = _Shelf[datetime](micros)
        self._whens = _Shelf[When](self._when)
        self._texts = _Shelf[str](str)
        self._types = _Shelf[str](lambda topic: [topic, list(FIELDS.get(topic, ()))])
        self._versions = Versions()

    def of(self, entries: Iterable[Entry]) -> dict[str, Any]:
        return {
            "rows": [self._row(each) for each in entries],
            "types": self._types.items,
            "whens": self._whens.items,
            "instants": self._instants.items,
            "changes": {self._pair(one, other): change(one, other) for one, other in self._versions.pairs()},
            "texts": self._texts.items,
        }

    def _row(self, entry: Entry) -> Packed:
        recorded = self._instants.number(entry.recorded_at)
        if entry.event is None:
            return [entry.position, recorded, self._types.number(entry.type), None]
        self._versions.note(entry.event)
        return [entry.position, recorded, *self._event(entry.event)]

    def _event(self, event: Event) -> Packed:
        values = (self._value(event, name) for name in FIELDS.get(event.TOPIC, ()))
        return _trimmed([self._types.number(event.TOPIC), *values])

    def _value(self, event: Event, name: str) -> Any:
        value = _judged(event) if isinstance(event, ClaimAssessed) and name == "judged" else getattr(event, name)
        match value:
            case When():
                return self._whens.number(value)
            case Event():
                return self._event(value)
            case BaseModel():
                return value.model_dump(mode="json", exclude_defaults=True)
            case tuple():
                return [_evidence(each) if isinstance(each, Evidence) else each for each in value] or None
            case str() if isinstance(event, ReportPublished | ArticleUpdated) and name in {"title", "body"}:
                return self._texts.number(value)
            case _:
                return value

    def _pair(self, one: str, other: str) -> str:
        return f"{self._texts.number(one)}>{self._texts.number(other)}"

    def _when(self, when: When) -> Packed:
        spans = [self._span(each) for each in when.alternatives] or None
        return _trimmed([*self._span(when), when.precision.value, when.zone, when.words, spans])

    def _span(self, span: Span) -> Packed:
        return [self._instants.number(end) if end else None for end in (span.earliest, span.latest)]


def _judged(event: ClaimAssessed) -> str:
    given = ("analyst", "claim", "credibility", "likelihood", "confidence", "reason")
    return judged(Judgement(Position(0), _EPOCH, **{name: getattr(event, name) for name in given}))


def _evidence(evidence: Evidence) -> Packed:
    return _trimmed([evidence.report, evidence.revision, evidence.place, evidence.words])


def _trimmed(values: Packed) -> Packed:
    """Leave off what is nothing at the end."""
    last = max((place for place, value in enumerate(values) if value is not None), default=-1)
    return values[: last + 1]
