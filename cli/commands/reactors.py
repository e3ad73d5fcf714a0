"""The command `reactors`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.commands.log import From
from sitlog.cli.failing import NO
from sitlog.cli.keeping.postings import Filters, Postings
from sitlog.cli.options import Log, Output, known_keys
from sitlog.domain.status import Status
from sitlog.domain.values import Kind

_Action = Annotated[
    str, typer.Argument(help="list, start, stop, retry or dead.", metavar="[ACTION]", show_default=False)
]
_Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME]...", help="Reactors; to start a new one, its name and its URL.")
]
_Secret = Annotated[
    str | None,
    typer.Option("--secret", metavar="PLACE", help="Where the secret is: env:SITLOG_SECRET..., or file:PATH."),
]
_Claims = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="KEY",
        autocompletion=known_keys(Kind.CLAIM),
        help="Only what is about this claim; may be repeated.",
    ),
]
_Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="KEY",
        autocompletion=known_keys(Kind.SOURCE),
        help="Only what names this source; may be repeated.",
    ),
]
_Statuses = Annotated[
    list[Status] | None,
    typer.Option("--status", help="Only what gives a claim this status; may be repeated."),
]


def reactors(  # noqa: PLR0913  # each is an option that people type
    output: Output,
    *,
    action: _Action = "list",
    names: _Names = None,
    secret: _Secret = None,
    claims: _Claims = None,
    sources: _Sources = None,
    statuses: _Statuses = None,
    first: From = None,
    log: Log = None,
) -> None:
    """Post new entries to others, and see to what could not be posted.

    list: how each reactor is. start: post what is recorded from now on (or --from an entry on) to a URL, or go on.
    stop: leave it until it is started again. dead: what could not be posted, and why. retry: post that again.

    sitlog projections run does the posting. The log keeps where the secret is, and not the secret.

    Example: sitlog reactors start desk https://desk.example/hook --secret env:SITLOG_SECRET_DESK --status disputed
    """
    filters = Filters(secret, claims or (), sources or (), statuses or (), first)
    with session.open_log(log) as opened:
        if not Postings(opened, output).act(action, names or [], filters):
            raise typer.Exit(NO)
