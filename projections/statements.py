"""Every statement of a situation: one row a statement, under the position of its entry."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from sys import intern
from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimHedged,
    ClaimRetracted,
    EvidenceLinked,
    Statement,
)
from sitlog.domain.story import Stance, Told
from sitlog.domain.values import ClaimId, Evidence, Position, ReportId, SourceId
from sitlog.domain.when import When
from sitlog.projections.projection import projection

_REMEMBERED = 10_000  # revisions

STANCES: Mapping[type[Event], Stance] = {
    ClaimAsserted: Stance.ASSERTS,
    AttackAttributed: Stance.ASSERTS,
    ClaimCorroborated: Stance.ASSERTS,
    ClaimDenied: Stance.DENIES,
    ClaimHedged: Stance.HEDGES,
    ClaimRetracted: Stance.RETRACTS,
}
"""Where each event that is a statement puts its source."""


@projection(dict[Position, Told], version=1, of=(*STANCES, EvidenceLinked))
def statements(told: dict[Position, Told], entry: Entry) -> None:
    """Keep what each source did about each claim, with its evidence."""
    event = entry.event
    if isinstance(event, Statement):
        told[entry.position] = told_of(entry, event.said.known_by(entry.worded_at or entry.recorded_at))
    elif isinstance(event, EvidenceLinked) and event.entry in told:
        before = told[event.entry]
        told[event.entry] = replace(before, evidence=before.evidence + event.evidence)


def told_of(entry: Entry, said: When) -> Told:
    """Give what an entry of a statement tells, said within these bounds."""
    event: Any = entry.event
    fields = vars(event)  # most classes lack most of these, which is slow to ask pydantic for
    return Told(
        entry.position,
        entry.recorded_at,
        event.claim,
        event.by,
        STANCES[type(event)],
        said,
        event.words,
        fields.get("scope"),
        fields.get("hedge"),
        fields.get("mode"),
        fields.get("actor"),
        fields.get("independence"),
        fields.get("relayed_by"),
        event.evidence,
        event.note,
        entry.corrected_by,
    )


def bare(told: Told) -> Told:
    """Give a statement with no more than statuses follow from: less than half as large, as a walk holds many."""
    return Told(
        told.entry,
        told.recorded_at,
        ClaimId(intern(told.claim)),
        SourceId(intern(told.source)),
        told.stance,
        told.said,
        evidence=tuple(_cited(each.report, each.revision) for each in told.evidence),
    )


@lru_cache(_REMEMBERED)
def _cited(report: ReportId, revision: int) -> Evidence:
    return Evidence(report=report, revision=revision)
