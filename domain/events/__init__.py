"""The catalogue: all that can be recorded, a class each."""

from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.events.judgements import (
    BriefingIssued,
    ClaimAssessed,
    SourceAssessed,
)
from sitlog.domain.events.own import (
    AnyEvent,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
)
from sitlog.domain.events.reports import (
    ArticleUpdated,
    EvidenceCaptured,
    ReportPublished,
)
from sitlog.domain.events.statements import (
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimHedged,
    ClaimRetracted,
    Statement,
    said_order,
)
from sitlog.domain.events.things import (
    ClaimFramed,
    ClaimsConflicted,
    IncidentReported,
    SituationOpened,
    SourceRegistered,
)
from sitlog.domain.values import ClaimId, IncidentId, Position, ReportId, SituationId, SourceId

__all__ = [
    "CATALOGUE",
    "AnyEvent",
    "ArticleUpdated",
    "AttackAttributed",
    "BriefingIssued",
    "ClaimAsserted",
    "ClaimAssessed",
    "ClaimCorroborated",
    "ClaimDenied",
    "ClaimFramed",
    "ClaimHedged",
    "ClaimId",
    "ClaimRetracted",
    "ClaimsConflicted",
    "EntryCorrected",
    "EntryRedacted",
    "EntryWithdrawn",
    "Event",
    "EvidenceCaptured",
    "EvidenceLinked",
    "IncidentId",
    "IncidentReported",
    "Position",
    "ReportId",
    "ReportPublished",
    "SituationId",
    "SituationOpened",
    "SourceAssessed",
    "SourceId",
    "SourceRegistered",
    "Statement",
    "said_order",
]
