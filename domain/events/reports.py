"""Documents, how their publishers changed them, and the copies we keep."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from sitlog.domain.event import Event, Named
from sitlog.domain.values import (
    Body,
    ClaimRef,
    Kind,
    NewReport,
    NewRevision,
    ReportRef,
    RevisionRef,
    Sha256,
    SourceRef,
    Text,
    UpdateKind,
)
from sitlog.domain.when import When


class ReportPublished(Event):
    """A document appeared: revision 1 known to us; a body that is None is not held."""

    TOPIC: ClassVar[str] = "ReportPublished"

    report: NewReport
    outlet: SourceRef
    title: Text
    url: Text | None = None
    published: When
    body: Body | None = None

    def introduces(self) -> Iterator[Named]:
        """Introduce the report and its first revision."""
        yield from super().introduces()
        yield Named(Kind.REVISION, f"{self.report}.r1", "report")


class ArticleUpdated(Event):
    """A publisher changed its document.

    *notice* is what it says about that, *changes* what it says it changed (None: not stated).
    A correction may name the claims it says were wrong, and those that replace them.
    """

    TOPIC: ClassVar[str] = "ArticleUpdated"

    report: ReportRef
    revision: NewRevision
    kind: UpdateKind
    updated: When
    notice: Text | None = None
    changes: Text | None = None
    title: Text | None = None
    body: Body | None = None
    wrong: tuple[ClaimRef, ...] = ()
    replaced_by: tuple[ClaimRef, ...] = ()

    @model_validator(mode="after")
    def _claims_only_in_corrections(self) -> Self:
        if (self.wrong or self.replaced_by) and self.kind is not UpdateKind.CORRECTION:
            msg = f"claims that were wrong belong to a correction: write kind correction, not {self.kind}"
            raise ValueError(msg)
        return self


class EvidenceCaptured(Event):
    """The bytes of a revision were kept, with their SHA-256, when, how, and where."""

    TOPIC: ClassVar[str] = "EvidenceCaptured"

    report: ReportRef
    revision: RevisionRef
    sha256: Sha256
    captured: When
    method: Text
    archive_url: Text | None = None
