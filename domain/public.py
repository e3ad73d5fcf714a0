"""When statements became public, on the clock that was asked for, and until when reports carry them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sitlog.domain.asked import Clock
from sitlog.domain.story import Report, Revision, Told
from sitlog.domain.values import Evidence, ReportId, UpdateKind
from sitlog.domain.when import Membership, When

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)

Order = tuple[datetime, datetime, int]


def bounds(when: When) -> tuple[datetime, datetime]:
    """Give latest and earliest, open ends as the last and the first instant there is: times sort by it."""
    return when.latest or END, when.earliest or BEGINNING


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
        self._changes = {
            report: sorted((*bounds(each.published), each.number, each.kind) for each in held.revisions)
            for report, held in reports.items()
            if any(each.kind is UpdateKind.WITHDRAWAL for each in held.revisions)
        }

    def moments(self) -> set[datetime]:
        """Give the instants at which a report may have ceased, or begun again, to carry what it carried."""
        return {latest for changes in self._changes.values() for latest, *_ in changes if latest != END}

    def at(self, moment: datetime) -> Callable[[Told], bool] | None:
        """Give what tells whether, certainly known by *moment*, a report still carries a statement; None if all do."""
        if not self._changes:
            return None
        gone = {report for report in self._changes if self._withdrawn(report, moment)}
        return lambda told: not told.evidence or any(each.report not in gone for each in told.evidence)

    def _withdrawn(self, report: ReportId, at: datetime) -> bool:
        kind = None
        for latest, _, _, change in self._changes.get(report, ()):
            if latest <= at:
                kind = change
        return kind is UpdateKind.WITHDRAWAL


def in_force(report: Report, at: datetime) -> tuple[Revision, Membership] | None:
    """Give the newest revision that certainly or possibly was out by *at*, and which of the two."""
    out = [
        (each, membership)
        for each in report.revisions
        if (membership := each.published.by(at)) is not Membership.NOT_YET
    ]
    return max(out, key=lambda pair: pair[0].number, default=None)
