"""The answer of `log`: which entries are wanted, and they in every form, as they are read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Self

from sitlog.cli import asking, session
from sitlog.cli.answers.ground import meant
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
from sitlog.domain.values import Kind, Position
from sitlog.domain.when import Membership, When

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog

_POSITION = re.compile(r"e?(\d{1,18})")
_AT_ONCE = 500  # entries


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of some topics (any, if there are none), that name a claim or a source, from one to another.

    Of these no more than the first *limit*, or than the *newest*.
    """

    topics: Sequence[str] = ()
    claim: str | None = None
    source: str | None = None
    first: int = 1
    last: int | None = None
    limit: int | None = None
    newest: int | None = None

    @classmethod
    def typed(
        cls, kinds: Sequence[str], claim: str | None, source: str | None, ends: tuple[str | None, str | None]
    ) -> Self:
        """Read what was typed; raises NotUnderstood."""
        first, last = (_position(option, each) for option, each in zip(("--from", "--to"), ends, strict=True))
        return cls([topic for each in kinds for topic in _topics(each)], claim, source, first or 1, last)

    @property
    def named(self) -> list[tuple[Kind, str]]:
        """What the entries must name."""
        keys = ((Kind.CLAIM, self.claim), (Kind.SOURCE, self.source))
        return [(kind, key) for kind, key in keys if key is not None]

    def has(self, entry: Entry) -> bool:
        """Tell whether an entry names what is wanted."""
        return all(names(entry.event, key, kind) for kind, key in self.named)


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
    from sitlog.store.touching import noting  # noqa: PLC0415  # slow to import, and --help needs none of it

    situation = _situation(log, where.situation)
    asked = asking.ask(log, situation, question)
    _require_known(log, situation, wanted)
    until, changes = asked.asked.position, Changes()
    public = _public(log, asked.asked, situation) if question.at is not None else iter
    kept = _cut(log, wanted, situation, until, public)
    return Listing(
        noting(log, kept, changes, until=until),
        EntryLines(asked.calendar, changes, until, several=situation is None),
        asked,
        situation.key if situation else None,
        on_public_clock=question.at is not None,
        limit=wanted.limit,
    )


def _cut(
    log: "SituationLog",
    wanted: Wanted,
    situation: "Situation | None",
    until: int,
    public: Callable[[Iterable[Entry]], Iterator[Entry]],
) -> Iterator[Entry]:
    """Give the entries that are wanted, as they are read; one more than the limit, which tells that there are more."""
    chosen = log.of(situation.key) if situation else log.read()
    chosen = chosen.after(max(wanted.first, 1) - 1).until(min(wanted.last or until, until)).only(*wanted.topics)
    if situation is not None:
        for kind, key in wanted.named:
            chosen = chosen.naming(situation.key, kind, key)
    found = public(filter(wanted.has, chosen if wanted.newest is None else chosen.backwards()))
    if wanted.newest is not None:
        return reversed(list(islice(found, wanted.newest)))
    return found if wanted.limit is None else islice(found, wanted.limit + 1)


def _situation(log: "SituationLog", key: str | None) -> "Situation | None":
    if key is None and len(log.situations()) != 1:
        return None
    return session.situation_in(log, key)


def _require_known(log: "SituationLog", situation: "Situation | None", wanted: Wanted) -> None:
    for kind, key in wanted.named:
        if situation is None or key in (known := log.names(situation.key, kind)):
            continue
        raise NoSuchKey(f"there is no {kind} '{key}'", hint=meant(key, known))


def _public(
    log: "SituationLog", asked: Asked, situation: "Situation | None"
) -> Callable[[Iterable[Entry]], Iterator[Entry]]:
    """Make what leaves out entries that were not public by then; those without a time on that clock always were."""
    from sitlog.store.publication import published  # noqa: PLC0415  # slow to import, and --help needs none of it

    left_out = {Membership.NOT_YET, Membership.POSSIBLE} if asked.strict else {Membership.NOT_YET}

    def were_public(entries: Iterable[Entry]) -> Iterator[Entry]:
        rest, times = iter(entries), dict[Position, When]()
        while some := list(islice(rest, _AT_ONCE)):
            if asked.by is Clock.PUBLICATION and situation is not None:
                times = dict(published(log, situation.key, some, until=asked.position))
            for entry in some:
                when = times.get(entry.position) or public_time(entry)
                if when is None or when.by(asked.at) not in left_out:
                    yield entry

    return were_public


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries, read as they are given, with what was asked; one beyond the *limit* tells that there are more."""

    entries: Iterator[Entry]
    lines: EntryLines
    asking: Asking
    situation: str | None
    on_public_clock: bool
    limit: int | None = None

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        shown = self._shown()
        first = next(shown, None)
        if first is None:
            yield line("No such entries.")
            return
        yield from self.lines.text(chain([first], shown), across)
        if beyond := next(self.entries, None):
            yield line(f"More: the same with --from e{beyond.position}", Ink.FAINT)

    def _shown(self) -> Iterator[Entry]:
        return islice(self.entries, self.limit)

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
            "entries": map(self.lines.document, self._shown()),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object an entry, sitlog.entry/1."""
        return ({"format": "sitlog.entry/1", **self.lines.document(each)} for each in self._shown())

    def table(self) -> Table:
        """Give a row an entry."""
        return self.lines.table(self._shown())

    def summary(self) -> tuple[str, Table]:
        """Give a row an entry, for people."""
        return self._question(), self.lines.summary(self._shown())
