"""The command `corrections`."""

from sitlog.cli import session
from sitlog.cli.answers.corrections import corrections as found
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where


def corrections(where: Where, question: Question, output: Output) -> None:
    """Show what we corrected, withdrew and redacted, and what that changed.

    Field by field what the log said before and says after, for how long it was wrong, which statuses changed by what
    was public when the change was recorded, and which briefings it overtook.

    Example: sitlog corrections --json
    """
    with session.open_log(where.log) as log:
        give(found(log, where, question), output)
