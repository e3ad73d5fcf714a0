"""When statements became public, on the clock that was asked for, and until when reports carry them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import NamedTuple

from sitlog.domain.asked import Clock
from sitlog.domain.story import Report, Revision, Told
from sitlog.domain.values import Evidence, ReportId, UpdateKind
from sitlog.domain.when import Membership, When

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)

Order = tuple[datetime, datetime, int]
Began = datetime | None


def bounds(when: When) -> tuple[datetime, datetime]:
    """Give latest and earliest, open ends as the last and the first instant there is: times sort by it."""
    return when.latest or END, when.earliest or BEGINNING


def said(told: Told) -> Order:
    """Order the statements of a source by when it made them, on whichever clock they became public."""
    return (*bounds(told.said), told.entry)


def surely_later(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Tell whether what has the bounds *one* cannot have been at the time of *other* or before."""
    (one_latest, one_earliest), (other_latest, _) = one, other
    return one_earliest >= other_latest and one_latest > other_latest


class PublicClock:
    """Tells when each statement became public: when it was said, or when the first report carrying it was published."""

    def __init__(self, reports: Mapping[ReportId, Report], by: Clock) -> None:
        """Read publication times from *reports*; those whose entry is gone carry nothing."""
        self._reports = reports
        self._by = by

    def time(self, told: Told) -> When:
        """Give the time at which a statement became public; a statement that no report carries, when it was said."""
        if self._by is Clock.SAID:
            return told.said
        carrying = [revision.published for each in told.evidence if (revision := self._revision(each))]
        return min(carrying, key=bounds, default=told.said)

    def order(self, told: Told) -> Order:
        """Order statements by when they became public; what the log wrote later comes later at equal times."""
        return (*bounds(self.time(told)), told.entry)

    def _revision(self, evidence: Evidence) -> Revision | None:
        report = self._reports.get(evidence.report)
        return report.revision(evidence.revision) if report else None


class Carriers:
    """Tells whether a statement still has a report that carries it, publishers' withdrawals considered."""

    def __init__(self, reports: Mapping[ReportId, Report]) -> None:
        """Look through *reports* for those that were ever withdrawn."""
        self._reports = reports
        self._changes: dict[ReportId, list[_Change]] = {}
        for report in reports:
            self.look_again(report)

    def look_again(self, report: ReportId) -> bool:
        """Take another revision of a report, or one less, into account; tells if it carries otherwise than before."""
        held, before = self._reports.get(report), self._changes.get(report)
        if held is not None and any(each.kind is UpdateKind.WITHDRAWAL for each in held.revisions):
            self._changes[report] = list(_changes(held))
        else:
            self._changes.pop(report, None)
        return before != self._changes.get(report)

    def moments(self, cited: AbstractSet[ReportId]) -> Mapping[datetime, Mapping[ReportId, Began]]:
        """Give by which instants, perhaps since when, reports ceased or began again to carry what cites them."""
        moments: dict[datetime, dict[ReportId, Began]] = defaultdict(dict)
        for report in self._changes.keys() & cited:
            for change in self._changes[report]:
                moments[change.by][report] = change.began
        return moments

    def by(self, moment: datetime) -> Mapping[ReportId, Sequence[tuple[datetime, Began, bool]]]:
        """Give what became by an instant of the reports that had ever been withdrawn: when, and if they then were."""
        by = {report: [each for each in changes if each.by <= moment] for report, changes in self._changes.items()}
        return {report: changes for report, changes in by.items() if changes}

    def at(self, moment: datetime) -> Callable[[Told], bool] | None:
        """Give what tells whether, certainly known by *moment*, a report still carries a statement; None if all do."""
        if not self._changes:
            return None
        return lambda told: not told.evidence or any(not self._withdrawn(each.report, moment) for each in told.evidence)

    def _withdrawn(self, report: ReportId, at: datetime) -> bool:
        changes = self._changes.get(report, ())
        known = bisect_right(changes, at, key=lambda change: change.by)
        return known > 0 and changes[known - 1].withdrawn


class _Change(NamedTuple):
    """Whether a report is withdrawn from an instant on, and since when perhaps."""

    by: datetime
    began: Began
    withdrawn: bool


def _changes(report: Report) -> Iterator[_Change]:
    withdrawn = False
    for by, revision in _certain_revisions(report).items():
        if (revision.kind is UpdateKind.WITHDRAWAL) is not withdrawn:
            withdrawn = not withdrawn
            yield _Change(by, revision.published.earliest, withdrawn)


def _certain_revisions(report: Report) -> Mapping[datetime, Revision]:
    newest: dict[datetime, Revision] = {}
    number = 0
    for revision in sorted(report.revisions, key=lambda each: (each.published.latest or END, each.number)):
        if revision.published.latest is not None and revision.number > number:
            number = revision.number
            newest[revision.published.latest] = revision
    return newest


def in_force(report: Report, at: datetime) -> tuple[Revision, Membership] | None:
    """Give the newest revision that certainly or possibly was out by *at*, and which of the two."""
    out = [
        (each, membership)
        for each in report.revisions
        if (membership := each.published.by(at)) is not Membership.NOT_YET
    ]
    return max(out, key=lambda pair: pair[0].number, default=None)
