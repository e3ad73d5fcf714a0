"""A situation put together from its projections."""

from collections import defaultdict
from collections.abc import Iterable

from sitlog.domain.effective import effective
from sitlog.domain.entry import Entry
from sitlog.domain.story import Story, Told
from sitlog.domain.values import ClaimId
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements


def story(situation: str, entries: Iterable[Entry]) -> Story:
    """Put a situation together from its entries, recorded by one moment, in order."""
    standing = list(effective(entries))
    told: dict[ClaimId, list[Told]] = defaultdict(list)
    for each in statements.folded(standing).values():
        told[each.claim].append(each)
    return Story(
        situation=situation,
        claims=claims.folded(standing),
        told=told,
        voices=sources.folded(standing),
        reports=reports.folded(standing),
        incidents=incidents.folded(standing),
        conflicts=tuple(conflicts.folded(standing).values()),
        gaps=tuple(gaps.folded(standing).values()),
    )
