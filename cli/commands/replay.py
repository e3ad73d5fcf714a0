"""The command `replay`."""

from dataclasses import replace
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.corrections import corrections
from sitlog.cli.answers.replay import played, walked
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where
from sitlog.domain.errors import NotUnderstood

_Until = Annotated[
    str | None, typer.Option("--until", metavar="eN|TIME", help="Play no further; the same as --recorded-at.")
]
_Step = Annotated[bool, typer.Option("--step", help="Show each entry with what it changed.")]
_Corrections = Annotated[bool, typer.Option("--corrections", help="Show our own corrections with what they changed.")]


def replay(  # noqa: PLR0913  # each is an option that people type
    where: Where,
    question: Question,
    output: Output,
    *,
    until: _Until = None,
    step: _Step = False,
    corrections_only: _Corrections = False,
) -> None:
    """Play the log from nothing.

    Entry by entry and whole: both must give the same answer. With --step each entry stands with the statuses it
    changed, by what was public when it was recorded. With --corrections only changes of our own entries are shown.

    Example: sitlog replay --until e20 --step
    """
    if until is not None and question.recorded_at is not None:
        raise NotUnderstood("--until and --recorded-at say the same", hint="Leave one of them out")
    if step and corrections_only:
        raise NotUnderstood("--step and --corrections are two answers", hint="Leave one of them out")
    asked = question if until is None else replace(question, recorded_at=until)
    answer = corrections if corrections_only else walked if step else played
    with session.open_log(where.log) as log:
        give(answer(log, where, asked), output)
