"""A file of events: which of the two forms it has, its lines, and the events and slips in them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader, RawIOBase
from os import fsencode, fstat
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISREG
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from sitlog.cli.files.cloudevents import line
from sitlog.cli.files.envelope import BadLine, Fault
from sitlog.cli.slips import Slip
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.event import Event

STDIN = "-"
_LONGEST_LINE = 1 << 26  # bytes: the longest body there may be, every character of it escaped
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DATABASE = b"SQLite format 3\0"


class Form(StrEnum):
    """How events are written in a file."""

    SLOG = "slog"
    JSONL = "jsonl"


FORMS = {".slog": Form.SLOG, ".jsonl": Form.JSONL, ".ndjson": Form.JSONL, ".json": Form.JSONL}
"""The forms by how the names of files end."""


@dataclass(frozen=True, slots=True)
class Infile:
    """A file that is open for reading: its name as it was given, its form, and its size in bytes if that is known."""

    name: str
    form: Form
    stream: BufferedReader
    size: int | None


class Found(NamedTuple):
    """An event, where it stands, and the number by which other lines of the file name its entry."""

    event: Event
    number: int
    source: str
    label: int | None


@contextmanager
def opened(name: str) -> Iterator[Infile]:
    """Open a file of events, or the standard input for `-`; the name tells the form, else how it begins.

    Raises NotUnderstood if there is no such file or it is something else.
    """
    if name == STDIN:
        raw: Any = sys.stdin.buffer
        stream = BufferedReader(getattr(raw, "raw", raw))
        try:
            yield _infile("stdin", None, stream)
        finally:
            stream.detach()
        return
    path = Path(name)
    if path.is_dir():
        raise NotUnderstood(f"{name} is a folder", hint="Name a file in it that ends in .slog or .jsonl")
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        hint = "Name a file that ends in .slog or .jsonl, or - for the standard input"
        raise NotUnderstood(f"there is no file {name}", hint=hint) from error
    with file:
        yield _infile(fsencode(name).decode("utf-8", "replace"), FORMS.get(path.suffix.lower()), file)


def _infile(name: str, form: Form | None, stream: BufferedReader) -> Infile:
    beginning = stream.peek(1)
    if beginning.startswith(_DATABASE):
        raise NotUnderstood(
            f"{name} is a database, not a file of events", hint=f"See what is in it: sitlog --log {name} log"
        )
    begins_with_brace = beginning.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"{"
    return Infile(name, form or (Form.JSONL if begins_with_brace else Form.SLOG), stream, _size(stream))


def _size(stream: BufferedReader) -> int | None:
    try:
        found = fstat(stream.fileno())
    except OSError:
        return None
    return found.st_size if S_ISREG(found.st_mode) else None


def lines(file: Infile, told: Callable[[int], None] = lambda _: None) -> Iterator[tuple[int, str] | Slip]:
    """Give the numbered lines of a file, or what is wrong with one; *told* is called with the bytes read so far."""
    number = done = 0
    while raw := file.stream.readline(_LONGEST_LINE):
        number += 1
        done += len(raw)
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            done += _skip_line(file.stream)
            yield _too_long(file, number, raw)
        else:
            yield _decoded(file, number, raw)
        told(done)


def _skip_line(stream: BufferedReader) -> int:
    skipped = 0
    while rest := stream.readline(_LONGEST_LINE):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped


def _too_long(file: Infile, number: int, raw: bytes) -> Slip:
    beginning = raw[:200].decode("utf-8", "replace")
    message = f"the line is longer than {_LONGEST_LINE >> 20} MiB"
    return Slip(file.name, number, 1, 1, message, "write one event a line", beginning)


def _decoded(file: Infile, number: int, raw: bytes) -> tuple[int, str] | Slip:
    text = raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw
    try:
        return number, text.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        column = len(text[: error.start].decode()) + 1
        hint = f"save the file as UTF-8; from Latin-1: iconv -f latin1 -t utf-8 {file.name}"
        return Slip(file.name, number, column, 1, "this is not UTF-8", hint, text.decode("utf-8", "replace").rstrip())


def read_jsonl(
    file: Infile, told: Callable[[int], None] = lambda _: None, *, actor: str | None = None
) -> Iterator[Found | Slip]:
    """Give the events of a JSONL file, and all slips in it, in their order; *actor* recorded what names nobody else."""
    for each in lines(file, told):
        if isinstance(each, Slip):
            yield each
            continue
        number, text = each
        if not text.strip():
            continue
        try:
            yield _found(file, number, text, actor)
        except BadLine as bad:
            yield from (slip_at(file.name, number, text, fault) for fault in bad.faults)


def _found(file: Infile, number: int, text: str, actor: str | None) -> Found:
    read = line(text, {"provenance": f"{file.name}:{number}", "recorded_by": actor})
    return Found(read.event, number, text, read.label)


def read_again(file: Infile, number: int, offset: int, *, actor: str | None = None) -> Found:
    """Give the event of a line that begins at an offset, and can be read; the file is read on from where it was."""
    with staying(file):
        file.stream.seek(offset)
        decoded = _decoded(file, number, file.stream.readline(_LONGEST_LINE))
    if not isinstance(decoded, Slip):
        with suppress(BadLine):
            return _found(file, *decoded, actor)
    raise NotUnderstood(f"{file.name} was changed while it was read", hint="Try again when nobody writes to it")


@contextmanager
def staying(file: Infile) -> Iterator[int]:
    """Let a file be read elsewhere, and come back to where it was; gives that place."""
    place = file.stream.tell()
    try:
        yield place
    finally:
        file.stream.seek(place)


@contextmanager
def seekable(file: Infile) -> Iterator[Infile]:
    """Give a file of which parts can be read again: what comes through a pipe is put into one first."""
    if file.size is not None:
        yield file
        return
    with TemporaryFile(buffering=0) as raw:
        copyfileobj(file.stream, raw)
        raw.seek(0)
        yield Infile(file.name, file.form, _buffered(raw), None)


def _buffered(raw: RawIOBase) -> BufferedReader:
    return BufferedReader(raw)


def slip_at(name: str, number: int, source: str, fault: Fault) -> Slip:
    """Make the slip for a fault in a line."""
    stretch = fault.stretch
    return Slip(name, number, stretch.offset + 1, max(stretch.length, 1), fault.message, fault.hint, source)


def text_of(file: Infile) -> tuple[str, list[Slip]]:
    """Give the whole text of a file, and what is wrong with its bytes."""
    read = list(lines(file))
    slips = [each for each in read if isinstance(each, Slip)]
    return "\n".join(each[1] for each in read if not isinstance(each, Slip)), slips
