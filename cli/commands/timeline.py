"""The command `timeline`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.timeline import TimelineAnswer
from sitlog.cli.answers.timeline import timeline as drawn
from sitlog.cli.giving import give
from sitlog.cli.options import Ascii, Format, Json, NoColor, NoPager, Output, Question, Where
from sitlog.domain.errors import NotUnderstood


class _Form(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"
    SVG = "svg"


_From = Annotated[str | None, typer.Option("--from", metavar="TIME", help="Where to begin.  [default: the first time]")]
_To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Where to end.  [default: the last time]")]
_FormatAs = Annotated[_Form | None, typer.Option("--format", help="The form of the answer.  [default: text]")]


@dataclass(frozen=True, slots=True)
class TimelineOutput:
    """In what form a timeline is given: as other answers, or as a drawing."""

    format: _FormatAs = None
    json: Json = False
    ascii: Ascii = False
    no_color: NoColor = False
    no_pager: NoPager = False

    def give(self, answer: TimelineAnswer) -> None:
        """Write it to stdout; raises NotUnderstood if two forms are asked for."""
        if self.format is _Form.SVG and self.json:
            raise NotUnderstood("--json and --format svg ask for two forms", hint="Leave one of them out")
        form = Format(self.format) if self.format not in {None, _Form.SVG} else None
        output = Output(form, self.json, self.ascii, self.no_color, self.no_pager)
        if self.format is _Form.SVG:
            output.screen().write_text(answer.svg())
        else:
            give(answer, output)


def timeline(where: Where, question: Question, output: TimelineOutput, first: _From = None, last: _To = None) -> None:
    """Draw who said what when, and how long which status lasted.

    A lane a report and a claim. What became public after --at is drawn as what was still to come.

    Example: sitlog timeline --at "22 Apr 2024 19:40"
    """
    with session.open_log(where.log) as log:
        output.give(drawn(log, where, question, (first, last)))
