"""What some keys of a situation stand for: a part of its story, put together from the few entries that make it up."""

from collections.abc import Iterable

from sitlog.domain.effective import CHANGING
from sitlog.domain.events import ArticleUpdated, EntryCorrected, EvidenceLinked, ReportPublished
from sitlog.domain.story import Story
from sitlog.domain.values import Kind
from sitlog.projections.story import story
from sitlog.store import codec
from sitlog.store.log import SituationLog
from sitlog.store.touching import surrounded

_OF_A_REPORT = (ReportPublished.TOPIC, ArticleUpdated.TOPIC, EntryCorrected.TOPIC)


def about(log: SituationLog, situation: str, named: Iterable[tuple[Kind, str]], *, until: int) -> Story:
    """Put together, from the log up to a position, the sources, claims, incidents and reports that are named.

    They are as in the whole story; what was said of the claims is left out but for the attributions that frame them.
    """
    wanted = set(named)
    tags = [codec.introducing(situation, *each) for each in wanted if each[0] is not Kind.REPORT]
    found = {at for each in log.read().ledger.tagged(tags, until=until).values() for at, _ in each}
    for kind, key in wanted:
        if kind is Kind.REPORT:
            held = log.read().naming(situation, kind, key).only(*_OF_A_REPORT).until(until)
            found |= {each.position for each in held}
    return story(situation, surrounded(log, log.read().at(found), until=until))


def citing(log: SituationLog, situation: str, report: str, *, until: int) -> Story:
    """Put together, from the log up to a position, a report and what was said that cites it, with who published it.

    These statements, and this report, are as in the whole story.
    """
    held = list(log.read().naming(situation, Kind.REPORT, report).until(until))
    linked = {each.event.entry for each in held if isinstance(each.event, EvidenceLinked)}
    outlets = {each.event.outlet for each in held if isinstance(each.event, ReportPublished)}
    tags = [codec.introducing(situation, Kind.SOURCE, each) for each in outlets]
    voices = {at for each in log.read().ledger.tagged(tags, until=until).values() for at, _ in each}
    around = [*held, *log.read().at(linked | voices)]
    return story(situation, surrounded(log, around, until=until, types=CHANGING | {EvidenceLinked.TOPIC}))
