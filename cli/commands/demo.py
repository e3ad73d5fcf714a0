"""The command `demo`: the shipped example, asked at three instants."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.answers.known import answer
from sitlog.cli.files.infile import opened
from sitlog.cli.files.intake import Importer
from sitlog.cli.giving import give
from sitlog.cli.options import Format, Output, Question, Where
from sitlog.cli.show.forms import Answer
from sitlog.cli.show.paper import Ink, Line, line

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

EXAMPLE = files("sitlog") / "examples" / "kh-bases.slog"
INSTANTS = ("2024-04-21T23:00Z", "2024-04-22T23:59Z", "2024-04-23T04:00Z")


def demo(output: Output) -> None:
    """Load the shipped example into a temporary log, and ask it three times what was known.

    The example is one news article of April 2024, and who said what in it. The log is gone when the command ends.
    """
    with TemporaryDirectory(prefix="sitlog-demo-") as folder, _loaded(Path(folder)) as log:
        if output.form is Format.TEXT:
            screen = output.screen()
            screen.write(_lines(log, screen.columns))
        else:
            for instant in INSTANTS:
                give(_known(log, instant), output)


@contextmanager
def _loaded(folder: Path) -> "Iterator[SituationLog]":
    from sitlog.store.log import SituationLog  # noqa: PLC0415  # slow to import, and --help needs none of it

    url = session.as_url(str(folder / "demo.db"))
    with as_file(EXAMPLE) as example, SituationLog.open(url, create=True, clock=session.now) as log:
        with opened(str(example)) as file:
            Importer(log, file, None, None).whole(lambda _: None)
        yield log


def _known(log: "SituationLog", instant: str) -> Answer:
    return answer(log, Where(), Question(at=instant))


def _lines(log: "SituationLog", across: int) -> Iterator[Line]:
    yield line(f"{log.head.position} entries of {EXAMPLE.name}: one news article, and who said what in it.", Ink.TITLE)
    for instant in INSTANTS:
        yield ()
        yield line(f"$ sitlog known --at {instant}", Ink.KEY)
        yield from _known(log, instant).text(across)
    yield ()
    yield line("That log was a temporary one. Begin your own: sitlog init", Ink.TITLE)
