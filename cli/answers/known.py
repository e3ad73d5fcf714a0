"""The answer of `known`, in every form."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking, session
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.forms import Table
from sitlog.cli.show.hints import known_hint
from sitlog.cli.show.known import KnownText
from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.tables import claim_table, statement_table
from sitlog.domain.answer import document
from sitlog.domain.asked import Asked
from sitlog.domain.beside import Judgement
from sitlog.domain.errors import NoSuchKey
from sitlog.domain.knowledge import Known, known
from sitlog.domain.nearest import nearest
from sitlog.domain.occurred import without_later
from sitlog.domain.story import Story
from sitlog.domain.when import rfc3339
from sitlog.domain.without import without as left_out
from sitlog.projections.judgements import judgements

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_LISTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "redacted"}


def answer(  # noqa: PLR0913  # each is an option of the command
    log: "SituationLog",
    where: Where,
    question: Question,
    *,
    occurred: str | None = None,
    without: Collection[str] = (),
    everything: bool = False,
) -> "KnownAnswer":
    """Answer what was known; see the command `known`."""
    situation = session.situation_in(log, where.situation)
    asked = asking.ask(log, situation, question)
    by = asking.read("--occurred", occurred, asking.public_reading(log, situation)) if occurred is not None else None
    put = _story(log, situation.key, asked.asked)
    for key in without:
        _must_be_there(key, put)
    held = known(left_out(put, without) if without else put, asked.asked, everything=everything)
    told = without_later(held, by) if by else held
    return KnownAnswer(told, asked, situation.title, by, tuple(without), _judged(log, situation.key, asked.asked))


def known_in(log: "SituationLog", situation: str, asked: Asked, *, everything: bool = False) -> Known:
    """Put a situation together from the log as it stood, and look at it from the public clock."""
    return known(_story(log, situation, asked), asked, everything=everything)


def _story(log: "SituationLog", situation: str, asked: Asked) -> Story:
    from sitlog.store.views.stories import story_at  # noqa: PLC0415  # slow to import, and --help needs none of it

    return story_at(log, situation, asked.position)


def _judged(log: "SituationLog", situation: str, asked: Asked) -> tuple[Judgement, ...]:
    """Give what analysts think of claims; the answer itself follows from none of it."""
    topics = ("ClaimAssessed", "EntryCorrected", "EntryWithdrawn", "EntryRedacted")
    return tuple(judgements(log.of(situation).until(asked.position).only(*topics)).values())


def _must_be_there(key: str, put: Story) -> None:
    if key not in put.voices and key not in put.reports:
        like = nearest(key, [*put.voices, *put.reports])
        there = f"Did you mean {like}?" if like else "See who speaks: sitlog sources"
        raise NoSuchKey(f"there is no source and no report '{key}'", hint=there)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What was known, with what was asked."""

    known: Known
    asking: Asking
    title: str
    occurred: datetime | None = None
    without: tuple[str, ...] = ()
    judged: tuple[Judgement, ...] = ()

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        asked = self.asking
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk, occurred=self.occurred)
        if self.without:
            yield from wrapped(line(f"Left out: {', '.join(self.without)}", Ink.TITLE), across)
        yield from KnownText(self.known, asked.calendar, self.title, across, self.judged).lines()
        yield from wrapped(line(known_hint(self.known, asked.calendar, desk=asked.desk), Ink.FAINT), across)

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.known/1."""
        told = document(self.known)
        told |= {"occurred_by": rfc3339(self.occurred)} if self.occurred is not None else {}
        return told | ({"without": list(self.without)} if self.without else {})

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each claim, report, incident and redaction as a JSON object that repeats what was asked."""
        whole = self.document()
        common = {name: value for name, value in whole.items() if name not in {"format", *_LISTS}}
        for name, one in _LISTS.items():
            for each in whole[name]:
                yield {"format": f"sitlog.known.{one}/1", **common, **each}

    def table(self) -> Table:
        """Give a row a statement."""
        return statement_table(self.known)

    def summary(self) -> tuple[str, Table]:
        """Give a row a claim."""
        asked = self.asking
        question = asked_text(asked.asked, asked.calendar, desk=asked.desk, occurred=self.occurred)
        question += f", leaving out {', '.join(self.without)}" if self.without else ""
        return question, claim_table(self.known, asked.calendar)
