"""The command `follow`."""

import sys
from collections.abc import Iterator

from sitlog.cli import session
from sitlog.cli.answers.log import Wanted
from sitlog.cli.commands.log import From, Kinds
from sitlog.cli.following import follower
from sitlog.cli.options import ClaimKey, Output, SourceKey, Where
from sitlog.domain.entry import Entry


def follow(  # noqa: PLR0913  # each is an option that people type
    where: Where,
    output: Output,
    *,
    first: From = None,
    kinds: Kinds = None,
    claim: ClaimKey = None,
    source: SourceKey = None,
) -> None:
    """Show entries as they come, from any program that records, until stopped.

    Without --from, only those that are recorded from now on. With --json, a JSON object a line.

    Example: sitlog follow --from e18 --type denial
    """
    wanted = Wanted.typed(kinds or [], claim, source, (first, None))
    with session.open_log(where.log) as log:
        after = log.head.position if first is None else wanted.first - 1
        several = where.situation is None and len(log.situations()) != 1
        zone = None if several else session.zone_of(session.situation_in(log, where.situation))
        write = follower(output, zone or session.stated_zone(), last=log.head.position, several=several)
        with log.subscribe(after=after) as coming:
            if sys.stderr.isatty():
                print("… waiting (Ctrl-C to stop)", file=sys.stderr)
            write(_wanted(coming, wanted, where.situation))


def _wanted(coming: Iterator[Entry], wanted: Wanted, situation: str | None) -> Iterator[Entry]:
    for entry in coming:
        of = situation is None or entry.situation == situation
        if of and (not wanted.topics or entry.type in wanted.topics) and wanted.has(entry):
            yield entry
