"""What `projections` does: starts, stops, builds, shows and runs what is kept of a log."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

from sitlog.cli import asking, session
from sitlog.cli.answers.kept import KeptRows, ProjectionTable
from sitlog.cli.keeping.secretkeeping import secret_of
from sitlog.cli.options import Output, Question, Where
from sitlog.cli.progress import Progress
from sitlog.cli.show.forms import Answer
from sitlog.cli.show.times import Calendar
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.nearest import nearest
from sitlog.projections.projection import Projection
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.plugins import at_hand, load
from sitlog.store.views.reacting import Reacting
from sitlog.store.views.status import State
from sitlog.store.views.webhooks import Webhooks

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.views.runner import Runner
    from sitlog.store.views.views import View

Give = Callable[[Answer, Output], None]

_WRONG = {State.STOPPED, State.CHANGED}


class Keeping:
    """The kept projections of a log, on the command line."""

    def __init__(self, log: "SituationLog", where: Where, output: Output) -> None:
        """Work on *log*."""
        self._log = log
        self._where = where
        self._output = output
        self._kept = KeptProjections(log)

    def act(self, action: str, names: Sequence[str], recorded_at: str | None, give: Give) -> bool:
        """Do one action, and show what came of it; whether all is well with what was named."""
        actions: Mapping[str, Callable[[], bool]] = {
            "list": lambda: self._list(give),
            "start": lambda: self._start(names, give),
            "stop": lambda: self._stop(names, give),
            "rebuild": lambda: self._rebuild(names, give),
            "retry": lambda: self._retry(names, give),
            "inspect": lambda: self._inspect(names, recorded_at, give),
            "run": lambda: self._run(names),
        }
        if action not in actions:
            like = nearest(action, actions)
            hint = f"Did you mean sitlog projections {like}?" if like else f"There are: {', '.join(actions)}"
            raise NotUnderstood(f"projections has no action '{action}'", hint=hint)
        if not names and action not in {"list", "run"}:
            raise NotUnderstood(f"{action} what?", hint=f"Name a projection: sitlog projections {action} NAME")
        if recorded_at is not None and action != "inspect":
            raise NotUnderstood("--recorded-at is for inspect", hint="Leave it out")
        return actions[action]()

    def _list(self, give: Give, only: Sequence[str] = ()) -> bool:
        told = [each for each in self._kept.status() if not only or each.name in only]
        give(ProjectionTable(told, Calendar(session.stated_zone() or self._zone(), session.now())), self._output)
        return not only or not any(each.state in _WRONG for each in told)

    def _zone(self) -> Any:
        from datetime import UTC  # noqa: PLC0415  # only here

        there = self._log.situations()
        return session.zone_of(there[0]) if len(there) == 1 else UTC

    def _start(self, names: Sequence[str], give: Give) -> bool:
        paused = {each.name for each in self._kept.status() if each.state is State.PAUSED}
        here = at_hand()
        code = [load(name) for name in names if name in here or name not in paused]
        for each in code:
            self._kept.start(each)
        for name in paused.intersection(names):
            self._kept.resume(name)
        return self._caught_up(code, give, names)

    def _stop(self, names: Sequence[str], give: Give) -> bool:
        for name in map(_bare, names):
            self._kept.stop(name)
        return self._list(give, [_bare(name) for name in names])

    def _rebuild(self, names: Sequence[str], give: Give) -> bool:
        code = [load(name) for name in names]
        for each in code:
            self._kept.rebuild(each)
        return self._caught_up(code, give)

    def _retry(self, names: Sequence[str], give: Give) -> bool:
        code = [load(name) for name in names]
        for each in code:
            self._kept.retry(each.name, each)
        return self._caught_up(code, give)

    def _caught_up(self, code: Sequence[Projection[Any]], give: Give, names: Sequence[str] = ()) -> bool:
        runner = self._kept.runner(code)
        bar = Progress(", ".join(each.name for each in code), self._log.head.position, ascii=self._output.ascii)

        def seen(views: Sequence["View"]) -> None:
            ours = [view for view in views if view.name in {each.name for each in code}]
            least = min((view.position for view in ours), default=0)
            bar.at(least, f"{least}/{bar.total}")

        with _stopped_by_signals(runner):
            runner.catch_up(seen)
        bar.close()
        return self._list(give, [*(each.name for each in code), *map(_bare, names)])

    def _inspect(self, names: Sequence[str], recorded_at: str | None, give: Give) -> bool:
        if len(names) > 1:
            raise NotUnderstood(f"inspect shows one projection, and {len(names)} are named", hint="Name one")
        (name,) = map(_bare, names)
        whole = self._kept.scope_of(name) == "log"
        situation = None if whole else session.situation_in(self._log, self._where.situation)
        asked = asking.ask(self._log, situation, Question(recorded_at=recorded_at))
        rows = self._kept.rows(name, situation=situation.key if situation else None, recorded_at=asked.asked.position)
        give(KeptRows(rows, asked), self._output)
        return True

    def _run(self, names: Sequence[str]) -> bool:
        code = at_hand() | {each.name: each for each in map(load, names)}
        runner = self._kept.runner(list(code.values()))
        kept = list(dict.fromkeys(each.name for each in self._kept.status()))
        for name in (each for each in kept if each not in code):
            _say(f"The code of {name} is not at hand: sitlog projections run FILE.py:{name}")
        kept = [each for each in kept if each in code]
        self._announce(kept)
        reacting = Reacting(self._log, secret_of, tell=_say)
        with _stopped_by_signals(runner), _beside(reacting, runner):
            runner.run(lambda view: _say(f"{view.name} stopped: {view.error}"))
        return True

    def _announce(self, kept: Sequence[str]) -> None:
        started = [each.name for each in Webhooks(self._log, secret_of).status() if each.posting is not None]
        told = f"Keeping {', '.join(kept)} up to date. Ctrl-C stops." if kept else _NOTHING_YET
        _say(told if kept or not started else "Ctrl-C stops.")
        if started:
            _say(f"Posting: {', '.join(started)}.")


_NOTHING_YET = "Nothing is kept yet, and so there is nothing to do: sitlog projections start NAME"


def _bare(name: str) -> str:
    return name.rpartition(":")[2].replace("_", "-") if ".py:" in name else name


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _beside(reacting: Reacting, runner: "Runner") -> Iterator[None]:
    """Let webhooks react on a thread of their own, until the runner ends; and end the runner if that fails."""
    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(reacting.run)
        done.add_done_callback(lambda _: runner.stop())
        try:
            yield
        finally:
            reacting.stop()
    done.result()


@contextmanager
def _stopped_by_signals(runner: "Runner") -> Iterator[None]:
    """Let the two signals that end a program end the runner first; Ctrl-C is told on afterwards."""
    got: list[int] = []

    def stop(number: int, _: object) -> None:
        got.append(number)
        # On a thread: what is interrupted may hold the very lock that stopping takes.
        Thread(target=runner.stop, daemon=True).start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if signal.SIGINT in got:
        raise KeyboardInterrupt
