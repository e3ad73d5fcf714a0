"""Into which parts of a story an entry goes, and into which of their rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimFramed,
    ClaimsConflicted,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SourceRegistered,
    Statement,
)
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.projection import Projection
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements

_Row = tuple[Projection[Any], Any]

# The parts of a story into which events go, and the field that has the key of their row there.
_KEYED: Mapping[type[Event], tuple[Projection[Any], str]] = {
    EvidenceLinked: (statements, "entry"),
    AttackAttributed: (claims, "claim"),
    ClaimFramed: (claims, "claim"),
    SourceRegistered: (sources, "source"),
    ReportPublished: (reports, "report"),
    ArticleUpdated: (reports, "report"),
    IncidentReported: (incidents, "incident"),
}


def rows_of(entry: Entry | None) -> Iterator[_Row]:
    """Give the parts of a story into which an entry goes as it stands, with the keys of its rows there."""
    if entry is None:
        return
    match entry.event:
        case None:
            yield gaps, entry.position
        case Statement():
            yield statements, entry.position
        case ClaimsConflicted():
            yield conflicts, entry.position
        case _:
            pass
    if entry.event is not None and (keyed := _KEYED.get(type(entry.event))):
        yield keyed[0], getattr(entry.event, keyed[1])
