"""The reports of a situation, with their revisions."""

from dataclasses import replace

from sitlog.domain.entry import Entry
from sitlog.domain.events import ArticleUpdated, ReportPublished
from sitlog.domain.story import Report, Revision
from sitlog.domain.values import Position, ReportId
from sitlog.projections.projection import projection


@projection(dict[ReportId, Report], version=2, of=(ReportPublished, ArticleUpdated))
def reports(known: dict[ReportId, Report], entry: Entry) -> None:
    """Keep each report and how its publisher changed it."""
    match entry.event:
        case ReportPublished() as event:
            revision = Revision(1, entry.position, event.published, None, event.title, event.body, None, None)
            later = known[event.report].revisions if event.report in known else ()
            known[event.report] = Report(event.report, event.outlet, event.url, (revision, *later))
        case ArticleUpdated() as event:
            # Where the publication was redacted, its updates are all that is left of a report.
            before = known.get(event.report) or Report(event.report, None, None, ())
            known[event.report] = replace(before, revisions=(*before.revisions, _revision(event, entry.position)))
        case _:
            pass


def _revision(event: ArticleUpdated, position: Position) -> Revision:
    return Revision(
        number=event.revision,
        entry=position,
        published=event.updated,
        kind=event.kind,
        title=event.title,
        body=event.body,
        notice=event.notice,
        changes=event.changes,
        wrong=event.wrong,
        replaced_by=event.replaced_by,
    )


def without_texts(report: Report) -> Report:
    """Give a report with empty texts in the place of those that are held."""
    bare = (replace(each, body=None if each.body is None else "") for each in report.revisions)
    return replace(report, revisions=tuple(bare))
