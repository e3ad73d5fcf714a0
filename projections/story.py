"""A situation put together from its projections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.story import Story, Told
from sitlog.domain.values import ClaimId
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.projection import Projection, folded_together
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements

PARTS: tuple[Projection[Any], ...] = (claims, statements, sources, reports, incidents, conflicts, gaps)
"""What a story is put together from."""


def story(situation: str, entries: Iterable[Entry]) -> Story:
    """Put a situation together from its entries, recorded by one moment, in order."""
    return together(situation, folded_together(PARTS, entries))


def together(situation: str, rows: Mapping[str, Mapping[Any, Any]]) -> Story:
    """Put a situation together from the rows of its parts, by the parts' names; of each part in order."""
    told: dict[ClaimId, list[Told]] = defaultdict(list)
    for each in rows[statements.name].values():
        told[each.claim].append(each)
    return Story(
        situation=situation,
        claims=rows[claims.name],
        told=told,
        voices=rows[sources.name],
        reports=rows[reports.name],
        incidents=rows[incidents.name],
        conflicts=tuple(rows[conflicts.name].values()),
        gaps=tuple(rows[gaps.name].values()),
    )
