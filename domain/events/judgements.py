"""What analysts think, and what the desk told others: shown beside statuses, changing none."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from sitlog.domain.asked import Asked
from sitlog.domain.event import Event
from sitlog.domain.values import ClaimRef, Confidence, Likelihood, Reliability, Sha256, SourceRef, Text


class SourceAssessed(Event):
    """A named analyst's judgement of a source (Admiralty reliability); shown beside statuses, changing none."""

    TOPIC: ClassVar[str] = "SourceAssessed"

    source: SourceRef
    analyst: Text
    reliability: Reliability
    confidence: Confidence | None = None
    reason: Text | None = None


class ClaimAssessed(Event):
    """A named analyst's judgement of a claim (Admiralty credibility, ICD 203 likelihood); changes no status."""

    TOPIC: ClassVar[str] = "ClaimAssessed"

    claim: ClaimRef
    analyst: Text
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _judges(self) -> Self:
        if self.credibility is None and self.likelihood is None:
            msg = "an assessment needs a credibility (1-6), a likelihood, or both"
            raise ValueError(msg)
        return self


class BriefingIssued(Event):
    """The desk told someone what it knew: the question, the SHA-256 of the answer's JSON, the claims it used."""

    TOPIC: ClassVar[str] = "BriefingIssued"

    audience: Text
    asked: Asked
    digest: Sha256
    claims: tuple[ClaimRef, ...] = ()
