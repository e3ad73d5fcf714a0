"""The answer of `search`: the entries whose texts hold some words, as they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.entries import EntryLines, entry_document, public_time, touching
from sitlog.cli.show.excerpt import excerpt
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, Row, columns, line, wrapped
from sitlog.cli.show.sentences import sentence
from sitlog.domain.answer import asked_document
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected
from sitlog.domain.when import Membership
from sitlog.domain.wording import Wording, read_wording, texts_of

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_INDENT = 12  # columns


class State(StrEnum):
    """Whether an entry still says what was found in it."""

    STANDS = "stands"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Find:
    """An entry as it stands, or (if it says so no more) as it was recorded."""

    entry: Entry
    state: State


def search(log: "SituationLog", where: Where, question: Question, typed: str) -> "SearchAnswer":
    """Look for words in a situation; see the command `search`."""
    from sitlog.store.touching import noting, surrounded  # noqa: PLC0415  # slow to import, and --help needs none of it

    wording = read_wording(typed)
    base = ground(log, where, question)
    changes, until = Changes(), base.asked.position
    hits = noting(log, log.search(wording, situation=base.situation, until=until), changes, until=until)
    found = {find.entry.position: find for hit in hits if (find := _find(log, hit, changes, wording))}
    left_out = {Membership.NOT_YET, *([Membership.POSSIBLE] if question.strict else [])}
    kept = [
        each
        for _, each in sorted(found.items())
        if question.at is None or _membership(each.entry, base) not in left_out
    ]
    changes.gather(surrounded(log, [each.entry for each in kept], until=until))
    return SearchAnswer(base, typed, wording, kept, changes, on_public_clock=question.at is not None)


def _find(log: "SituationLog", hit: Entry, changes: Changes, wording: Wording) -> Find | None:
    """Tell what a hit stands for: an entry that a correction made say so, or itself."""
    if isinstance(hit.event, EntryCorrected):
        original = changes.applied_to(log.entry(changes.original(hit.position)))
        if original and original.event and wording.matches(texts_of(original.event)):
            return Find(original, State.STANDS)
    standing = changes.applied_to(hit)
    if standing is None:
        return Find(hit, State.WITHDRAWN)
    if standing.event is None:
        return None
    return Find(standing, State.STANDS) if wording.matches(texts_of(standing.event)) else Find(hit, State.CORRECTED)


def _membership(entry: Entry, base: Ground) -> Membership | None:
    when = public_time(entry)
    return when.by(base.asked.at) if when else None


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Entries that hold some words, in the order in which they were recorded."""

    ground: Ground
    typed: str
    wording: Wording
    found: Sequence[Find]
    changes: Changes
    on_public_clock: bool

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        lines, day = self._lines(), None
        for each in self.found:
            heading, *rows = lines.text([each.entry], across)
            if (on := self._day(each.entry)) != day:
                yield heading
            day = on
            yield from rows
            yield from self._beside(each, across)
        if not self.found:
            yield line("Nothing holds these words.")

    def _question(self) -> str:
        asked, calendar = self.ground.asking.asked, self.ground.asking.calendar
        count = len(self.found)
        counted = f"{count} entr{'y holds' if count == 1 else 'ies hold'} {self.typed}"
        public = f", public by {calendar.placed(asked.at)}" if self.on_public_clock else ""
        return f"{counted}{public}, in our log by {calendar.placed(asked.recorded_at)}, {at_position(asked)}"

    def _lines(self) -> EntryLines:
        return EntryLines(self.ground.asking.calendar, self.changes, self.ground.asked.position)

    def _day(self, entry: Entry) -> date:
        return entry.recorded_at.astimezone(self.ground.asking.calendar.zone).date()

    def _beside(self, find: Find, across: int) -> Iterator[Line]:
        lead = [Piece(" " * _INDENT)]
        if find.state is not State.STANDS:
            yield from Row(line(f"{find.state}: our log says so no more", Ink.FAINT), lead=lead).lines(across)
        shown = excerpt(self._texts(find.entry), self.wording)
        if columns(shown):
            yield from Row(shown, lead=lead).lines(across)

    def _texts(self, entry: Entry) -> list[str]:
        """Give the texts of an entry that its sentence does not show."""
        told = sentence(entry, self.ground.asking.calendar)
        return [each for each in texts_of(entry.event) if each not in told] if entry.event else []

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.search/1."""
        return {
            "format": "sitlog.search/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "words": self.typed,
            "entries": [self._document(each) for each in self.found],
        }

    def _document(self, find: Find) -> dict[str, Any]:
        touched = touching(find.entry.position, self.changes)
        return {**entry_document(find.entry, touched), "state": find.state.value}

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each entry as a JSON object."""
        return ({"format": "sitlog.search.entry/1", **self._document(each)} for each in self.found)

    def table(self) -> Table:
        """Give a row an entry."""
        told = self._lines().table([each.entry for each in self.found])
        return Table((*told.names, "state"), _with_states(told.rows, self.found))

    def summary(self) -> tuple[str, Table]:
        """Give a row an entry, for people."""
        full = self.ground.asking.calendar._replace(near=None)
        lines = EntryLines(full, self.changes, self.ground.asked.position)
        return self._question(), lines.summary([each.entry for each in self.found])


def _with_states(rows: Any, found: Sequence[Find]) -> Iterator[Sequence[Any]]:
    """Put the state of each find behind its row."""
    return ((*row, each.state.value) for row, each in zip(rows, found, strict=True))
