"""Whether what is kept of a log is what replaying it gives."""

from collections.abc import Sequence
from typing import Any

from sitlog.domain.errors import NotFound
from sitlog.projections.projection import Projection
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.views import NotThere
from tests.store.keepers import KEPT

_TRIES = 3


def compare_kept(log: SituationLog, towns: Sequence[str], *, whole: bool = False) -> int:
    """Compare each kept mapping of these situations, and that of the *whole* log, as far as it answers; how many."""
    compared = 0
    for projection in KEPT:
        for town in towns if projection.scope == "situation" else [None] * whole:
            compared += _is_compared(log, projection, town)
    return compared


def _is_compared(log: SituationLog, projection: Projection[Any], town: str | None) -> bool:
    kept, position = KeptProjections(log), 0
    for _ in range(_TRIES):
        position = next((each.position for each in kept.status() if each.name == projection.name), 0)
        try:
            rows = kept.read(projection, situation=town, recorded_at=position)
        except (NotThere, NotFound):
            return False
        entries = (log.of(town) if town else log.read()).until(position)
        # What is redacted between the two readings is missing in one of them: then they are made again.
        if rows == dict(projection(entries)):
            return True
    raise AssertionError(f"{projection.name} of {town or 'the log'} at e{position} is not what replaying gives")
