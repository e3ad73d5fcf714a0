"""The command `known`."""

from sitlog.cli import session
from sitlog.cli.answers.known import answer
from sitlog.cli.answers.narrowing import Narrowed
from sitlog.cli.giving import give
from sitlog.cli.options import After, All, Claims, Limit, Occurred, Output, Question, Where, Without


def known(  # noqa: PLR0913  # each is an option that people type
    where: Where,
    question: Question,
    output: Output,
    *,
    occurred: Occurred = None,
    without: Without = None,
    everything: All = False,
    claims: Claims = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """Show what was known, on two clocks.

    The public clock (--at) counts what had been said in public by an instant, with all that the log knows
    today. The desk clock (--recorded-at) reads the log as it stood then, before anything recorded later.

    A time is written as 2024-04-22 19:40, 22 Apr 19:40, yesterday 14:00, 3h ago, or e12 for that of an entry.
    A day means its end.

    Of a big situation, ask for some claims (--claim), or leaf through all (--limit 50, then --after KEY).

    Example: sitlog known --at "22 Apr 2024 19:40"
    """
    narrowed = Narrowed(tuple(claims or ()), limit, after)
    with session.open_log(where.log) as log:
        given = answer(
            log,
            where,
            question,
            occurred=occurred,
            without=without or (),
            everything=everything,
            narrowed=narrowed,
        )
        give(given, output)
