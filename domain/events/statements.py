"""What a source does about a claim."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from sitlog.domain.event import Event, Named
from sitlog.domain.values import (
    AttributionMode,
    ClaimId,
    ClaimRef,
    DenialScope,
    IncidentRef,
    Independence,
    Kind,
    SourceRef,
    Text,
)
from sitlog.domain.when import When


class Statement(Event):
    """One source's act on one claim; *said* is when it became public."""

    by: SourceRef
    said: When
    words: Text | None = None


_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


def said_order(statement: Statement) -> tuple[datetime, datetime]:
    """Order statements of one source on one claim: by the latest they can have been said, then the earliest."""
    return statement.said.latest or _END, statement.said.earliest or _BEGINNING


class ClaimAsserted(Statement):
    """A source stands behind a claim; *hedge* is its own softening word, *relayed_by* who passed it on."""

    TOPIC: ClassVar[str] = "ClaimAsserted"

    claim: ClaimRef
    hedge: Text | None = None
    relayed_by: SourceRef | None = None


class AttackAttributed(Statement):
    """A source says that an actor carried out an incident; frames the claim that says so if there is none."""

    TOPIC: ClassVar[str] = "AttackAttributed"

    incident: IncidentRef
    actor: SourceRef
    mode: AttributionMode
    hedge: Text | None = None

    @property
    def claim(self) -> ClaimId:
        """The claim that it asserts, which others can deny."""
        return ClaimId(f"{self.incident}-by-{self.actor}")

    def introduces(self) -> Iterator[Named]:
        """Introduce the claim, or join those who made it."""
        yield Named(Kind.CLAIM, self.claim, "incident", shared=True)


class ClaimDenied(Statement):
    """A source denies a claim, within a scope; it says nothing about claims it does not name."""

    TOPIC: ClassVar[str] = "ClaimDenied"

    claim: ClaimRef
    scope: DenialScope = DenialScope.TRUTH


class ClaimHedged(Statement):
    """A source says that it is unclear."""

    TOPIC: ClassVar[str] = "ClaimHedged"

    claim: ClaimRef


class ClaimCorroborated(Statement):
    """A source supports what another said."""

    TOPIC: ClassVar[str] = "ClaimCorroborated"

    claim: ClaimRef
    independence: Independence


class ClaimRetracted(Statement):
    """The same source takes its own statement back."""

    TOPIC: ClassVar[str] = "ClaimRetracted"

    claim: ClaimRef
