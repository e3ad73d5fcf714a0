"""What each entry says of each thing: the lines from which any part of a story can be put together."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import IntEnum
from json import dumps, loads
from typing import Any, NamedTuple

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimAsserted,
    ClaimAssessed,
    ClaimCorroborated,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    ClaimRetracted,
    ClaimsConflicted,
    EvidenceCaptured,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SourceAssessed,
    SourceRegistered,
    Statement,
)
from sitlog.domain.public import BEGINNING, bounds
from sitlog.domain.story import Stance
from sitlog.domain.values import DenialScope, Kind, Position
from sitlog.projections.projection import Projection
from sitlog.projections.statements import STANCES


class Act(IntEnum):
    """What a line tells; its number is what is stored. Statements come first, those below ten."""

    ASSERTS = 1
    DENIES = 2
    HEDGES = 3
    RETRACTS = 4
    DISOWNS = 5
    ATTRIBUTES = 6
    CORROBORATES = 7
    FRAMED = 10
    CONFLICTED = 11
    REGISTERED = 12
    HAPPENED = 13
    PUBLISHED = 14
    NAMED = 15
    CAPTURED = 16
    CLAIM_JUDGED = 17
    SOURCE_JUDGED = 18
    REDACTED = 19

    @property
    def is_statement(self) -> bool:
        """Whether a source does something about a claim."""
        return self < Act.FRAMED


class Line(NamedTuple):
    """What an entry says of a thing, as it stands.

    *latest* and *earliest* bound when a statement was said (an open end is the first or last instant there is); what
    is no statement begins with time. *about* and *aspect* are there for claims that have a value of an aspect. *rest*
    is the event in JSON: of a statement with the time and evidence as they stand; of a report, whose text is not kept
    twice, with whether that is held, and the entry that holds it.
    """

    kind: Kind
    key: str
    act: Act
    latest: datetime
    earliest: datetime
    source: str | None
    about: str | None
    aspect: str | None
    rest: str


Lines = tuple[Line, ...]

STATEMENTS: Mapping[Act, type[Event]] = {
    Act.ASSERTS: ClaimAsserted,
    Act.DENIES: ClaimDenied,
    Act.HEDGES: ClaimHedged,
    Act.RETRACTS: ClaimRetracted,
    Act.DISOWNS: ClaimDenied,
    Act.ATTRIBUTES: AttackAttributed,
    Act.CORROBORATES: ClaimCorroborated,
}
"""Of which event each act of a statement is told; to disown is to deny in one scope."""

STANCE_OF: Mapping[int, Stance] = {act: STANCES[kind] for act, kind in STATEMENTS.items()}
"""Where each act of a statement puts its source."""

ASSERTING = frozenset(act for act, stance in STANCE_OF.items() if stance is Stance.ASSERTS)
"""The acts by which a source stands behind a claim."""

_ACTS: dict[type[Event], Act] = {kind: act for act, kind in STATEMENTS.items() if act is not Act.DISOWNS}


def lines_of(entry: Entry, written: str | None = None) -> Lines:
    """Give the lines of an entry as it stands; *written* is its event in JSON, if that is at hand."""
    event = entry.event
    if isinstance(event, Statement):
        return (_statement(entry, event, written),)
    return tuple(_others(entry, event, written))


def _statement(entry: Entry, event: Statement, written: str | None) -> Line:
    said = event.said.known_by(entry.worded_at or entry.recorded_at)
    if said is not event.said or entry.corrected_by:
        fields = loads(written or _written(event)) | {"said": said.plain()}
        written = _json(fields | ({"corrected_by": list(entry.corrected_by)} if entry.corrected_by else {}))
    act = _ACTS[type(event)]
    if act is Act.DENIES and getattr(event, "scope", None) is DenialScope.AUTHORSHIP:
        act = Act.DISOWNS
    attributed = isinstance(event, AttackAttributed)
    return Line(
        Kind.CLAIM,
        event.claim,  # type: ignore[attr-defined]  # every statement has one, some as a property
        act,
        *bounds(said),
        event.by,
        event.incident if attributed else None,  # type: ignore[attr-defined]  # just looked at
        "actor" if attributed else None,
        written or _written(event),
    )


def _others(entry: Entry, event: Event | None, written: str | None) -> Iterator[Line]:
    if isinstance(event, ReportPublished | ArticleUpdated):
        yield from _report(entry, event, written)
    elif event is not None and (named := NAMED.get(type(event))) is not None:
        kind, field, act = named
        keys = getattr(event, field)
        place = _place(event) if isinstance(event, ClaimFramed) else (None, None)
        for key in keys if isinstance(keys, tuple) else (keys,):
            yield Line(kind, key, act, BEGINNING, BEGINNING, None, *place, written or _written(event))


NAMED: Mapping[type[Event], tuple[Kind, str, Act]] = {
    ClaimFramed: (Kind.CLAIM, "claim", Act.FRAMED),
    ClaimsConflicted: (Kind.CLAIM, "claims", Act.CONFLICTED),
    SourceRegistered: (Kind.SOURCE, "source", Act.REGISTERED),
    IncidentReported: (Kind.INCIDENT, "incident", Act.HAPPENED),
    EvidenceCaptured: (Kind.REPORT, "report", Act.CAPTURED),
    ClaimAssessed: (Kind.CLAIM, "claim", Act.CLAIM_JUDGED),
    SourceAssessed: (Kind.SOURCE, "source", Act.SOURCE_JUDGED),
}
"""Of which thing an event that is no statement tells, by which field, and what."""


def _place(event: ClaimFramed) -> tuple[str | None, str | None]:
    valued = event.about is not None and event.aspect is not None and event.value is not None
    return (event.about, event.aspect) if valued else (None, None)


def _report(entry: Entry, event: ReportPublished | ArticleUpdated, written: str | None) -> Iterator[Line]:
    fields = loads(written or _written(event))
    held = {"held": fields.pop("body", None) is not None}
    place = {"entry": entry.corrected_by[-1] if entry.corrected_by else entry.position}
    yield _line(Kind.REPORT, event.report, Act.PUBLISHED, fields | held | place)
    if isinstance(event, ArticleUpdated):
        for claim in dict.fromkeys((*event.wrong, *event.replaced_by)):
            yield _line(Kind.CLAIM, claim, Act.NAMED, {"report": event.report})


def _line(kind: Kind, key: str, act: Act, rest: dict[str, Any]) -> Line:
    return Line(kind, key, act, BEGINNING, BEGINNING, None, None, None, _json(rest))


def linked(lines: Lines, evidence: list[dict[str, Any]]) -> Lines:
    """Give the lines of a statement with later evidence for it; those of anything else as they are."""
    return tuple(
        each._replace(rest=with_evidence(each.rest, evidence)) if each.act.is_statement else each for each in lines
    )


def with_evidence(rest: str, evidence: list[dict[str, Any]]) -> str:
    """Add later evidence to a statement in JSON."""
    fields = loads(rest)
    return _json(fields | {"evidence": [*fields.get("evidence", ()), *evidence]})


def evidence_of(event: EvidenceLinked) -> list[dict[str, Any]]:
    """Give the evidence that is linked, as JSON values."""
    return [each.model_dump(mode="json", exclude_defaults=True) for each in event.evidence]


def _fold(rows: dict[Position, Lines], entry: Entry) -> None:
    if isinstance(entry.event, EvidenceLinked):
        before = rows.get(entry.event.entry)
        if before is not None:
            rows[entry.event.entry] = linked(before, evidence_of(entry.event))
    elif entry.event is not None and (told := lines_of(entry)):
        rows[entry.position] = told


def _written(event: Event) -> str:
    return event.written.decode()


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False, separators=(",", ":"))


lines: Projection[dict[Position, Lines]] = Projection(
    name="lines",
    summary="What each entry says of each thing.",
    version=1,
    scope="situation",
    rows=dict[Position, Lines],
    fresh=dict,
    fold=_fold,
)
"""Not registered: the table of these is written with each entry, and is no view that somebody starts or stops."""
