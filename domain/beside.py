"""What stands beside statements and statuses and changes none: copies that were kept, and what analysts think."""

from datetime import datetime

from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import ClaimId, Confidence, Likelihood, Position, Reliability, ReportId, SourceId
from sitlog.domain.when import When


@unchanging
class Capture:
    """A copy of a revision that was kept, with its SHA-256 in hexadecimal digits."""

    entry: Position
    report: ReportId
    revision: int
    sha256: str
    captured: When
    method: str
    archive_url: str | None


@unchanging
class Judgement:
    """A named analyst's judgement of a source (Admiralty reliability) or a claim (credibility, ICD 203 likelihood)."""

    entry: Position
    recorded_at: datetime
    analyst: str
    source: SourceId | None = None
    claim: ClaimId | None = None
    reliability: Reliability | None = None
    credibility: int | None = None
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    reason: str | None = None
