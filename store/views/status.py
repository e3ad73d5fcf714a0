"""How a kept projection is: how far it got, whether somebody keeps it, and what is wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sitlog.store.ledger.instants import instant_of
from sitlog.store.views.tables import BUILDING, CHANGED, FAILED, PAUSED, RUNNING
from sitlog.store.views.views import View


class State(StrEnum):
    """How a kept projection is: at the head and kept there, on its way, left alone, or stopped."""

    LIVE = "live"
    CATCHING_UP = "catching up"
    CURRENT = "current"
    BEHIND = "behind"
    BUILDING = "building"
    PAUSED = "paused"
    STOPPED = "stopped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Status:
    """A kept projection: its version, how far it got and how fast, since when it answers, and what is wrong."""

    name: str
    version: int
    position: int
    behind: int
    rate: float
    """Entries a second, when it last took some in."""
    built_at: datetime
    state: State
    error: str | None
    summary: str


def status_of(view: View, head: int, now: int) -> Status:
    """Tell how a view is, in a log that reaches to *head*, at an instant (microseconds since 1970-01-01 UTC)."""
    behind = head - view.position
    return Status(
        name=view.name,
        version=view.version,
        position=view.position,
        behind=behind,
        rate=view.rate,
        built_at=instant_of(view.built_at),
        state=_state(view, behind, now),
        error=view.error,
        summary=view.summary,
    )


def _state(view: View, behind: int, now: int) -> State:
    if view.state != RUNNING:
        return {PAUSED: State.PAUSED, FAILED: State.STOPPED, CHANGED: State.CHANGED}[view.state]
    if view.role == BUILDING:
        return State.BUILDING
    held = view.holder is not None and view.held_until >= now
    if behind:
        return State.CATCHING_UP if held else State.BEHIND
    return State.LIVE if held else State.CURRENT
