"""The answer of `known`, in every form."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sitlog.cli import asking, session
from sitlog.cli.answers.narrowing import Narrowed, Part, is_indexed, leafed, named, page, story_of_part
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.domain.answer import stream
from sitlog.domain.asked import Asked
from sitlog.domain.beside import Judgement
from sitlog.domain.errors import NoSuchKey
from sitlog.domain.knowledge import Known, known
from sitlog.domain.nearest import nearest
from sitlog.domain.occurred import without_later
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.domain.when import rfc3339
from sitlog.domain.without import without as left_out

if TYPE_CHECKING:  # what SQL needs takes its time to import, and so does what people see, which JSON needs not
    from sitlog.cli.show.forms import Table
    from sitlog.cli.show.paper import Line
    from sitlog.store.log import SituationLog

_LISTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "redacted"}
_LEFT_OUT = (Kind.SOURCE, Kind.REPORT)
_WHOLE = Narrowed()


def answer(  # noqa: PLR0913  # each is an option of the command
    log: "SituationLog",
    where: Where,
    question: Question,
    *,
    occurred: str | None = None,
    without: Collection[str] = (),
    everything: bool = False,
    narrowed: Narrowed = _WHOLE,
) -> "KnownAnswer":
    """Answer what was known; see the command `known`."""
    situation = session.situation_in(log, where.situation)
    asked = asking.ask(log, situation, question)
    by = asking.read("--occurred", occurred, asking.public_reading(log, situation)) if occurred is not None else None

    def told(put: Story, only: Collection[ClaimId] | None = None) -> Known:
        held = known(left_out(put, without) if without else put, asked.asked, everything=everything, only=only)
        return without_later(held, by) if by else held

    part = _part(log, situation.key, asked.asked, narrowed, others=(everything, without, by))
    put = _story(log, situation.key, asked.asked, part, without)
    for key in without:
        _must_be_there(log, situation.key, key, put)
    if narrowed.is_page and part is None:
        part = leafed(narrowed, log, situation.key, [each.claim.claim for each in told(put).claims])
    only = None if part is None else part.claims
    return KnownAnswer(
        told(put, only),
        asked,
        situation.title,
        by,
        tuple(without),
        _judged(log, situation.key, asked.asked, only),
        part,
    )


def _part(
    log: "SituationLog", situation: str, asked: Asked, narrowed: Narrowed, *, others: Collection[object]
) -> Part | None:
    """Give the part that is asked for, if there is a way to know it beforehand."""
    if narrowed.claims:
        return named(log, situation, narrowed)
    if narrowed.is_page and is_indexed(asked, others):
        return page(log, situation, asked, narrowed)
    return None


def known_in(log: "SituationLog", situation: str, asked: Asked, *, everything: bool = False) -> Known:
    """Put a situation together from the log as it stood, and look at it from the public clock."""
    return known(_story(log, situation, asked), asked, everything=everything)


def _story(
    log: "SituationLog", situation: str, asked: Asked, part: Part | None = None, without: Collection[str] = ()
) -> Story:
    """Put together what an answer on a part rests on, or on the whole."""
    from sitlog.store.views.stories import story_at  # noqa: PLC0415  # slow to import, and --help needs none of it

    if part is None:
        return story_at(log, situation, asked.position, texts=False)
    return story_of_part(log, situation, asked, part, without)


def _judged(
    log: "SituationLog", situation: str, asked: Asked, only: Collection[ClaimId] | None
) -> tuple[Judgement, ...]:
    """Give what analysts think of claims; the answer itself follows from none of it."""
    from sitlog.store.statements.beside import judged  # noqa: PLC0415  # slow to import, and --help needs none of it

    return judged(log, situation, asked.position, only)


def _must_be_there(log: "SituationLog", situation: str, key: str, put: Story) -> None:
    # A part of the story holds no voice and no report that has nothing to do with it.
    if key in put.voices or key in put.reports or any(log.knows(situation, kind, key) for kind in _LEFT_OUT):
        return
    like = nearest(key, [each for kind in _LEFT_OUT for each in log.names(situation, kind)])
    there = f"Did you mean {like}?" if like else "See who speaks: sitlog sources"
    raise NoSuchKey(f"there is no source and no report '{key}'", hint=there)


class KnownAnswer(NamedTuple):
    """What was known, with what was asked."""

    known: Known
    asking: Asking
    title: str
    occurred: datetime | None = None
    without: tuple[str, ...] = ()
    judged: tuple[Judgement, ...] = ()
    part: Part | None = None

    def text(self, across: int) -> "Iterator[Line]":
        """Give it for people, on so many columns."""
        from sitlog.cli.show.asked import asked_lines  # noqa: PLC0415  # slow to import, and JSON needs none of it
        from sitlog.cli.show.hints import known_hint  # noqa: PLC0415  # as above
        from sitlog.cli.show.known import KnownText  # noqa: PLC0415  # as above
        from sitlog.cli.show.paper import Ink, line, wrapped  # noqa: PLC0415  # as above

        asked = self.asking
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk, occurred=self.occurred)
        if self.without:
            yield from wrapped(line(f"Left out: {', '.join(self.without)}", Ink.TITLE), across)
        yield from KnownText(self.known, asked.calendar, self.title, across, self.judged).lines()
        hint = f"More of it: add --after {self.part.next}" if self.part and self.part.next else None
        hint = hint or known_hint(self.known, asked.calendar, self._named, desk=asked.desk)
        yield from wrapped(line(hint, Ink.FAINT), across)

    @property
    def _named(self) -> Collection[ClaimId] | None:
        return self.part.claims if self.part and not self.part.asked.is_page else None

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.known/1."""
        told = stream(self.known)
        told |= {"occurred_by": rfc3339(self.occurred)} if self.occurred is not None else {}
        told |= {"without": list(self.without)} if self.without else {}
        return told | (self.part.document() if self.part else {})

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each claim, report, incident and redaction as a JSON object that repeats what was asked."""
        whole = self.document()
        common = {name: value for name, value in whole.items() if name not in {"format", *_LISTS}}
        for name, one in _LISTS.items():
            for each in whole[name]:
                yield {"format": f"sitlog.known.{one}/1", **common, **each}

    def table(self) -> "Table":
        """Give a row a statement."""
        from sitlog.cli.show.tables import statement_table  # noqa: PLC0415  # as above

        return statement_table(self.known)

    def summary(self) -> "tuple[str, Table]":
        """Give a row a claim."""
        from sitlog.cli.show.asked import asked_text  # noqa: PLC0415  # as above
        from sitlog.cli.show.tables import claim_table  # noqa: PLC0415  # as above

        asked = self.asking
        question = asked_text(asked.asked, asked.calendar, desk=asked.desk, occurred=self.occurred)
        question += f", leaving out {', '.join(self.without)}" if self.without else ""
        return question, claim_table(self.known, asked.calendar)
