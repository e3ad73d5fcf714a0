"""A situation as it grows: put together entry by entry, with what each one does to those before it."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from sitlog.domain.asked import Clock
from sitlog.domain.conflict import GrowingRivals
from sitlog.domain.effective import Changes, Changing, worded
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceLinked,
    ReportPublished,
    Statement,
)
from sitlog.domain.history import History
from sitlog.domain.public import Carriers
from sitlog.domain.story import Report, Story, Told
from sitlog.domain.values import ClaimId, Position, ReportId
from sitlog.domain.when import When
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.past import Past
from sitlog.projections.projection import Projection
from sitlog.projections.reports import reports
from sitlog.projections.rows import rows_of
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements
from sitlog.projections.story import PARTS

Held = Mapping[str, Callable[[Any], Any]]
_WHOLE: Held = {}


class Replay:
    """The story so far; an entry costs what it adds, one that changes others the rows that these made."""

    def __init__(
        self, situation: str, entries: Iterable[Entry] = (), *, past: Past | None = None, held: Held = _WHOLE
    ) -> None:
        """Begin with nothing, or with *entries*, in order; they are kept in *past*, which is empty, or in memory.

        *held* gives, for parts of a story by their names, how much is held of what comes to stand in a row of theirs.
        """
        self._situation = situation
        self._past: Past = {} if past is None else past
        self._held = held
        self.changes = Changes()
        self._rows: dict[str, dict[Any, Any]] = {part.name: part.fresh() for part in PARTS}
        self._made_by: dict[tuple[str, Any], list[Position]] = defaultdict(list)
        self._told: dict[ClaimId, list[Told]] = {}
        self._citing: dict[ReportId, dict[Position, ClaimId]] = defaultdict(dict)
        self._rivals = GrowingRivals()
        self._carriers = Carriers(self._rows[reports.name])
        self._histories: dict[Clock, History] = {}
        self._story: Story | None = None
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take one more entry into account."""
        changed = self._changed(entry)
        before = {position: self.entry(position) for position in changed}
        self._past[entry.position] = entry
        self.changes.add(entry)
        for part, key in rows_of(entry):
            self._made(part, key, entry.position)
            self._fold(part, key, [entry], self._rows[part.name])
        anew: dict[tuple[str, Any], Projection[Any]] = {}
        for position, standing in before.items():
            for part, key in rows_of(standing):
                self._unmade(part, key, position)
                anew[part.name, key] = part
            for part, key in rows_of(self.entry(position)):
                self._made(part, key, position)
                anew[part.name, key] = part
        for (_, key), part in anew.items():
            makers = self._made_by.get((part.name, key), [])
            made_by = sorted([Position(key), *makers]) if isinstance(key, int) else makers
            self._fold(part, key, filter(None, map(self.entry, made_by)), part.fresh())

    def _made(self, part: Projection[Any], key: Any, position: Position) -> None:
        if key != position:  # an entry makes the row under its own position, which goes without saying
            insort(self._made_by[part.name, key], position)

    def _unmade(self, part: Projection[Any], key: Any, position: Position) -> None:
        if key != position:
            self._made_by[part.name, key].remove(position)

    @property
    def story(self) -> Story:
        """The situation as it stands; what is taken in later shows in it too."""
        if self._story is None:
            self._story = self._put_together(self._rows)
        return self._story

    def _put_together(self, of: dict[str, dict[Any, Any]]) -> Story:
        return Story(
            situation=self._situation,
            claims=of[claims.name],
            told=self._told,
            voices=of[sources.name],
            reports=of[reports.name],
            incidents=of[incidents.name],
            conflicts=tuple(each for _, each in sorted(of[conflicts.name].items())),
            gaps=tuple(each for _, each in sorted(of[gaps.name].items())),
        )

    def history(self, by: Clock) -> History:
        """Give the statuses of claims as the situation stands, at the cost of those that are asked for.

        What is taken in later shows in them too.
        """
        if by not in self._histories:
            self._histories[by] = History(self.story, by, rivals=self._rivals, carriers=self._carriers)
        return self._histories[by]

    def entry(self, position: Position) -> Entry | None:
        """Give an entry as it stands."""
        recorded = self.recorded(position)
        return self.changes.applied_to(recorded) if recorded else None

    def recorded(self, position: Position) -> Entry | None:
        """Give an entry as it was recorded."""
        return self._past.get(position)

    def touched_by(self, entry: Entry) -> set[ClaimId]:
        """Give the claims whose statuses taking *entry* in may change, but for those in conflict with them."""
        return {claim for each in self._versions(entry) for claim in self._claims_of(each.event)}

    def _changed(self, entry: Entry) -> set[Position]:
        if not isinstance(entry.event, Changing):
            return set()
        named = entry.event.entry
        return {each for each in (named, self.changes.original(named)) if each in self._past}

    def _versions(self, entry: Entry) -> Iterator[Entry]:
        """Give the entries that it changes with all that they ever said, or say from now on; or itself."""
        changed = self._changed(entry)
        told = [each for each in map(self.recorded, changed) if each is not None]
        told += [each for position in changed for each in self.changes.corrections.get(position, ())]
        for each in [entry, *told] if isinstance(entry.event, EntryCorrected) else told or [entry]:
            yield worded(each)

    def _claims_of(self, event: Event | None) -> Iterable[ClaimId]:
        match event:
            case Statement():
                return [ClaimId(getattr(event, "claim", ""))]
            case ClaimFramed():
                return [event.claim, *self._rivals.of_aspect(event.about, event.aspect)]
            case ClaimsConflicted():
                return event.claims
            case EvidenceLinked():
                linked = self._rows[statements.name].get(event.entry)
                return [linked.claim] if linked else []
            case ReportPublished() | ArticleUpdated():
                return set(self._citing[event.report].values())
            case _:
                return []

    def _fold(self, part: Projection[Any], key: Any, entries: Iterable[Entry], rows: dict[Any, Any]) -> None:
        """Fold the entries that make up a row, or go on with it, and put it in its place."""
        held, before = self._rows[part.name], self._rows[part.name].get(key)
        for entry in entries:
            part.fold(rows, entry)
        after = rows.get(key)
        if after is not None:
            after = held[key] = self._held[part.name](after) if part.name in self._held else after
        elif key in held:
            del held[key]
        self._note(part, key, before, after)

    def _note(self, part: Projection[Any], key: Any, before: Any, after: Any) -> None:
        """Keep up what is found by other keys than those of the rows."""
        match part.name:
            case statements.name:
                self._tell(before, after)
            case claims.name:
                self._rivals.reframe(before, after)
            case conflicts.name:
                self._rivals.declare(before, after)
            case reports.name:
                self._republish(key, before, after)
            case _:
                pass
        if part.name in {conflicts.name, gaps.name}:
            self._story = None  # which has them in their order

    def _republish(self, report: ReportId, before: Report | None, after: Report | None) -> None:
        carries_otherwise = self._carriers.look_again(report)
        was, now = _published(before), _published(after)
        moved = {each for each in {*was, *now} if was.get(each) != now.get(each)}
        citing, told = self._citing[report], self._rows[statements.name]
        for by, history in self._histories.items():
            dated = by is Clock.PUBLICATION
            anew = (at for at in citing if carries_otherwise or (dated and _cites(told[at], report, moved)))
            for claim in {citing[at] for at in anew}:
                history.forget(claim)

    def _tell(self, before: Told | None, after: Told | None) -> None:
        if before is not None:
            told = self._told[before.claim]
            del told[bisect_left(told, before.entry, key=_entry)]
            if not told:
                del self._told[before.claim]
            for cited in before.evidence:
                self._citing[cited.report].pop(before.entry, None)
        if after is not None:
            insort(self._told.setdefault(after.claim, []), after, key=_entry)
            for cited in after.evidence:
                self._citing[cited.report][after.entry] = after.claim
        for claim in {each.claim for each in (before, after) if each is not None}:
            was, now = (each if each is not None and each.claim == claim else None for each in (before, after))
            for history in self._histories.values():
                history.change(claim, was, now)


def _entry(told: Told) -> Position:
    return told.entry


def _published(report: Report | None) -> Mapping[int, When]:
    # Of revisions of one number, the first counts.
    return {each.number: each.published for each in reversed(report.revisions)} if report else {}


def _cites(told: Told, report: ReportId, revisions: Container[int]) -> bool:
    return any(each.report == report and each.revision in revisions for each in told.evidence)
