"""The command `status`, and `sitlog` alone."""

from sitlog.cli import session
from sitlog.cli.answers.status import standing
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where


def status(where: Where, question: Question, output: Output) -> None:
    """Show what the log holds, and what to do next.

    Its head, its last entry, and for each situation how many claims have which status.

    Example: sitlog status --recorded-at yesterday
    """
    with session.open_log(where.log) as log:
        give(standing(log, where, question), output)
