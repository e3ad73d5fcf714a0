"""What a situation is made of once its events are put together: voices, claims, what was told, reports, incidents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sitlog.domain.claimvalue import ClaimValue
from sitlog.domain.unchanging import unchanging
from sitlog.domain.values import (
    AttributionMode,
    ClaimId,
    DenialScope,
    Evidence,
    Identification,
    IncidentId,
    Independence,
    Position,
    ReportId,
    SourceId,
    SourceKind,
    UpdateKind,
)
from sitlog.domain.when import When


class Stance(StrEnum):
    """Where a statement puts its source: behind the claim, against it, undecided, or nowhere any more."""

    ASSERTS = "asserts"
    DENIES = "denies"
    HEDGES = "hedges"
    RETRACTS = "retracts"


@unchanging
class Voice:
    """A source as it is registered."""

    source: SourceId
    name: str
    kind: SourceKind
    identification: Identification
    count: int | None
    affiliation: SourceId | None

    @property
    def unnamed(self) -> bool:
        """Whether readers are not told who speaks."""
        return self.identification in {Identification.UNNAMED_INDIVIDUAL, Identification.UNNAMED_GROUP}


@unchanging
class Claim:
    """A proposition as it was framed; a claim whose framing was redacted has no text."""

    claim: ClaimId
    text: str | None
    about: IncidentId | None
    aspect: str | None
    value: ClaimValue | None
    framed_by: Position


@unchanging
class Told:
    """A statement: what one source did about one claim, as our entry of it stands.

    *said* ends no later than the words were written down (When.known_by).
    """

    entry: Position
    recorded_at: datetime
    claim: ClaimId
    source: SourceId
    stance: Stance
    said: When
    words: str | None = None
    scope: DenialScope | None = None
    hedge: str | None = None
    mode: AttributionMode | None = None
    actor: SourceId | None = None
    independence: Independence | None = None
    relayed_by: SourceId | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    corrected_by: tuple[Position, ...] = ()


@unchanging
class Conflict:
    """Claims that cannot all hold, as somebody declared."""

    claims: tuple[ClaimId, ...]
    declared_by: str
    reason: str


@unchanging
class Revision:
    """One state of a report; a body that is None is not held.

    *wrong* are the claims that a publisher's correction says were wrong, *replaced_by* those it puts in their place.
    """

    number: int
    entry: Position
    published: When
    kind: UpdateKind | None
    title: str | None
    body: str | None
    notice: str | None
    changes: str | None
    wrong: tuple[ClaimId, ...] = ()
    replaced_by: tuple[ClaimId, ...] = ()


@unchanging
class Report:
    """A document and its revisions known to us, in order; one whose publication was redacted has no outlet."""

    report: ReportId
    outlet: SourceId | None
    url: str | None
    revisions: tuple[Revision, ...]

    def revision(self, number: int) -> Revision | None:
        """Give the revision of that number, if its entry stands."""
        return next((each for each in self.revisions if each.number == number), None)


@unchanging
class Incident:
    """A happening that somebody reports."""

    incident: IncidentId
    kind: str
    title: str
    by: SourceId
    occurred: When
    place: str | None
    entry: Position


@unchanging
class Gap:
    """An entry whose content was redacted: when it was taken in, and what it was."""

    entry: Position
    recorded_at: datetime
    type: str


class Story(NamedTuple):
    """A situation, put together from the log as it stood at one moment."""

    situation: str
    claims: Mapping[ClaimId, Claim]
    told: Mapping[ClaimId, Sequence[Told]]
    voices: Mapping[SourceId, Voice]
    reports: Mapping[ReportId, Report]
    incidents: Mapping[IncidentId, Incident]
    conflicts: Sequence[Conflict] = ()
    gaps: Sequence[Gap] = ()
