"""The zip of an audit bundle, read with care: whoever made it is not trusted."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sitlog.domain.errors import BadEvidence

_SEAL = b"sha256:"
_HEX = 64
_CHUNK = 1 << 20
_LONGEST_LINE = 64 << 20  # a payload has at most some millions of characters
_LARGEST_FILE = 16 << 20


def seal_holds(file: Path) -> bool:
    """Whether the bytes of the file are those that were exported.

    They end with the SHA-256, in hex, of the whole file with zeros in the place of that digest.
    """
    rest = file.stat().st_size - _HEX
    digest, last = sha256(), b""
    with file.open("rb") as handle:
        while rest > 0 and (chunk := handle.read(min(_CHUNK, rest))):
            rest -= len(chunk)
            digest.update(chunk)
            last = (last + chunk)[-len(_SEAL) :]
        digest.update(b"0" * _HEX)
        return last == _SEAL and handle.read() == digest.hexdigest().encode()


class Archive:
    """An opened bundle; raises BadEvidence for a zip that is not one of a bundle, and whatever zipfile raises."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.names = [info.filename for info in archive.infolist() if not info.is_dir()]
        if len(set(self.names)) < len(self.names):
            raise BadEvidence("the bundle holds two files of one name")
        if any(info.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for info in archive.infolist()):
            raise BadEvidence("the bundle is compressed in a way that no bundle is")

    def read(self, name: str) -> bytes:
        """A small file, whole."""
        self._must_be_there(name)
        with self._archive.open(name) as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise BadEvidence(f"{name} is larger than it can be")
        return content

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, one after another, without their newlines."""
        self._must_be_there(name)
        with self._archive.open(name) as file:
            while line := file.readline(_LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise BadEvidence(f"{name} does not end with a whole line, or has one that is too long")
                yield line[:-1]

    def digest(self, name: str) -> str:
        """The SHA-256 of a file, in hex."""
        digest = sha256()
        with self._archive.open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _must_be_there(self, name: str) -> None:
        if name not in self.names:
            raise BadEvidence(f"the bundle holds no {name}")
