"""What becomes of errors: two lines on stderr and an exit code."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import typer

from sitlog.cli.cells import plain, width
from sitlog.cli.lazy import ReadEnough
from sitlog.domain.errors import BrokenLog, NotFound, RefusedBatch, SitlogError, Unavailable

ANSWERED = 0
NO = 1
NOT_UNDERSTOOD = 2
NOT_THERE = 3
BROKEN = 4
UNAVAILABLE = 5
INTERRUPTED = 130
UNREAD = 141  # whoever read the answer had enough, as a shell tells it

_CODES: dict[type[SitlogError], int] = {NotFound: NOT_THERE, BrokenLog: BROKEN, Unavailable: UNAVAILABLE}


def failed(error: BaseException) -> int | None:
    """Tell an error on stderr and give its exit code; None, and nothing told, for an error that is a bug."""
    match error:
        case SitlogError():
            _tell(told(error))
            return next((code for kind, code in _CODES.items() if isinstance(error, kind)), NOT_UNDERSTOOD)
        case typer.TyperException():
            _tell(_told_usage(error))
            return NOT_UNDERSTOOD
        case KeyboardInterrupt() | typer.Abort():
            _tell(["", "interrupted"] if sys.stderr.isatty() else ["interrupted"])
            return INTERRUPTED
        case ReadEnough() | BrokenPipeError():
            _let_go_of_stdout()
            return UNREAD
        case OSError():
            _tell(_told_by_the_system(error))
            return UNAVAILABLE
        case _:
            return None


def told(error: SitlogError) -> Iterator[str]:
    """Tell what is the case, where in what was typed, and what to do about it."""
    if isinstance(error, RefusedBatch) and len(error.refusals) > 1:
        yield f"error: nothing recorded, {len(error.refusals)} events are refused"
        for _, refusal in error.refusals:
            yield from told(refusal)
        return
    yield f"error: {error.message}"
    yield from _pointed_at(error)
    if error.hint:
        yield f"hint: {error.hint}"


def _pointed_at(error: SitlogError) -> Iterator[str]:
    """Underline the part of what was typed that an error is about, where it is about a part."""
    typed, offset, length = (getattr(error, name, None) for name in ("typed", "offset", "length"))
    if isinstance(typed, str) and isinstance(offset, int) and isinstance(length, int) and length < len(typed.strip()):
        yield f"  {plain(typed)}"
        yield f"  {' ' * width(plain(typed[:offset]))}{'^' * max(width(plain(typed[offset : offset + length])), 1)}"


def _told_usage(error: Any) -> Iterator[str]:
    like = getattr(error, "possibilities", None)
    context = getattr(error, "ctx", None)
    said = error.message if like else error.format_message().replace(": Value error, ", ": ")
    yield f"error: {said[:1].lower()}{said[1:].rstrip('.')}"
    if like:
        yield f"hint: Did you mean {' or '.join(like)}?"
    else:
        yield f"hint: See {context.command_path if context else 'sitlog'} --help"


def _told_by_the_system(error: OSError) -> Iterator[str]:
    place = f"{error.filename}: " if error.filename else ""
    yield f"error: {place}{(error.strerror or str(error)).lower()}"


def _tell(lines: Any) -> None:
    try:
        for each in lines:
            print(plain(each), file=sys.stderr)
    except OSError:
        pass  # nobody listens, and there is nobody else to tell


def _let_go_of_stdout() -> None:
    """Keep Python from failing again when it ends and writes out what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
