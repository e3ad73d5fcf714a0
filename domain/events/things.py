"""What a story is made of: the situation, its voices, incidents and claims, and which claims exclude each other."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sitlog.domain.claimvalue import ClaimValue
from sitlog.domain.event import Event, Named
from sitlog.domain.values import (
    ClaimRef,
    Identification,
    IncidentRef,
    Kind,
    NewClaim,
    NewIncident,
    NewSource,
    SourceKind,
    SourceRef,
    Text,
    Zone,
)
from sitlog.domain.when import When


class SituationOpened(Event):
    """A story begins; its home zone is the one in which its days are told."""

    TOPIC: ClassVar[str] = "SituationOpened"

    title: Text
    zone: Zone

    def refers(self) -> Iterator[Named]:
        """Name all but the situation itself, which it opens."""
        return (each for each in super().refers() if each.kind is not Kind.SITUATION)

    def introduces(self) -> Iterator[Named]:
        """Introduce the situation."""
        yield Named(Kind.SITUATION, self.situation, "situation")


class SourceRegistered(Event):
    """A voice gets a key; *count* is for "two officials", *affiliation* for whom or to whom it belongs."""

    TOPIC: ClassVar[str] = "SourceRegistered"

    source: NewSource
    name: Text
    kind: SourceKind
    identification: Identification
    count: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    affiliation: SourceRef | None = None


class IncidentReported(Event):
    """A happening that somebody reports gets a key."""

    TOPIC: ClassVar[str] = "IncidentReported"

    incident: NewIncident
    kind: Text
    title: Text
    by: SourceRef
    occurred: When
    place: Text | None = None


class ClaimFramed(Event):
    """The desk fixed the wording of a proposition; nobody need have asserted it."""

    TOPIC: ClassVar[str] = "ClaimFramed"

    claim: NewClaim
    text: Text
    about: IncidentRef | None = None
    aspect: Text | None = None
    value: ClaimValue | None = None


class ClaimsConflicted(Event):
    """Claims that cannot all hold, as a source or the recorder declares."""

    TOPIC: ClassVar[str] = "ClaimsConflicted"

    claims: tuple[ClaimRef, ...] = Field(min_length=2)
    declared_by: Literal["recorder"] | SourceRef
    reason: Text

    @model_validator(mode="after")
    def _of_different_claims(self) -> Self:
        if len(set(self.claims)) < len(self.claims):
            msg = "a claim cannot conflict with itself: name each claim once"
            raise ValueError(msg)
        return self

    def refers(self) -> Iterator[Named]:
        """Name the claims and the declaring source; the recorder is nobody's key."""
        return (each for each in super().refers() if each.key != "recorder")
