"""The command `gap`."""

from sitlog.cli import session
from sitlog.cli.answers.gap import gap as lags
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where


def gap(where: Where, question: Question, output: Output) -> None:
    """Show how long after the public our log knew of each statement.

    A vague time counts from the latest it can mean. What our log held before it was public, under an embargo, stands
    apart. With --recorded-at only what was public and not in our log by then is shown.

    Example: sitlog gap --recorded-at "22 Apr 2024 18:00"
    """
    with session.open_log(where.log) as log:
        give(lags(log, where, question), output)
