"""The command `when`."""

from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.answers.when import first_instants, status_typed
from sitlog.cli.failing import NO
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where, known_keys
from sitlog.domain.status import Status
from sitlog.domain.values import Kind


def _statuses(incomplete: str) -> list[str]:
    return [each.value for each in Status if each.value.startswith(incomplete)]


ClaimName = Annotated[str, typer.Argument(metavar="CLAIM", autocompletion=known_keys(Kind.CLAIM), help="The claim.")]
_StatusName = Annotated[
    str | None, typer.Argument(metavar="[STATUS]", autocompletion=_statuses, help="Such as disputed.  [default: each]")
]


def when(claim: ClaimName, where: Where, question: Question, output: Output, status: _StatusName = None) -> None:
    """Show when a claim first had a status, on both clocks.

    In public: by when what had been said made it so. On our desk: when our own log first showed it.
    Ends with exit code 1 if the claim never had the status.

    Example: sitlog when resume disputed
    """
    wanted = status_typed(status)
    with session.open_log(where.log) as log:
        answer = first_instants(log, where, question, claim, wanted)
        give(answer, output)
    if not answer.held:
        raise typer.Exit(NO)
