"""The terminal: how wide it is, whether it has colours and signs, and where a long answer goes."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from sitlog.cli.show.paper import Ink, Line

_NARROWEST, _WIDEST = 40, 120  # columns; a key at the far edge of a wider screen is too far from what it names
_PAGER = "less -FIRX"
_RESET = "\x1b[0m"
_COLOURS = {
    Ink.TITLE: "\x1b[1m",
    Ink.FAINT: "\x1b[2m",
    Ink.KEY: "\x1b[2m",
    Ink.SAYS: "\x1b[36m",
    Ink.DENIES: "\x1b[31m",
    Ink.UNCLEAR: "\x1b[33m",
    Ink.DISPUTED: "\x1b[35m",
    Ink.ERROR: "\x1b[1;31m",
}
# One character for one character, so that columns stay where they are.
_IN_ASCII = str.maketrans("●✕◐○■↻≠“”→¶·━═╌┈│├─◂\N{EN DASH}", '+x~o#@!"">P.=!_?|[-<-')


class Screen(NamedTuple):
    """Where an answer is written: columns and rows (None: it does not matter), colours, our signs in ASCII or not."""

    stream: TextIO
    columns: int
    rows: int | None = None
    colour: bool = False
    ascii: bool = False

    def write(self, lines: Iterable[Line]) -> None:
        """Write lines as they come; what is longer than the screen goes through a pager."""
        self.write_text(map(self.rendered, lines))

    def write_text(self, lines: Iterable[str]) -> None:
        """Write lines that are text already."""
        unread = iter(lines)
        if self.rows is not None:
            first = [each for each, _ in zip(unread, range(self.rows - 1), strict=False)]
            beyond = next(unread, None)
            if beyond is not None and (pager := _pager()):
                _paged(_ended([*first, beyond], unread), pager)
                return
            unread = _ended([*first, *([] if beyond is None else [beyond])], unread)
        for each in unread:
            self.stream.write(f"{each}\n")
        self.stream.flush()

    def rendered(self, line: Line) -> str:
        """Give a line as text, in colours or signs that this screen has."""
        text = "".join(self._coloured(each.text, each.ink) for each in line).rstrip()
        return text.translate(_IN_ASCII) if self.ascii else text

    def _coloured(self, text: str, ink: Ink) -> str:
        colour = _COLOURS.get(ink) if self.colour else None
        return f"{colour}{text}{_RESET}" if colour and text else text


def screen(stream: TextIO, *, colour: bool = True, ascii_only: bool = False, paged: bool = True) -> Screen:
    """Find out what *stream* is; colours only on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    terminal = stream.isatty()
    size = shutil.get_terminal_size()
    return Screen(
        stream=stream,
        columns=min(max(size.columns, _NARROWEST), _WIDEST),
        rows=size.lines if terminal and paged else None,
        colour=colour and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        ascii=ascii_only or not _has_signs(stream),
    )


def tolerate(stream: TextIO) -> None:
    """Let *stream* spell out what its encoding lacks, rather than fail."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _has_signs(stream: TextIO) -> bool:
    try:
        "●✕◐“”".encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _ended(first: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    yield from first
    yield from others


def _pager() -> list[str] | None:
    command = shlex.split(os.environ.get("PAGER") or _PAGER)
    return command if command and shutil.which(command[0]) else None


def _paged(lines: Iterable[str], pager: list[str]) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's own key
    try:
        with subprocess.Popen(pager, stdin=subprocess.PIPE, text=True, encoding=sys.stdout.encoding) as reader:  # noqa: S603  # the pager is whom its user named
            try:
                for each in lines:
                    print(each, file=reader.stdin)
            except BrokenPipeError:
                reader.stdin = None  # read far enough
    finally:
        signal.signal(signal.SIGINT, before)
