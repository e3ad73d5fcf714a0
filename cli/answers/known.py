"""The answer of `known`, in every form."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sitlog.cli import asking, session
from sitlog.cli.answers.narrowing import Narrowed, Part, is_indexed, leafed, named, page, story_of_part
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.domain.answer import stream
from sitlog.domain.asked import Asked, Wanted
from sitlog.domain.beside import Judgement
from sitlog.domain.errors import NoSuchKey
from sitlog.domain.knowledge import Known, known, some_of
from sitlog.domain.nearest import nearest
from sitlog.domain.occurred import without_later
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.domain.when import rfc3339
from sitlog.domain.without import without as left_out

if TYPE_CHECKING:  # what SQL needs takes its time to import, and so does what people see, which JSON needs not
    from sitlog.cli.show.forms import Table
    from sitlog.cli.show.paper import Line
    from sitlog.store.log import Situation, SituationLog
    from sitlog.store.statements.whole import Whole

_LISTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "redacted"}
_LEFT_OUT = (Kind.SOURCE, Kind.REPORT)
_WHOLE = Narrowed()
_ALL = Wanted()


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
    wanted = Wanted(everything=everything, occurred=by, without=tuple(without))
    part = _part(log, situation.key, asked.asked, narrowed, others=(everything, without, by))
    if part is None:
        told = _on_whole(log, situation.key, asked.asked, narrowed, wanted)
    else:
        told = _on_part(log, situation.key, asked.asked, part, wanted)
    for key in without:
        _must_be_there(log, situation.key, key, told.story)
    return KnownAnswer(told.known, asked, situation, log, wanted, told.part, told.first)


class _Told(NamedTuple):
    """An answer, on a part or on all; the story it rests on; when in the whole something was first said for certain."""

    known: Known
    story: Story
    part: Part | None = None
    first: datetime | None = None


def _part(
    log: "SituationLog", situation: str, asked: Asked, narrowed: Narrowed, *, others: Collection[object]
) -> Part | None:
    """Give the part that is asked for, if there is a way to know it beforehand."""
    if narrowed.claims:
        return named(log, situation, narrowed)
    if narrowed.is_page and is_indexed(asked, others):
        return page(log, situation, asked, narrowed)
    return None


def _on_part(log: "SituationLog", situation: str, asked: Asked, part: Part, wanted: Wanted) -> _Told:
    story = story_of_part(log, situation, asked, part, wanted.without)
    told = known(left_out(story, wanted.without), asked, everything=wanted.everything, only=part.claims)
    return _Told(without_later(told, wanted.occurred) if wanted.occurred else told, story, part)


def _on_whole(log: "SituationLog", situation: str, asked: Asked, narrowed: Narrowed, wanted: Wanted) -> _Told:
    """Answer on all claims, or on a page of which only all of them tell what is on it."""
    whole = _whole(log, situation, asked, wanted)
    if not narrowed.is_page:
        return _Told(whole.known, whole.story, first=whole.first)
    part = leafed(narrowed, log, situation, whole.claims.keys)
    told = some_of(whole.known, tuple(whole.claims.read(part.claims)), everything=wanted.everything)
    return _Told(told, whole.story, part, whole.first)


def known_in(log: "SituationLog", situation: str, asked: Asked, *, everything: bool = False) -> Known:
    """Answer what was known in a situation; its claims are read from the log whenever they are looped over."""
    return _whole(log, situation, asked, Wanted(everything=everything)).known


def _whole(log: "SituationLog", situation: str, asked: Asked, wanted: Wanted) -> "Whole":
    from sitlog.store.statements.whole import whole_at  # noqa: PLC0415  # slow to import, and --help needs none of it

    return whole_at(log, situation, asked, wanted)


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
    situation: "Situation"
    log: "SituationLog"
    wanted: Wanted = _ALL
    part: Part | None = None
    first: datetime | None = None
    """The first instant by which something was surely said, if that does not follow from the story."""

    def text(self, across: int) -> "Iterator[Line]":
        """Give it for people, on so many columns."""
        from sitlog.cli.show.asked import asked_lines  # noqa: PLC0415  # slow to import, and JSON needs none of it
        from sitlog.cli.show.known import KnownText  # noqa: PLC0415  # as above
        from sitlog.cli.show.paper import Ink, line, wrapped  # noqa: PLC0415  # as above

        asked, without = self.asking, self.wanted.without
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk, occurred=self.wanted.occurred)
        if without:
            yield from wrapped(line(f"Left out: {', '.join(without)}", Ink.TITLE), across)
        yield from KnownText(self.known, asked.calendar, self.situation.title, across, self._judged()).lines()
        yield from wrapped(line(self._hint(), Ink.FAINT), across)

    def _judged(self) -> Sequence[Judgement]:
        """What analysts think of these claims; the answer itself follows from none of it."""
        from sitlog.store.statements.beside import judged  # noqa: PLC0415  # as above

        only = None if self.part is None else self.part.claims
        return judged(self.log, self.situation.key, self.asking.asked.position, only)

    def _hint(self) -> str:
        from sitlog.cli.show.hints import known_hint  # noqa: PLC0415  # as above
        from sitlog.cli.show.known import first_told  # noqa: PLC0415  # as above

        if self.part and self.part.next:
            return f"More of it: add --after {self.part.next}"
        first = self.first or first_told(self.known.story, self._named)
        return known_hint(self.known, self.asking.calendar, first, desk=self.asking.desk)

    @property
    def _named(self) -> Collection[ClaimId] | None:
        return self.part.claims if self.part and not self.part.asked.is_page else None

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.known/1."""
        told = stream(self.known)
        told |= {"occurred_by": rfc3339(self.wanted.occurred)} if self.wanted.occurred is not None else {}
        told |= {"without": list(self.wanted.without)} if self.wanted.without else {}
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

        asked, without = self.asking, self.wanted.without
        question = asked_text(asked.asked, asked.calendar, desk=asked.desk, occurred=self.wanted.occurred)
        question += f", leaving out {', '.join(without)}" if without else ""
        return question, claim_table(self.known, asked.calendar)
