"""The command `sources`."""

from sitlog.cli import session
from sitlog.cli.answers.sources import sources as voices
from sitlog.cli.giving import give
from sitlog.cli.options import Output, Question, Where


def sources(where: Where, question: Question, output: Output) -> None:
    """Show each voice: what it said, what it took back, how often others later opposed it.

    Counts, and no score. What analysts think of a voice stands beside it.

    Example: sitlog sources --at "22 Apr 2024 19:40"
    """
    with session.open_log(where.log) as log:
        give(voices(log, where, question), output)
