"""Reactors and their dead letters, as people and programs see them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.columns import columns
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, line, said, wrapped
from sitlog.cli.show.times import Calendar
from sitlog.domain.when import rfc3339

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.views.reactors import DeadLetter
    from sitlog.store.views.webhooks import ReactorStatus

_HEADINGS = ("reactor", "at", "behind", "dead letters", "state")
_RIGHT = {"behind", "dead letters"}
_COLUMNS = ("reactor", "position", "behind", "dead_letters", "state", "url", "secret", "claims", "sources", "statuses")
_INDENT = "    "
_WHAT_TO_DO = {"behind": "Let it go on: sitlog projections run", "paused": "Go on: sitlog reactors start {name}"}


@dataclass(frozen=True, slots=True)
class ReactorTable:
    """How each reactor is."""

    reactors: Sequence["ReactorStatus"]

    def text(self, across: int) -> Iterator[Line]:
        """Give a row a reactor, and below what it posts and what to do."""
        if not self.reactors:
            yield line("No reactor was started. Start one: sitlog reactors start NAME URL --secret env:SITLOG_SECRET")
            return
        headings, *lines = columns([_HEADINGS, *map(_cells, self.reactors)], _RIGHT)
        yield (said(headings, Ink.FAINT),)
        for each, text in zip(self.reactors, lines, strict=True):
            yield (said(text),)
            for told in _below(each):
                for part in wrapped(line(told, Ink.FAINT), max(across - len(_INDENT), 20)):
                    yield (Piece(_INDENT), *part)

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.reactors/1."""
        return {"format": "sitlog.reactors/1", "reactors": [_document(each) for each in self.reactors]}

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object a reactor, sitlog.reactor/1."""
        return ({"format": "sitlog.reactor/1", **_document(each)} for each in self.reactors)

    def table(self) -> Table:
        """Give a row a reactor, with all there is."""
        return Table(_COLUMNS, [list(map(_plain, _document(each).values())) for each in self.reactors])

    def summary(self) -> tuple[str, Table]:
        """Give a row a reactor, for people."""
        return "Reactors", Table(_HEADINGS, list(map(_cells, self.reactors)))


def _cells(each: "ReactorStatus") -> tuple[str, ...]:
    return (each.name, f"e{each.position}", str(each.behind), str(each.dead), each.state.value)


def _below(each: "ReactorStatus") -> Iterator[str]:
    if each.posting is not None:
        kinds = (("claim", each.posting.claims), ("source", each.posting.sources), ("status", each.posting.statuses))
        only = [f"{kind} {', '.join(some)}" for kind, some in kinds if some]
        yield f"posts to {each.posting.url}, signed with the secret in {each.posting.secret}"
        yield from (f"only {told}" for told in only)
    if each.dead:
        yield f"See what failed: sitlog reactors dead {each.name}"
    if each.state.value in _WHAT_TO_DO:
        yield _WHAT_TO_DO[each.state.value].format(name=each.name)


def _document(each: "ReactorStatus") -> dict[str, Any]:
    told = each.posting
    posting = (
        (told.url, told.secret, list(told.claims), list(told.sources), list(told.statuses)) if told else _NO_POSTING
    )
    return dict(
        zip(_COLUMNS, (each.name, each.position, each.behind, each.dead, each.state.value, *posting), strict=True)
    )


_NO_POSTING: tuple[Any, ...] = (None, None, [], [], [])


def _plain(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """What reactors could not deal with, by reactor."""

    letters: Sequence[tuple[str, "DeadLetter"]]
    calendar: Calendar

    def text(self, across: int) -> Iterator[Line]:
        """Give each with its cause."""
        if not self.letters:
            yield line("No dead letters.")
        for name, each in self.letters:
            tries = f"{each.tries} {'try' if each.tries == 1 else 'tries'}"
            told = f"{name}  e{each.position}  {each.error} ({tries}, the last {self.calendar.placed(each.died_at)})"
            yield from wrapped(line(told), across)
        for name in dict.fromkeys(name for name, _ in self.letters):
            yield line(f"Try again: sitlog reactors retry {name}", Ink.FAINT)

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.dead-letters/1."""
        return {"format": "sitlog.dead-letters/1", "dead_letters": [_letter(*each) for each in self.letters]}

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object a dead letter, sitlog.dead-letter/1."""
        return ({"format": "sitlog.dead-letter/1", **_letter(*each)} for each in self.letters)

    def table(self) -> Table:
        """Give a row a dead letter."""
        return Table(_LETTER, [list(_letter(*each).values()) for each in self.letters])

    def summary(self) -> tuple[str, Table]:
        """Give the same for people."""
        return "Dead letters", self.table()


_LETTER = ("reactor", "entry", "tries", "error", "died_at")


def _letter(name: str, each: "DeadLetter") -> dict[str, Any]:
    return dict(zip(_LETTER, (name, each.position, each.tries, each.error, rfc3339(each.died_at)), strict=True))
