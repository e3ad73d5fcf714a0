"""The answer of `log`: which entries are wanted, and they in every form, as they are read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sitlog.cli import asking, session
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.entries import EntryLines, public_time
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.sentences import KINDS, names
from sitlog.domain.answer import asked_document
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NoSuchKey, NotUnderstood
from sitlog.domain.nearest import nearest
from sitlog.domain.public import PublicClock
from sitlog.domain.values import Kind
from sitlog.domain.when import Membership, When
from sitlog.projections.story import story

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog

_POSITION = re.compile(r"e?(\d{1,18})")
_CHANGES = ("EntryCorrected", "EntryWithdrawn", "EntryRedacted")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of some topics (any, if there are none), that name a claim or a source, from one to another."""

    topics: Sequence[str] = ()
    claim: str | None = None
    source: str | None = None
    first: int = 1
    last: int | None = None

    @classmethod
    def typed(
        cls, kinds: Sequence[str], claim: str | None, source: str | None, ends: tuple[str | None, str | None]
    ) -> Self:
        """Read what was typed; raises NotUnderstood."""
        first, last = (_position(option, each) for option, each in zip(("--from", "--to"), ends, strict=True))
        return cls([topic for each in kinds for topic in _topics(each)], claim, source, first or 1, last)

    def has(self, entry: Entry) -> bool:
        """Tell whether an entry names what is wanted."""
        keys = ((self.claim, Kind.CLAIM), (self.source, Kind.SOURCE))
        return all(key is None or names(entry.event, key, kind) for key, kind in keys)


def _position(option: str, typed: str | None) -> int | None:
    if typed is None:
        return None
    found = _POSITION.fullmatch(typed.strip())
    if not found:
        raise NotUnderstood(f"{option}: '{typed}' is not the number of an entry", hint="Write e12")
    return int(found[1])


def _topics(typed: str) -> list[str]:
    found = [topic for topic, kind in KINDS.items() if typed.lower() in {topic.lower(), kind}]
    if not found:
        like = nearest(typed, [*KINDS, *KINDS.values()])
        every = f"The kinds are: {', '.join(dict.fromkeys(KINDS.values()))}"
        raise NotUnderstood(f"--type: there is no kind '{typed}'", hint=f"Did you mean {like}?" if like else every)
    return found


def listing(log: "SituationLog", where: Where, question: Question, wanted: Wanted) -> "Listing":
    """List entries of a situation, or of the whole log if it holds several and none is named; see the command `log`."""
    situation = _situation(log, where.situation)
    asked = asking.ask(log, situation, question)
    _require_known(log, situation, wanted)
    held = log.of(situation.key) if situation else log.read()
    held = held.until(asked.asked.position)
    last = min(wanted.last or asked.asked.position, asked.asked.position)
    public = _public(held, asked.asked, situation) if question.at is not None else lambda _: True
    chosen = held.after(max(wanted.first, 1) - 1).until(last).only(*wanted.topics)
    return Listing(
        (each for each in chosen if wanted.has(each) and public(each)),
        EntryLines(asked.calendar, Changes(held.only(*_CHANGES)), asked.asked.position, several=situation is None),
        asked,
        situation.key if situation else None,
        on_public_clock=question.at is not None,
    )


def _situation(log: "SituationLog", key: str | None) -> "Situation | None":
    if key is None and len(log.situations()) != 1:
        return None
    return session.situation_in(log, key)


def _require_known(log: "SituationLog", situation: "Situation | None", wanted: Wanted) -> None:
    for kind, key in ((Kind.CLAIM, wanted.claim), (Kind.SOURCE, wanted.source)):
        if key is None or situation is None or key in (known := log.names(situation.key, kind)):
            continue
        like = nearest(key, known)
        hint = f"Did you mean {like}?" if like else f"The log knows: {', '.join(known) or 'none'}"
        raise NoSuchKey(f"there is no {kind} '{key}'", hint=hint)


def _public(held: Iterable[Entry], asked: Asked, situation: "Situation | None") -> Callable[[Entry], bool]:
    """Make what tells whether an entry was public by then; entries without a time on the public clock always were."""
    times: Mapping[int, When] = {}
    if asked.by is Clock.PUBLICATION and situation is not None:
        put = story(situation.key, held)
        clock = PublicClock(put.reports, asked.by)
        times = {each.entry: clock.time(each) for told in put.told.values() for each in told}
    left_out = {Membership.NOT_YET, Membership.POSSIBLE} if asked.strict else {Membership.NOT_YET}

    def was_public(entry: Entry) -> bool:
        when = times.get(entry.position) or public_time(entry)
        return when is None or when.by(asked.at) not in left_out

    return was_public


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries, read as they are given, with what was asked."""

    entries: Iterator[Entry]
    lines: EntryLines
    asking: Asking
    situation: str | None
    on_public_clock: bool

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        first = next(self.entries, None)
        if first is None:
            yield line("No such entries.")
            return
        yield from self.lines.text(_again(first, self.entries), across)

    def _question(self) -> str:
        asked, calendar = self.asking.asked, self.asking.calendar
        told = f"In our log by {calendar.placed(asked.recorded_at)}, {at_position(asked)}"
        if self.on_public_clock:
            told += f", without what was not public by {calendar.placed(asked.at)}"
        return told

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.log/1."""
        return {
            "format": "sitlog.log/1",
            "situation": self.situation,
            "asked": asked_document(self.asking.asked),
            "entries": map(self.lines.document, self.entries),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object an entry, sitlog.entry/1."""
        return ({"format": "sitlog.entry/1", **self.lines.document(each)} for each in self.entries)

    def table(self) -> Table:
        """Give a row an entry."""
        return self.lines.table(self.entries)

    def summary(self) -> tuple[str, Table]:
        """Give a row an entry, for people."""
        return self._question(), self.lines.summary(self.entries)


def _again(first: Entry, others: Iterable[Entry]) -> Iterator[Entry]:
    yield first
    yield from others
