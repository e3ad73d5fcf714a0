"""The story of a situation as of any R: from its kept projections where they reach so far, and else by replay."""

from datetime import datetime
from typing import Any

from sitlog.domain.story import Story
from sitlog.projections.story import PARTS, story, together
from sitlog.store.log import SituationLog
from sitlog.store.views import views
from sitlog.store.views.kept import position_at
from sitlog.store.views.rows import form_of
from sitlog.store.views.tables import CHANGED

_Rows = dict[str, dict[Any, Any]]


def story_at(log: SituationLog, situation: str, recorded_at: datetime | int) -> Story:
    """Put a situation together as the log stood at an instant (with a zone) or position.

    The story is the same either way; only the time that it takes differs.
    """
    kept = _kept(log, situation, recorded_at)
    if kept is None:
        return story(situation, log.of(situation).recorded_by(recorded_at))
    return together(situation, kept)


def _kept(log: SituationLog, situation: str, moment: datetime | int) -> _Rows | None:
    """The rows of all parts; None unless every one of them is kept, by this code, and as far as is asked."""
    ledger = log.read().ledger
    with views.one_state(ledger.database) as connection:
        found = views.serving(connection, [part.name for part in PARTS])
        numbers = ledger.names.situations.numbers(connection, [situation])
        position = position_at(connection, moment)
        if not numbers or any(
            (view := found.get(part.name)) is None
            or view.version != part.version
            or view.state == CHANGED
            or view.position < position
            for part in PARTS
        ):
            return None
        (number,) = numbers.values()
        if not views.is_whole(connection, [view.id for view in found.values()], number):
            return None
        rows = {part.name: views.rows_at(connection, found[part.name], number, position) for part in PARTS}
    return {part.name: form_of(part).read(rows[part.name]) for part in PARTS}
