"""What `reactors` does: starts, stops and shows webhooks, and tries again what they could not post."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.answers.log import Wanted
from sitlog.cli.answers.reactors import DeadLetters, ReactorTable
from sitlog.cli.giving import give
from sitlog.cli.keeping.secretkeeping import secret_of, secret_place
from sitlog.cli.options import Output
from sitlog.cli.show.times import Calendar
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.nearest import nearest
from sitlog.domain.status import Status
from sitlog.domain.values import KEY
from sitlog.store.views.reactors import dead_letters_of
from sitlog.store.views.webhooks import Posting, Webhooks

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


@dataclass(frozen=True, slots=True)
class Filters:
    """The options with which a webhook is started."""

    secret: str | None = None
    claims: Sequence[str] = ()
    sources: Sequence[str] = ()
    statuses: Sequence[Status] = ()
    first: str | None = None


class Postings:
    """The webhooks of a log, on the command line."""

    def __init__(self, log: "SituationLog", output: Output) -> None:
        """Work on *log*."""
        self._log = log
        self._output = output
        self._webhooks = Webhooks(log, secret_of)

    def act(self, action: str, names: Sequence[str], filters: Filters) -> bool:
        """Do one action, and show what came of it; whether nothing is left that could not be posted."""
        actions: Mapping[str, Callable[[], bool]] = {
            "list": lambda: self._list(names),
            "start": lambda: self._start(names, filters),
            "stop": lambda: self._stop(names),
            "retry": lambda: self._retry(names),
            "dead": lambda: self._dead(names),
        }
        if action not in actions:
            like = nearest(action, actions)
            hint = f"Did you mean sitlog reactors {like}?" if like else f"There are: {', '.join(actions)}"
            raise NotUnderstood(f"reactors has no action '{action}'", hint=hint)
        if not names and action not in {"list", "dead"}:
            raise NotUnderstood(f"{action} what?", hint=f"Name a reactor: sitlog reactors {action} NAME")
        if action != "start" and filters != Filters():
            raise NotUnderstood(f"{action} takes no filters", hint="They are for start")
        return actions[action]()

    def _list(self, names: Sequence[str]) -> bool:
        for name in names:
            self._webhooks.one(name)
        give(ReactorTable([each for each in self._webhooks.status() if not names or each.name in names]), self._output)
        return True

    def _start(self, names: Sequence[str], filters: Filters) -> bool:
        name, *urls = names
        if not urls and filters == Filters():
            self._webhooks.resume(name)
            return self._list([name])
        if len(urls) != 1 or filters.secret is None:
            hint = "write sitlog reactors start NAME URL --secret env:SITLOG_SECRET"
            raise NotUnderstood("a reactor is started with a name, a URL and a secret", hint=hint)
        if not re.fullmatch(KEY, name):
            raise NotUnderstood(f"'{name}' is not a name", hint="write small letters, digits and hyphens")
        (url,) = urls
        wanted = Wanted.typed([], None, None, (filters.first, None))
        posting = Posting(url, secret_place(filters.secret), filters.claims, filters.sources, filters.statuses)
        self._webhooks.start(name, posting, after=None if filters.first is None else wanted.first - 1)
        return self._list([name])

    def _stop(self, names: Sequence[str]) -> bool:
        for name in names:
            self._webhooks.stop(name)
        return self._list(names)

    def _retry(self, names: Sequence[str]) -> bool:
        left = [self._webhooks.reactions(name).try_again() for name in names]
        self._dead(names)
        return not any(left)

    def _dead(self, names: Sequence[str]) -> bool:
        for name in names:
            self._webhooks.one(name)
        of = names or [each.name for each in self._webhooks.status()]
        letters = [(name, letter) for name in of for letter in dead_letters_of(self._log, name)]
        give(DeadLetters(letters, Calendar(session.stated_zone() or UTC, session.now())), self._output)
        return True
