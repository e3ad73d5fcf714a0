"""The options of commands, each named once, and the groups in which commands take them."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import session
from sitlog.domain.errors import NotUnderstood, SitlogError
from sitlog.domain.values import Kind

if TYPE_CHECKING:
    from sitlog.cli.terminal import Screen


class Format(StrEnum):
    """In what form an answer is given."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"


def known_keys(kind: Kind) -> Callable[[typer.Context, str], list[str]]:
    """Make what completes the keys of a kind, from the log that the line so far names; it is silent on any failure."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        parent = context.parent.params if context.parent else {}
        given = {**parent, **{name: value for name, value in context.params.items() if value}}
        try:
            with session.open_log(given.get("log")) as log:
                if kind is Kind.SITUATION:
                    keys = [each.key for each in log.situations()]
                else:
                    keys = log.names(session.situation_in(log, given.get("situation")).key, kind)
        except (SitlogError, OSError):
            return []
        return [each for each in keys if each.startswith(incomplete)]

    return complete


Log = Annotated[
    str | None,
    typer.Option(
        "--log",
        metavar="URL",
        help="The log: a file or a database URL.  [default: SITLOG_LOG, or sitlog.db found upwards]",
    ),
]
Situation = Annotated[
    str | None,
    typer.Option(
        "--situation",
        metavar="KEY",
        autocompletion=known_keys(Kind.SITUATION),
        help="The situation.  [default: the only one]",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="The public clock: what had been said in public by then.  [default: now, or --recorded-at]",
    ),
]
RecordedAt = Annotated[
    str | None,
    typer.Option(
        "--recorded-at",
        metavar="TIME",
        help="The desk clock: the log as it stood then, or at an entry such as e20.  [default: now]",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Leave out what may not have been said yet.")]
ByPublication = Annotated[
    bool, typer.Option("--by-publication", help="Count a statement from when a report that carries it was published.")
]
Occurred = Annotated[
    str | None,
    typer.Option(
        "--occurred", metavar="TIME", help="Leave out incidents that had not happened by then, and claims about them."
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="KEY",
        autocompletion=known_keys(Kind.SOURCE),
        help="Leave out what a source said or passed on, or what a report alone carried; may be repeated.",
    ),
]
All = Annotated[bool, typer.Option("--all", help="Show claims too on which nothing had been said.")]
Claims = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="KEY",
        autocompletion=known_keys(Kind.CLAIM),
        help="Only this claim, and the reports that carry it; may be repeated.",
    ),
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="No more than so many claims at once.")]
After = Annotated[
    str | None,
    typer.Option(
        "--after",
        metavar="KEY",
        autocompletion=known_keys(Kind.CLAIM),
        help="Go on after this claim, the last of the page before.",
    ),
]
FormatAs = Annotated[Format | None, typer.Option("--format", help="The form of the answer.  [default: text]")]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Use no sign beyond ASCII for what is ours.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Use no colours; NO_COLOR does the same.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Write past the end of the screen.")]
ClaimKey = Annotated[
    str | None,
    typer.Option(
        "--claim", metavar="KEY", autocompletion=known_keys(Kind.CLAIM), help="Only entries that name this claim."
    ),
]
SourceKey = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="KEY", autocompletion=known_keys(Kind.SOURCE), help="Only entries that name this source."
    ),
]


@dataclass(frozen=True, slots=True)
class Where:
    """Which log, and which situation in it."""

    log: Log = None
    situation: Situation = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of it: both clocks, and how strictly."""

    at: At = None
    recorded_at: RecordedAt = None
    strict: Strict = False
    by_publication: ByPublication = False


@dataclass(frozen=True, slots=True)
class Output:
    """In what form the answer is given, and where."""

    format: FormatAs = None
    json: Json = False
    ascii: Ascii = False
    no_color: NoColor = False
    no_pager: NoPager = False

    def __post_init__(self) -> None:
        """Raise NotUnderstood if two forms are asked for."""
        if self.json and self.format not in {None, Format.JSON}:
            raise NotUnderstood(f"--json and --format {self.format} ask for two forms", hint="Leave one of them out")

    @property
    def form(self) -> Format:
        """The form that was asked for."""
        return Format.JSON if self.json else self.format or Format.TEXT

    def screen(self) -> "Screen":
        """Give the screen to write the answer on; what is not text for people is not paged."""
        from sitlog.cli.terminal import screen  # noqa: PLC0415  # completion and errors need none of it

        text = self.form in {Format.TEXT, Format.MD}
        return screen(sys.stdout, colour=not self.no_color, ascii_only=self.ascii, paged=text and not self.no_pager)


GROUPS = (Where, Question, Output)
