"""The small values events are made of: keys of things, kinds of voices, evidence, and what a claim may claim."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, NewType
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sitlog.domain.errors import BadTime
from sitlog.domain.times.zones import read_zone


class Kind(StrEnum):
    """What a key names."""

    SITUATION = "situation"
    SOURCE = "source"
    REPORT = "report"
    REVISION = "revision"
    INCIDENT = "incident"
    CLAIM = "claim"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that names something that must be in the log; *of* is the field that completes a revision's key."""

    kind: Kind
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Introduces:
    """Marks a field that gives something its key, unique in its situation; *of* as in Refers."""

    kind: Kind
    of: str | None = None


# A key that also reads as a time, or as an entry, would be taken for it where a sentence begins.
_RESERVED = re.compile(
    r"e\d+|recorder|itself|now|today|yesterday|day|early|morning|afternoon|evening|late|[\d-]+"
    r"|(mon|tue|wed|thu|fri|sat|sun)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


def _usable(key: str) -> str:
    if _RESERVED.fullmatch(key):
        msg = f"'{key}' has a meaning of its own in sitlog: choose another key, such as '{key}-1'"
        raise ValueError(msg)
    return key


def _existing_zone(name: str) -> str:
    try:
        zone = read_zone(name)
    except BadTime as error:
        msg = f"{error.message}. {error.hint}"
        raise ValueError(msg) from error
    if not isinstance(zone, ZoneInfo):
        msg = (
            f"{name} is an offset, which changes with the seasons: write a name of the IANA list, such as Asia/Baghdad"
        )
        raise ValueError(msg)  # pydantic reports ValueErrors only
    return zone.key


KEY = r"[a-z0-9][a-z0-9-]{0,63}"
Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Body = Annotated[str, StringConstraints(max_length=5_000_000)]
Zone = Annotated[str, AfterValidator(_existing_zone)]

SituationId = NewType("SituationId", str)
SourceId = NewType("SourceId", str)
ReportId = NewType("ReportId", str)
IncidentId = NewType("IncidentId", str)
ClaimId = NewType("ClaimId", str)
Position = NewType("Position", int)

_key = StringConstraints(pattern=f"^{KEY}$")
_new_key = (_key, AfterValidator(_usable))
Key = Annotated[str, *_new_key]
SituationRef = Annotated[SituationId, _key, Refers(Kind.SITUATION)]
SourceRef = Annotated[SourceId, _key, Refers(Kind.SOURCE)]
ReportRef = Annotated[ReportId, _key, Refers(Kind.REPORT)]
IncidentRef = Annotated[IncidentId, _key, Refers(Kind.INCIDENT)]
# A claim that an attribution framed is named "<incident>-by-<actor>": two keys long.
ClaimRef = Annotated[ClaimId, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,131}$"), Refers(Kind.CLAIM)]
EntryRef = Annotated[Position, Field(ge=1), Refers(Kind.ENTRY)]
RevisionRef = Annotated[int, Field(ge=1, le=1_000_000), Refers(Kind.REVISION, of="report")]
NewSource = Annotated[SourceId, *_new_key, Introduces(Kind.SOURCE)]
NewReport = Annotated[ReportId, *_new_key, Introduces(Kind.REPORT)]
NewIncident = Annotated[IncidentId, *_new_key, Introduces(Kind.INCIDENT)]
NewClaim = Annotated[ClaimId, *_new_key, Introduces(Kind.CLAIM)]
NewRevision = Annotated[int, Field(ge=1, le=1_000_000), Introduces(Kind.REVISION, of="report")]


class Value(BaseModel):
    """A value that never changes and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Evidence(Value):
    """A place in a revision of a report on which an entry rests, with a few of its words (W3C Web Annotation)."""

    report: ReportRef
    revision: RevisionRef
    place: Text | None = None
    words: Text | None = None


class SourceKind(StrEnum):
    """What sort of voice it is (after STIX identity classes)."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    OUTLET = "outlet"
    CHANNEL = "channel"
    SYSTEM = "system"


class Identification(StrEnum):
    """How far a report lets its reader know who speaks (agency sourcing rules)."""

    NAMED = "named"
    INSTITUTIONAL = "institutional"
    UNNAMED_INDIVIDUAL = "unnamed_individual"
    UNNAMED_GROUP = "unnamed_group"
    UNSPECIFIED = "unspecified"


class UpdateKind(StrEnum):
    """What a publisher says a change of its article is (AP, Reuters, NewsML-G2 signal)."""

    UPDATE = "update"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    WITHDRAWAL = "withdrawal"
    REFILE = "refile"
    UNSPECIFIED = "unspecified"


class DenialScope(StrEnum):
    """What exactly a denial denies."""

    TRUTH = "truth"
    AUTHORSHIP = "authorship"
    RESPONSIBILITY = "responsibility"
    INVOLVEMENT = "involvement"
    KNOWLEDGE = "knowledge"
    CHARACTERISATION = "characterisation"


class AttributionMode(StrEnum):
    """In what manner an actor is named."""

    ACCUSATION = "accusation"
    ASSESSMENT = "assessment"
    SELF_CLAIM = "self_claim"
    APPARENT_SELF_CLAIM = "apparent_self_claim"


class Independence(StrEnum):
    """Whether a corroborating voice has its knowledge from elsewhere."""

    INDEPENDENT = "independent"
    SAME_ORIGIN = "same_origin"
    UNKNOWN = "unknown"


class Reliability(StrEnum):
    """Admiralty code, reliability of a source: A (completely reliable) to E (unreliable), F (cannot be judged)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Likelihood(StrEnum):
    """ICD 203 terms of likelihood, from 1-5 % to 95-99 %."""

    ALMOST_NO_CHANCE = "almost_no_chance"
    VERY_UNLIKELY = "very_unlikely"
    UNLIKELY = "unlikely"
    ROUGHLY_EVEN = "roughly_even"
    LIKELY = "likely"
    VERY_LIKELY = "very_likely"
    ALMOST_CERTAIN = "almost_certain"


class Confidence(StrEnum):
    """ICD 203 levels of an analyst's confidence."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
