"""Figure 6: what `sitlog known --json` costs as a process, beside the smallest Typer command that reads its rows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks import stories
from benchmarks.figures import Figure, Setting, Timing, at_most, in_turns

_ENTRIES = 300
_TIMES = 3
_GOAL = 1.25
_SMALLEST = str(Path(__file__).with_name("smallest.py"))


def figures(setting: Setting) -> Iterator[Figure]:
    """CPU time, user and system; of a small story, so that it is the start that is measured."""
    file = stories.a_file(setting.folder, _ENTRIES)
    # Whoever installs a program has its modules compiled; this checkout may have been told not to.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONPYCACHEPREFIX": str(setting.folder / "compiled")}
    commands = (
        [_SMALLEST, str(file), stories.LARGE],
        ["-m", "sitlog", "--log", str(file), "known", "--json", "--situation", stories.LARGE],
        ["-m", "sitlog", "--log", str(file), "known", "--situation", stories.LARGE],
        ["-m", "sitlog", "--version"],
    )
    for each in commands:
        _cpu(each, environment)
    smallest, *ours = in_turns(*(partial(_cpu, each, environment) for each in commands), runs=_TIMES * setting.runs)
    reference = Timing("smallest Typer command", smallest)
    for what, took, goal in zip(("known --json", "known", "--version"), ours, (_GOAL, None, None), strict=True):
        yield at_most(6, Timing(f"sitlog {what}, CPU of the process", took), reference, goal)


def _cpu(arguments: list[str], environment: dict[str, str]) -> float:
    """Run a Python process to its end and give the seconds of CPU that it used."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  # our own
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
