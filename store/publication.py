"""When some statements became public by publication: from them, what touches them, and the reports they cite."""

from collections.abc import Iterable, Mapping

from sitlog.domain.asked import Clock
from sitlog.domain.effective import CHANGING
from sitlog.domain.entry import Entry
from sitlog.domain.events import EvidenceLinked
from sitlog.domain.public import PublicClock
from sitlog.domain.values import Kind, Position
from sitlog.domain.when import When
from sitlog.projections.statements import statements
from sitlog.store.about import about
from sitlog.store.log import SituationLog
from sitlog.store.touching import surrounded


def published(log: SituationLog, situation: str, entries: Iterable[Entry], *, until: int) -> Mapping[Position, When]:
    """Give when those of some entries of a situation that are statements, and stand, became public by publication.

    Of the log up to a position; a statement that no report carries became public when it was said.
    """
    held = {each.position: each for each in entries}
    told = statements(surrounded(log, held.values(), until=until, types=CHANGING | {EvidenceLinked.TOPIC}))
    cited = {(Kind.REPORT, evidence.report) for each in told.values() for evidence in each.evidence}
    clock = PublicClock(about(log, situation, cited, until=until).reports, Clock.PUBLICATION)
    return {position: clock.time(each) for position, each in told.items() if position in held}
