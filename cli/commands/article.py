"""The command `article`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.article import article as shown
from sitlog.cli.answers.article import changes
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where, known_keys
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.values import Kind

_Report = Annotated[
    str, typer.Argument(metavar="REPORT", autocompletion=known_keys(Kind.REPORT), help="The report, such as am.")
]
_Action = Annotated[str, typer.Argument(metavar="[show|diff]", show_default=False, help="Its text, or what changed.")]
_First = Annotated[str | None, typer.Argument(metavar="[rA]", help="A revision.  [default: the one in force]")]
_Last = Annotated[str | None, typer.Argument(metavar="[rB]", help="Of a diff, the later one.")]


def article(  # noqa: PLR0913  # each is what people type
    report: _Report,
    where: Where,
    question: Question,
    output: Output,
    *,
    action: _Action = "show",
    first: _First = None,
    last: _Last = None,
) -> None:
    """Show an article as it stood, or what changed between two revisions of it.

    Changed words are marked [-gone-] and {+new+}; at the right stand the claims whose evidence lies in a paragraph.
    What a publisher says about its change stands above; what it does not say, and texts we do not hold, are named.

    Example: sitlog article am diff r1 r2
    """
    if action not in {"show", "diff"} or (action == "show" and last is not None):
        raise NotUnderstood(f"'{last or action}' has no place here", hint=f"Write sitlog article {report} diff r1 r2")
    with session.open_log(where.log) as log:
        if action == "diff":
            give(changes(log, where, question, report, (first, last)), output)
        else:
            give(shown(log, where, question, report, first), output)
