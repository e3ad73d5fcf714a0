"""The command `brief`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.brief import BriefingAnswer, issue
from sitlog.cli.giving import give
from sitlog.cli.options import (
    Ascii,
    At,
    ByPublication,
    Format,
    Json,
    NoColor,
    Output,
    Question,
    Strict,
    Where,
    known_keys,
)
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.values import Kind


class _Form(StrEnum):
    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"


_Audience = Annotated[str, typer.Argument(metavar="AUDIENCE", help="Who is told, such as 'the night desk'.")]
_Claims = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="KEY",
        autocompletion=known_keys(Kind.CLAIM),
        help="Tell of this claim; may be repeated.  [default: all]",
    ),
]
_FormatAs = Annotated[_Form | None, typer.Option("--format", help="The form of the briefing.  [default: text]")]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told: of which instant on the public clock, and how strictly."""

    at: At = None
    strict: Strict = False
    by_publication: ByPublication = False


@dataclass(frozen=True, slots=True)
class _BriefOutput:
    """In what form a briefing is given."""

    format: _FormatAs = None
    json: Json = False
    ascii: Ascii = False
    no_color: NoColor = False

    @property
    def form(self) -> _Form:
        """The form that was asked for; raises NotUnderstood if two were."""
        if self.json and self.format not in {None, _Form.JSON}:
            raise NotUnderstood(f"--json and --format {self.format} ask for two forms", hint="Leave one of them out")
        return _Form.JSON if self.json else self.format or _Form.TEXT

    def give(self, answer: BriefingAnswer) -> None:
        """Write it to stdout."""
        form = self.form
        output = Output(Format.JSON if form is _Form.JSON else None, False, self.ascii, self.no_color, True)  # noqa: FBT003  # its fields in order
        if form in {_Form.MD, _Form.HTML}:
            page = answer.page()
            output.screen().write_text(page.markdown() if form is _Form.MD else page.html())
        else:
            give(answer, output)


def brief(audience: _Audience, where: Where, told: _Told, output: _BriefOutput, claims: _Claims = None) -> None:
    """Tell somebody what is known, and record that they were told.

    The entry keeps the question on both clocks, the claims that were used, and the SHA-256 of the answer in JSON.
    Once a later entry changes that answer, `sitlog briefings --stale` says so, and what changed.

    Example: sitlog brief "the night desk" --format html > briefing.html
    """
    output.form  # noqa: B018  # what cannot be given is not recorded
    question = Question(told.at, None, told.strict, told.by_publication)
    with session.open_log(where.log) as log:
        output.give(issue(log, where, question, audience, claims or ()))
