"""What publishers say themselves of the claims that their reports carried: marks beside a claim, changing no status."""

from collections.abc import Mapping
from typing import NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.story import Report
from sitlog.domain.values import ClaimId, Position, ReportId
from sitlog.domain.when import Membership


class Mark(NamedTuple):
    """A publisher's correction that names a claim: as *wrong*, or else as what it puts in place of another.

    *entry* recorded the correction; *membership* tells whether it was out, surely or possibly.
    """

    report: ReportId
    revision: int
    entry: Position
    wrong: bool
    membership: Membership

    @property
    def told(self) -> str:
        """What the publisher says, and where."""
        says = "was wrong" if self.wrong else "is right instead"
        return f"its publisher says that it {says}, {self.report}.r{self.revision}"


def marks(reports: Mapping[ReportId, Report], asked: Asked) -> Mapping[ClaimId, tuple[Mark, ...]]:
    """Give, for each claim that corrections name, those that were out; or perhaps out, unless asked strictly."""
    found: dict[ClaimId, tuple[Mark, ...]] = {}
    for key, report in sorted(reports.items()):
        for revision in report.revisions:
            out = revision.published.by(asked.at)
            if out is Membership.NOT_YET or (asked.strict and out is Membership.POSSIBLE):
                continue
            for claim in {*revision.wrong, *revision.replaced_by}:
                mark = Mark(key, revision.number, revision.entry, claim in revision.wrong, out)
                found[claim] = (*found.get(claim, ()), mark)
    return found
