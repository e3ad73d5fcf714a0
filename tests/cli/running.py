"""Runs the command line in this process, with a clock that stands still, and gives back all that it said."""

import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from sitlog.cli.app import run as run_here

NOW = "2031-05-20T10:00:00Z"
_OURS = re.compile(r"SITLOG_.*|NO_COLOR|COLUMNS|LINES|PAGER|TERM|USER|LOGNAME")
_ROOT = re.compile(r"(log\sat\se\d+(?:\x1b\[0m)?\s(?:\x1b\[1m)?)[0-9a-f]{6}|\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Ran:
    """What a command wrote, and its exit code."""

    code: int
    out: str
    err: str

    def all(self) -> str:
        """All of it as one text, to compare with."""
        return f"{self.out}{self.err}[{self.code}]"


class Terminal(io.StringIO):
    """A stream that is a terminal, as far as a program can tell."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str, log: str | None = None, terminal: bool = False, **environment: str) -> Ran:
    """Run sitlog with these arguments; *environment* adds to one with a fixed clock and 80 columns."""
    out, err = Terminal() if terminal else io.StringIO(), io.StringIO()
    settings = {
        "SITLOG_NOW": NOW,
        "COLUMNS": "80",
        "TERM": "xterm",
        **({"SITLOG_LOG": log} if log else {}),
        **environment,
    }
    with _environment(settings), redirect_stdout(out), redirect_stderr(err):
        code = run_here(arguments)
    return Ran(code, out.getvalue(), err.getvalue())


def unrooted(text: str) -> str:
    """Hide root hashes: every log has its own salts, and so its own roots."""
    return _ROOT.sub(lambda found: f"{found[1]}......" if found[1] else "." * 64, text)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    before: dict[str, Any] = dict(os.environ)
    for name in before:
        if _OURS.fullmatch(name):
            del os.environ[name]
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
