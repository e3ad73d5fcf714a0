"""The bar: on a terminal only, and only for what takes its time."""

import io

from sitlog.cli.progress import Progress
from tests.cli.running import Terminal


class Ticking:
    """A clock that goes on by half a second each time somebody looks."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def test_nothing_is_shown_within_a_second() -> None:
    stream = Terminal()
    progress = Progress("desk.slog", 100, stream, clock=lambda: 0.0)

    progress.at(50, "half")
    progress.close()

    assert stream.getvalue() == ""


def test_after_a_second_a_bar_is_shown_and_leaves_nothing_behind() -> None:
    stream = Terminal()
    progress = Progress("desk.slog", 100, stream, clock=Ticking())

    progress.at(25, "25 bytes")
    progress.at(50, "50 bytes")
    progress.close()

    assert stream.getvalue() == f"\r\x1b[Kdesk.slog  {'━' * 20}{'─' * 20} 50 bytes\r\x1b[K"


def test_a_bar_can_be_drawn_in_ascii_and_without_a_total() -> None:
    for total, bar in ((100, f"{'#' * 20}{'.' * 20} "), (None, "")):
        stream = Terminal()
        progress = Progress("desk.slog", total, stream, clock=Ticking(), ascii=True)

        progress.at(0, "")
        progress.at(50, "50 bytes")

        assert stream.getvalue() == f"\r\x1b[Kdesk.slog  {bar}50 bytes"


def test_a_pipe_gets_no_bar() -> None:
    stream = io.StringIO()
    progress = Progress("desk.slog", 100, stream, clock=Ticking())

    for done in range(100):
        progress.at(done, "")

    assert stream.getvalue() == ""
