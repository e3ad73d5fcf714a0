"""A situation as it grows: put together entry by entry, with what each one does to those before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, EvidenceLinked
from sitlog.domain.story import Story, Told
from sitlog.domain.values import ClaimId, Position
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements
from sitlog.projections.story import PARTS

_CHANGING = (EntryCorrected, EntryWithdrawn, EntryRedacted)


class Replay:
    """The story so far; an entry costs what it adds, one that changes others the folding of all anew."""

    def __init__(self, situation: str, entries: Iterable[Entry] = ()) -> None:
        """Begin with nothing, or with *entries*, in order."""
        self._situation = situation
        self._held: list[Entry] = []
        self.changes = Changes()
        self._begin()
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take one more entry into account."""
        self._held.append(entry)
        self.changes.add(entry)
        if isinstance(entry.event, _CHANGING):
            self._begin()
            for standing in filter(None, map(self.changes.applied_to, self._held)):
                self._fold(standing)
        else:
            self._fold(entry)

    @property
    def story(self) -> Story:
        """The situation as it stands; what is taken in later, other than a change of entries, shows in it too."""
        return Story(
            situation=self._situation,
            claims=self._rows[claims.name],
            told=self._told,
            voices=self._rows[sources.name],
            reports=self._rows[reports.name],
            incidents=self._rows[incidents.name],
            conflicts=tuple(self._rows[conflicts.name].values()),
            gaps=tuple(self._rows[gaps.name].values()),
        )

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it stands."""
        held = next((each for each in self._held if each.position == position), None)
        return self.changes.applied_to(held) if held else None

    def _begin(self) -> None:
        self._rows: dict[str, Any] = {part.name: part.fresh() for part in PARTS}
        self._told: dict[ClaimId, list[Told]] = defaultdict(list)

    def _fold(self, entry: Entry) -> None:
        for part in PARTS:
            part.fold(self._rows[part.name], entry)
        told: dict[Position, Told] = self._rows[statements.name]
        if isinstance(entry.event, EvidenceLinked):
            if linked := told.get(entry.event.entry):
                of_claim = self._told[linked.claim]
                of_claim[:] = [linked if each.entry == linked.entry else each for each in of_claim]
        elif entry.position in told:
            self._told[told[entry.position].claim].append(told[entry.position])


def states(situation: str, entries: Iterable[Entry]) -> Iterator[tuple[list[Entry], Replay]]:
    """Give each state the log was in: the entries recorded at one instant, and the story after them."""
    replay = Replay(situation)
    group: list[Entry] = []
    for entry in entries:
        if group and entry.recorded_at != group[-1].recorded_at:
            yield group, replay
            group = []
        group.append(entry)
        replay.take(entry)
    if group:
        yield group, replay
