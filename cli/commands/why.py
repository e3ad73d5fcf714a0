"""The command `why`."""

from sitlog.cli import session
from sitlog.cli.answers.why import reasons
from sitlog.cli.commands.when import ClaimName
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where


def why(claim: ClaimName, where: Where, question: Question, output: Output) -> None:
    """Show what the status of a claim rests on.

    Each statement with when it was said, when we recorded it, its evidence, and our own corrections of it; what
    the claim cannot hold together with; what its publisher and what analysts say of it, which changes no status.

    Example: sitlog why deliberate --at "22 Apr 2024 23:30"
    """
    with session.open_log(where.log) as log:
        give(reasons(log, where, question, claim), output)
