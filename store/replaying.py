"""A situation played entry by entry and held against the table, thing by thing, so that neither is ever held whole."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sitlog.domain.effective import CHANGING, worded
from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SourceRegistered,
)
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.projections.replay import Replay
from sitlog.projections.reports import without_texts
from sitlog.projections.statements import STANCES
from sitlog.store import codec
from sitlog.store.log import SituationLog
from sitlog.store.passed import Passed
from sitlog.store.statements.finding import Found
from sitlog.store.statements.frame import BESIDE_CLAIMS
from sitlog.store.statements.reading import frame_of_rows, story_of_rows
from sitlog.store.touching import Places, surroundings

_AT_ONCE = 500  # things
_ENTRIES = 5000  # on things that are played together
_TELLING: Mapping[Kind, Collection[str]] = {
    Kind.CLAIM: {*(each.TOPIC for each in STANCES), ClaimFramed.TOPIC, ClaimsConflicted.TOPIC, EntryCorrected.TOPIC},
    Kind.REPORT: {ReportPublished.TOPIC, ArticleUpdated.TOPIC, EntryCorrected.TOPIC},
}
"""The entries that make up what a story has of a claim, or of a report."""

_Things = Iterator[tuple[str, Any]]
"""What a story has of things, each under its name for people."""


def told_otherwise(log: SituationLog, situation: str, entries: Iterable[Entry], *, until: int) -> Iterator[str]:
    """Give of what the table tells otherwise than *entries* do, which are all that a situation holds up to a position.

    Where there is nothing, every answer from the table is what playing the log comes to.
    """
    held = _Held(log, situation, until)
    frame = held.frame()
    yield from _unlike(_beside(held.played(_places_beside(entries))), _beside(frame))
    for reports, places in held.groups(Kind.REPORT):
        yield from _unlike(_reports(held.played(places), reports), _reports(frame, reports))
    for claims, places in held.groups(Kind.CLAIM):
        yield from _unlike(_claims(held.played(places), claims), _claims(held.told(claims), claims))


class _Held:
    """What a log held of a situation up to a position, in its entries and in the table."""

    def __init__(self, log: SituationLog, situation: str, until: int) -> None:
        self._log, self._situation, self._until = log, situation, until

    def groups(self, kind: Kind) -> Iterator[tuple[set[str], Places]]:
        """Give all things of a kind that were ever named, in groups, with where the entries are that tell of these."""
        ledger, named, telling = self._log.read().ledger, codec.naming(self._situation, kind, ""), _TELLING[kind]
        names = iter(ledger.tag_names(named))
        while some := list(islice(names, _AT_ONCE)):
            group, places = set[str](), dict[int, str | None]()
            for name, found in ledger.tagged(some, until=self._until).items():
                group.add(name.removeprefix(named))
                places |= {at: type_ for at, type_ in found if type_ in telling}
                if len(places) >= _ENTRIES:
                    yield group, places
                    group, places = set(), {}
            yield group, places

    def played(self, places: Places) -> Story:
        """Put together entry by entry what some entries tell, with those that they change and that change them."""
        types = CHANGING | {EvidenceLinked.TOPIC}
        entries = self._log.read().at(surroundings(self._log, places, until=self._until, types=types))
        return Replay(self._situation, entries, past=Passed(self._log)).story

    def told(self, claims: Collection[str]) -> Story:
        """Put together what the table tells of some claims."""
        ledger, tags = self._log.read().ledger, [codec.naming(self._situation, Kind.CLAIM, each) for each in claims]
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self._situation, self._until)
            rows = found.of_things(found.numbers(tags).values())
            return story_of_rows(connection, self._situation, rows, texts=False)

    def frame(self) -> Story:
        """Put together what the table tells beside claims."""
        ledger = self._log.read().ledger
        with ledger.database.one_state() as connection:
            found = Found(connection, ledger.names, self._situation, self._until)
            return frame_of_rows(self._situation, found.of_acts(BESIDE_CLAIMS))


def _places_beside(entries: Iterable[Entry]) -> Places:
    """Tell where the entries are of voices and incidents, and those that were redacted."""
    beside = (SourceRegistered, IncidentReported)
    return {
        each.position: each.type for each in entries if each.event is None or isinstance(worded(each).event, beside)
    }


def _beside(story: Story) -> _Things:
    yield from ((f"source '{key}'", each) for key, each in story.voices.items())
    yield from ((f"incident '{key}'", each) for key, each in story.incidents.items())
    yield from ((f"e{each.entry}", each) for each in story.gaps)


def _reports(story: Story, keys: Collection[str]) -> _Things:
    return ((f"report '{key}'", without_texts(each)) for key, each in story.reports.items() if key in keys)


def _claims(story: Story, keys: Collection[str]) -> _Things:
    for key in map(ClaimId, keys):
        declared = [each for each in story.conflicts if key in each.claims]
        yield f"claim '{key}'", (story.claims.get(key), list(story.told.get(key, ())), declared)


def _unlike(played: _Things, told: _Things) -> Iterator[str]:
    one, other = dict(played), dict(told)
    return (each for each in sorted({*one, *other}) if one.get(each) != other.get(each))
