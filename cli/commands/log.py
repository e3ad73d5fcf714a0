"""The command `log`."""

from dataclasses import replace
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.log import Wanted, listing
from sitlog.cli.giving import give
from sitlog.cli.options import ClaimKey, Output, Question, SourceKey, Where
from sitlog.domain.errors import NotUnderstood

Kinds = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="KIND", help="Only entries of this kind, such as denial; may be repeated."),
]
From = Annotated[str | None, typer.Option("--from", metavar="eN", help="The first entry.")]
To = Annotated[str | None, typer.Option("--to", metavar="eN", help="The last entry.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="No more than the first N of them.")]
Newest = Annotated[int | None, typer.Option("--last", metavar="N", min=1, help="No more than the last N of them.")]


def log(  # noqa: PLR0913  # each is an option that people type
    where: Where,
    question: Question,
    output: Output,
    *,
    kinds: Kinds = None,
    claim: ClaimKey = None,
    source: SourceKey = None,
    first: From = None,
    last: To = None,
    limit: Limit = None,
    newest: Newest = None,
) -> None:
    """List entries, in the order in which they were recorded.

    Entries that were corrected later stand as they were recorded, with the numbers of those that correct them.
    With --at, statements and reports that were not public by then are left out.

    Example: sitlog log --type denial --from e12
    """
    if limit is not None and newest is not None:
        raise NotUnderstood("--limit and --last ask for two ends of the log", hint="Leave one of them out")
    wanted = replace(Wanted.typed(kinds or [], claim, source, (first, last)), limit=limit, newest=newest)
    with session.open_log(where.log) as opened:
        give(listing(opened, where, question, wanted), output)
