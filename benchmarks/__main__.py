"""All figures that sitlog is built to reach, each beside its reference: `python -m benchmarks`, as Markdown."""

import argparse
import json
import sys
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import URL

from benchmarks import answers, diff, live, machine, page, rebuild, record, replay, start, verify, words
from benchmarks.figures import Figure, Setting, a_server, left_out
from benchmarks.grounds import Ground, on_postgres, on_sqlite

_ALONE = {1: record, 2: record, 6: start, 7: verify, 9: page, 10: diff, 11: words}
_ON_A_GROUND = {3: replay, 4: rebuild, 5: answers, 8: live}
_ALL = sorted([*_ALONE, *_ON_A_GROUND])
_HEAD = "| # | what | reference | measured | ratio | goal | |\n|---|---|---|---|---|---|---|"


class Run(NamedTuple):
    """What was asked for."""

    entries: int
    runs: int
    figures: frozenset[int]
    postgres: bool
    browser: bool
    json: bool
    into: Path | None


def main() -> None:
    """Measure, and print."""
    run = _asked()
    with TemporaryDirectory() as folder, _server(run, Path(folder)) as server:
        about = machine.described(server)
        setting = Setting(run.entries, Path(folder), run.runs, server, run.browser)
        lines = sorted(_measured(setting, run), key=lambda each: each.number)
    told = _as_json(run, about, lines) if run.json else _as_markdown(run, about, lines)
    print(told)
    if run.into is not None:
        run.into.write_text(_replaced(run.into.read_text("utf-8"), run.entries, told), "utf-8")


def _asked() -> Run:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="how long the log is: 10,000 to 10,000,000")
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured, all in turns")
    parser.add_argument("--figures", default="", help="some figures only, such as 1,3,7")
    parser.add_argument("--postgres", action=argparse.BooleanOptionalAction, default=True, help="on a server too")
    parser.add_argument("--browser", action=argparse.BooleanOptionalAction, default=True, help="with Chromium")
    parser.add_argument("--json", action="store_true", help="a JSON object in place of Markdown")
    parser.add_argument("--into", type=Path, help="put the table into this document too, in place of that of its size")
    given = parser.parse_args()
    chosen = frozenset(map(int, filter(None, given.figures.split(",")))) or frozenset(_ALL)
    if unknown := chosen - frozenset(_ALL):
        parser.error(f"there is no figure {min(unknown)}: they are {_ALL[0]} to {_ALL[-1]}")
    return Run(given.entries, given.runs, chosen, given.postgres, given.browser, given.json, given.into)


def _server(run: Run, folder: Path) -> AbstractContextManager[URL | None]:
    return a_server(folder) if run.postgres else nullcontext()


def _measured(setting: Setting, run: Run) -> Iterator[Figure]:
    """Measure topic by topic; each is told on the side as it is done, for a long run may be broken off."""
    for topic in dict.fromkeys(module for number, module in _ALONE.items() if number in run.figures):
        yield from _told(each for each in topic.figures(setting) if each.number in run.figures)
    wanted = [module for number, module in _ON_A_GROUND.items() if number in run.figures]
    if not wanted:
        return
    with on_sqlite(setting) as ground:
        yield from _on(ground, run)
    if setting.server is None:
        why = "there is no PostgreSQL server" if run.postgres else "left out"
        yield from (left_out(number, "PostgreSQL", why) for number in _ON_A_GROUND if number in run.figures)
        return
    with on_postgres(setting, setting.server) as ground:
        yield from _on(ground, run)


def _on(ground: Ground, run: Run) -> Iterator[Figure]:
    for number, topic in _ON_A_GROUND.items():
        if number in run.figures:
            yield from _told(topic.figures(ground))


def _told(lines: Iterator[Figure]) -> Iterator[Figure]:
    for each in lines:
        print(_line(each), file=sys.stderr, flush=True)
        yield each


def _as_markdown(run: Run, about: str, lines: Collection[Figure]) -> str:
    today = f"{datetime.now(UTC):%Y-%m-%d}"  # noqa: TID251  # a program that tells when it ran
    title = f"{_title(run.entries)}, {run.runs} runs, {today}"
    return "\n\n".join((title, about, "\n".join((_HEAD, *map(_line, lines)))))


def _title(entries: int) -> str:
    return f"## {entries:,} entries"


def _replaced(document: str, entries: int, table: str) -> str:
    """Put a table where the document has that of the same size, else at the end."""
    before, found, rest = document.partition(_title(entries))
    _, following, after = rest.partition("\n## ")
    return f"{before if found else document.rstrip() + chr(10) * 2}{table}\n{following}{after}"


def _line(figure: Figure) -> str:
    met = {True: "met", False: "**not met**", None: ""}[figure.met]
    return f"| {' | '.join(map(str, figure[:-1]))} | {met} |"


def _as_json(run: Run, about: str, lines: Collection[Figure]) -> str:
    return json.dumps({"entries": run.entries, "machine": about, "figures": [each._asdict() for each in lines]})


if __name__ == "__main__":
    main()
