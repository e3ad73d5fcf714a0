"""Files that are there whole or not at all, and never in the place of another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sitlog.domain.errors import LogUnreachable, NotFound, Refused, SitlogError


class Occupied(Refused):
    """Something is there already."""


@contextmanager
def drafted(file: Path) -> Iterator[Path]:
    """Give a place in a folder of its own for what becomes *file* at the end of the block, once it is on the disk.

    Whoever is killed leaves that hidden folder behind, and nothing under the name of the file. Only its owner may read
    the file. Raises Occupied, NotFound if there is no folder to put it in, or LogUnreachable.
    """
    must_be_free(file)
    if not file.parent.is_dir():
        raise NotFound(f"there is no folder {file.parent}", hint=f"make it first: mkdir -p {file.parent}")
    try:
        with TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent, ignore_cleanup_errors=True) as folder:
            draft = Path(folder) / file.name
            yield draft
            draft.chmod(0o600)
            _flush(draft)
            _put(draft, file)
        _flush(file.parent)
    except SitlogError as error:
        raise type(error)(error.message.replace(str(draft), str(file)), hint=error.hint) from error
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}"
        raise LogUnreachable(message, hint="make room, or name a file in a folder that you may write to") from error


def must_be_free(file: Path) -> None:
    """Raise Occupied if there is anything at a place."""
    if file.exists() or file.is_symlink():
        raise Occupied(f"{file} is there already", hint="name a new file: nothing is ever written over another")


def _put(draft: Path, file: Path) -> None:
    """Give the draft its name; a link, unlike a new name, takes nobody else's place."""
    try:
        os.link(draft, file)
    except FileExistsError:
        must_be_free(file)
    except OSError:  # this file system has no links: another may come between the look and the new name
        must_be_free(file)
        draft.rename(file)


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
