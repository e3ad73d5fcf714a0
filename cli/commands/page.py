"""The command `page`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.options import RecordedAt, Where
from sitlog.cli.page.giving import give_index, give_page
from sitlog.domain.errors import NotUnderstood

_Out = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The file, or for --index a folder.  [default: the standard output]"
    ),
]
_From = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="Where time begins.  [default: the first there is]")
]
_To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Where it ends.  [default: the last]")]
_Open = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]
_Index = Annotated[bool, typer.Option("--index", help="Write a page a situation, and one that lists them.")]


def page(  # noqa: PLR0913  # each is an option that people type
    where: Where,
    output: _Out = None,
    first: _From = None,
    last: _To = None,
    recorded_at: RecordedAt = None,
    *,
    open_: _Open = False,
    index: _Index = False,
) -> None:
    """Write a story as one file for the browser, with a time in it that can be dragged.

    The file needs no other, no network and no server. It shows what had been said in public by any instant, and what
    our own log held at any instant, with the article as it stood; without JavaScript it lists all entries.

    Example: sitlog page -o story.html
    """
    if index and (where.situation or first or last):
        raise NotUnderstood(
            "--index is for all situations as they are",
            hint="Leave out --situation, --from and --to",
        )
    with session.open_log(where.log) as log:
        if index:
            give_index(log, output, recorded_at, in_browser=open_)
        else:
            give_page(log, where, output, (first, last), recorded_at, in_browser=open_)
