"""The answer of `status`: what the log holds, in every form."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking, session
from sitlog.cli.answers.known import known_in
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.entries import entry_document
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.sentences import kind, sentence
from sitlog.cli.show.signs import COUNTED, words
from sitlog.domain.answer import asked_document
from sitlog.domain.entry import Entry
from sitlog.domain.status import Status

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog

_LABEL_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class Holding:
    """A situation with its counts: entries, voices, and claims by status."""

    situation: "Situation"
    entries: int
    sources: int
    statuses: Mapping[Status, int]


def standing(log: "SituationLog", where: Where, question: Question) -> "Standing":
    """Tell what the log holds; of one situation, if one is named."""
    wanted = (log.situation(where.situation),) if where.situation else log.situations()
    asked = asking.ask(log, wanted[0] if len(wanted) == 1 else None, question)
    last = log.entry(asked.asked.position) if asked.asked.position else None
    return Standing(log.url, asked, last, tuple(_holding(log, each, asked) for each in wanted))


def _holding(log: "SituationLog", situation: "Situation", asked: Asking) -> Holding:
    from sitlog.store.statements.counting import counted  # noqa: PLC0415  # slow to import; --help needs none of it

    entries = log.of(situation.key).until(asked.asked.position).count()
    found = counted(log, situation.key, asked.asked)
    if found is None:
        held = known_in(log, situation.key, asked.asked)
        sources, statuses = len(held.story.voices), Counter[Status](each.status for each in held.claims)
    else:
        sources, statuses = found.sources, Counter(found.statuses)
    return Holding(situation, entries, sources, {each: statuses[each] for each in COUNTED if statuses[each]})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log holds: where it is, how far it reaches, its last entry, its situations."""

    url: str
    asking: Asking
    last: Entry | None
    holdings: Sequence[Holding]

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        for label, value in self._rows():
            yield from Row(lead=[Piece(f"{label:<{_LABEL_COLUMNS}}", Ink.FAINT)], left=[said(value)]).lines(across)
        yield ()
        yield from wrapped(line(f"Next: {self.next}"), across)

    def _rows(self) -> Iterator[tuple[str, str]]:
        full = self.asking.calendar._replace(near=None)
        asked = self.asking.asked
        yield "log", self.place
        yield "head", f"e{asked.position} {asked.root}" if asked.position else "none: the log is empty"
        if self.last:
            by = f" by {self.last.event.recorded_by}" if self.last.event and self.last.event.recorded_by else ""
            yield "last entry", f"{full.at(self.last.recorded_at)}{by}, {kind(self.last)}: {sentence(self.last, full)}"
        for each in self.holdings:
            yield "situation", f"{each.situation.key}  “{each.situation.title}”  {each.situation.zone}"
            yield "", f"{_many(each.entries, 'entry', 'entries')}, {_many(each.sources, 'source', 'sources')}"
            yield "", _claims(each.statuses)

    def _question(self) -> str:
        asked = self.asking.asked
        return f"In our log by {self.asking.calendar.placed(asked.recorded_at)}, {at_position(asked)}"

    @property
    def place(self) -> str:
        """Where the log is, as a path or as a URL without its password."""
        return session.shown(self.url)

    @property
    def next(self) -> str:
        """The command to go on with."""
        if not self.holdings:
            return "sitlog import FILE, or sitlog record --help"
        if len(self.holdings) > 1:
            return f"sitlog known --situation {self.holdings[0].situation.key}"
        return "sitlog known" if self.holdings[0].statuses else "sitlog log"

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.status/1."""
        return {
            "format": "sitlog.status/1",
            "log": self.place,
            "asked": asked_document(self.asking.asked),
            "last": entry_document(self.last) if self.last else None,
            "situations": [_document(each) for each in self.holdings],
            "next": self.next,
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each situation as a JSON object."""
        asked = asked_document(self.asking.asked)
        return ({"format": "sitlog.status.situation/1", "asked": asked, **_document(each)} for each in self.holdings)

    def table(self) -> Table:
        """Give a row a situation."""
        names = ("situation", "title", "zone", "entries", "sources", *(each.value for each in COUNTED))
        return Table(names, (_cells(each) for each in self.holdings))

    def summary(self) -> tuple[str, Table]:
        """Give a row a situation, for people."""
        rows = ((each.situation.title, each.entries, each.sources, _claims(each.statuses)) for each in self.holdings)
        return self._question(), Table(("Situation", "Entries", "Sources", "Claims"), rows)


def _document(holding: Holding) -> dict[str, Any]:
    return {
        "situation": holding.situation.key,
        "title": holding.situation.title,
        "zone": holding.situation.zone,
        "entries": holding.entries,
        "sources": holding.sources,
        "statuses": {each.value: holding.statuses.get(each, 0) for each in COUNTED},
    }


def _cells(holding: Holding) -> tuple[Any, ...]:
    at = holding.situation
    counts = (holding.statuses.get(each, 0) for each in COUNTED)
    return (at.key, at.title, at.zone, holding.entries, holding.sources, *counts)


def _claims(statuses: Mapping[Status, int]) -> str:
    told = ", ".join(f"{count} {words(status.value)}" for status, count in statuses.items())
    return f"{_many(sum(statuses.values()), 'claim', 'claims')}{f': {told}' if told else ''}"


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
