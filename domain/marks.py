"""What publishers say themselves of the claims that their reports carried: marks beside a claim, changing no status."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sitlog.domain.story import Report, Revision
from sitlog.domain.values import ClaimId, ReportId
from sitlog.domain.when import Membership


@dataclass(frozen=True, slots=True)
class Mark:
    """A publisher's correction that names a claim: as *wrong*, or else as what it puts in place of another."""

    report: ReportId
    revision: Revision
    wrong: bool

    @property
    def told(self) -> str:
        """What the publisher says, and where."""
        says = "was wrong" if self.wrong else "is right instead"
        return f"its publisher says that it {says}, {self.report}.r{self.revision.number}"


def marks(reports: Mapping[ReportId, Report], claim: ClaimId, at: datetime) -> Iterator[Mark]:
    """Give the corrections, out or perhaps out by an instant, that name a claim."""
    for key, report in sorted(reports.items()):
        for revision in report.revisions:
            named = claim in (*revision.wrong, *revision.replaced_by)
            if named and revision.published.by(at) is not Membership.NOT_YET:
                yield Mark(key, revision, wrong=claim in revision.wrong)
