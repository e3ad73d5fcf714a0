"""The reports of a situation, with their revisions."""

from dataclasses import replace

from sitlog.domain.entry import Entry
from sitlog.domain.events import ArticleUpdated, ReportPublished
from sitlog.domain.story import Report, Revision
from sitlog.domain.values import Position, ReportId
from sitlog.projections.projection import projection


@projection(dict[ReportId, Report], version=1)
def reports(known: dict[ReportId, Report], entry: Entry) -> None:
    """Keep each report and how its publisher changed it."""
    match entry.event:
        case ReportPublished() as event:
            revision = Revision(1, entry.position, event.published, None, event.title, event.body, None, None)
            known[event.report] = Report(event.report, event.outlet, event.url, (revision,))
        case ArticleUpdated() as event if event.report in known:
            before = known[event.report]
            known[event.report] = replace(before, revisions=(*before.revisions, _revision(event, entry.position)))
        case _:
            pass


def _revision(event: ArticleUpdated, position: Position) -> Revision:
    return Revision(
        event.revision, position, event.updated, event.kind, event.title, event.body, event.notice, event.changes
    )
