"""The rows of kept views, as a database holds them, against what the entries come to."""

from collections.abc import Iterator
from itertools import chain, groupby

from sitlog.domain.entry import Entry
from sitlog.store.verify.database import Rows, Tables
from sitlog.store.verify.events import Contents, entry_of
from sitlog.store.verify.findings import Findings
from sitlog.store.verify.kept import Version, check_views, compare, versions
from sitlog.store.verify.records import Circumstances, read_entry

WHOLE_LOG = 0


def check_rows(tables: Tables, findings: Findings, slugs: dict[int, str], last: int) -> None:
    """Compare every version of every row of every view whose projection comes with sitlog; *last* ends the log."""
    views = tables.views()
    if not views:
        return
    check = findings.check("views", "have the rows that the entries come to, at each position")
    for number, since in tables.strays():
        check.fail(since, f"there are rows of view {number}, which is none")
    projections, lost = check_views(findings, check, views, last), tables.lost()
    held = {view.id: _Held(tables.rows(view)) for view in views if view.id in projections}
    for number in (WHOLE_LOG, *sorted(slugs)):
        scope = "log" if number == WHOLE_LOG else "situation"
        wanted = [view for view in views if view.id in projections and projections[view.id].scope == scope]
        entries = entries_of(tables, slugs, number) if wanted else []
        for view in wanted:
            compare(check, view, (), held[view.id].before(number))
            rows = held[view.id].of(number)
            if (view.id, number) in lost:
                findings.unasked.append(f"the rows of {view.name}, which are to be made again since a redaction")
            else:
                compare(check, view, versions(projections[view.id], entries, view.position), rows)
    for view in views:
        if view.id in held:
            compare(check, view, (), held[view.id].rest())


class _Held:
    """The rows of a view as they are held, situation by situation."""

    def __init__(self, rows: Iterator[tuple[int, Version]]) -> None:
        self._situations = groupby(rows, key=lambda row: row[0])
        self._ahead = next(self._situations, None)

    def of(self, situation: int) -> list[Version]:
        """Those of a situation; of smaller numbers no more can be asked."""
        list(self.before(situation))
        return self._take() if self._ahead is not None and self._ahead[0] == situation else []

    def before(self, situation: int) -> Iterator[Version]:
        """Those of situations with smaller numbers that nobody asked for."""
        while self._ahead is not None and self._ahead[0] < situation:
            yield from self._take()

    def rest(self) -> Iterator[Version]:
        """All that nobody asked for."""
        while self._ahead is not None:
            yield from self._take()

    def _take(self) -> list[Version]:
        taken = [] if self._ahead is None else [version for _, version in self._ahead[1]]
        self._ahead = next(self._situations, None)
        return taken


def entries_of(tables: Tables, slugs: dict[int, str], number: int) -> list[Entry]:
    """The entries of a situation, or of the whole log, as far as they can be read."""
    contents = Contents(Findings(""))
    batches = tables.entries() if number == WHOLE_LOG else tables.entries_of(slugs.get(number, ""))
    return list(chain.from_iterable(_entries(contents, slugs, rows) for rows in batches))


def read_again(rows: Rows) -> list[Circumstances | None]:
    """What entries say of themselves that were looked at before."""
    return [None if form is None else form.circumstances for form in map(read_entry, rows.entries)]


def _entries(contents: Contents, slugs: dict[int, str], rows: Rows) -> Iterator[Entry]:
    said = read_again(rows)
    situations = [slugs.get(number) for number in rows.situations]
    told = contents.take(rows.positions, said, situations, rows.disclosures)
    for position, circumstances, situation, one in zip(rows.positions, said, situations, told, strict=True):
        if circumstances is not None:
            yield entry_of(position, circumstances, situation, one)
