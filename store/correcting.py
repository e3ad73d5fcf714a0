"""Our own changes of a situation, found a few at a time: each costs what it was about, however much else there is."""

from collections.abc import Iterator, Mapping
from itertools import islice

from sitlog.domain.asked import Asked
from sitlog.domain.effective import CHANGING
from sitlog.domain.values import Position
from sitlog.projections.briefings import Briefing
from sitlog.projections.corrections import Correction, corrections, is_change
from sitlog.projections.walk import turns_of
from sitlog.store.bearing import Bearing, parts
from sitlog.store.log import SituationLog
from sitlog.store.overtaking import Overtaking
from sitlog.store.passed import Passed
from sitlog.store.touching import Places, surroundings

_AT_ONCE = 500  # changes


def changes_in(log: SituationLog, situation: str, *, until: int) -> Places:
    """Tell where, up to a position, the entries are that change others, in order."""
    held = log.of(situation).until(until).only(*CHANGING)
    return {each.position: each.type for each in held if is_change(each)}


def corrections_in(
    log: SituationLog, situation: str, asked: Asked, changes: Places, told: Mapping[Position, Briefing]
) -> Iterator[Correction]:
    """Give these changes of a situation, up to the position asked for; *told* are its briefings up to there."""
    by, touched = asked.by, sorted(Bearing(log, situation, asked.position).touched(changes, asked.by))
    turns = turns_of(situation, parts(log, situation, asked, touched), by=by, of=is_change)
    overtaken, ahead = Overtaking(log, situation, told).by, iter(changes.items())
    while some := dict(islice(ahead, _AT_ONCE)):
        entries = log.read().at(surroundings(log, some, until=max(some)))
        found = corrections(situation, entries, by=by, turns=turns, overtaken=overtaken, past=Passed(log))
        yield from (each for each in found if each.entry.position in some)
