"""The rows of kept views, as a database holds them, against what the entries come to."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from sitlog.domain.entry import Entry
from sitlog.store.verify.database import Rows, Tables
from sitlog.store.verify.events import Contents, entry_of
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.kept import Version, View, check_views, compare, versions
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
    _check_lost(check, views, lost, slugs)
    held = {view.id: _Held(tables.rows(view)) for view in views if view.id in projections}
    for number in (WHOLE_LOG, *sorted(slugs)):
        scope = "log" if number == WHOLE_LOG else "situation"
        wanted = [view for view in views if view.id in projections and projections[view.id].scope == scope]
        entries = entries_of(tables, slugs, number) if wanted else []
        for view in wanted:
            compare(check, view, (), held[view.id].before(number))
            reached = lost.get((view.id, number), view.position)
            if reached < view.position:
                findings.unasked.append(f"the rows of {view.name}, which are to be made again since a redaction")
            compare(check, view, versions(projections[view.id], entries, reached), held[view.id].of(number))
    for view in views:
        if view.id in held:
            compare(check, view, (), held[view.id].rest())


def _check_lost(check: Check, views: Sequence[View], lost: dict[tuple[int, int], int], slugs: dict[int, str]) -> None:
    """Rows can be missing of a mapping that a view has, after an entry that the view took in."""
    kept = {view.id: view for view in views}
    for (number, mapping), reached in lost.items():
        view = kept.get(number)
        if view is None:
            check.fail(reached, f"rows are said to be missing of view {number}, which is none")
        elif mapping not in ({WHOLE_LOG} if view.scope == "log" else slugs) or not 0 <= reached < view.position:
            check.fail(reached, f"rows of {view.name} are said to be missing that it cannot have")


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
