"""The rows of kept views, as a database holds them, against what the entries come to."""

from sitlog.domain.entry import Entry
from sitlog.store.verify.database import Row, Tables
from sitlog.store.verify.events import Contents
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.kept import check_views, compare, versions
from sitlog.store.verify.records import read_entry

WHOLE_LOG = 0


def check_rows(tables: Tables, findings: Findings, slugs: dict[int, str]) -> None:
    """Compare every version of every row of every view whose projection comes with sitlog."""
    views = tables.views()
    if not views:
        return
    check = findings.check("views", "have the rows that the entries come to, at each position")
    projections, lost = check_views(findings, views), tables.lost()
    held = {view.id: tables.rows(view) for view in views if view.id in projections}
    numbers = {WHOLE_LOG, *slugs, *(number for rows in held.values() for number in rows)}
    for number in sorted(numbers):
        scope = "log" if number == WHOLE_LOG else "situation"
        wanted = [view for view in views if view.id in projections and projections[view.id].scope == scope]
        entries = entries_of(tables, slugs, number) if wanted else []
        for view in wanted:
            if (view.id, number) not in lost:
                made = versions(projections[view.id], entries, view.position)
                compare(check, view, made, held[view.id].pop(number, []))
        for view in views:
            if view not in wanted and (rows := held.get(view.id, {}).pop(number, [])):
                compare(check, view, [], rows)


def entries_of(tables: Tables, slugs: dict[int, str], number: int) -> list[Entry]:
    """The entries of a situation, or of the whole log, as far as they can be read."""
    contents = Contents(Findings(""))
    rows = tables.entries() if number == WHOLE_LOG else tables.entries_of(slugs.get(number, ""))
    return [entry for row in rows if (entry := _entry(contents, slugs, row)) is not None]


def _entry(contents: Contents, slugs: dict[int, str], row: Row) -> Entry | None:
    form = read_entry(row.entry)
    return None if form is None else contents.take(form, slugs.get(row.situation), row.disclosure)
