"""An entry on its way into the log: as it is handed in, as it is placed, and the bytes it becomes."""

from dataclasses import field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sitlog.domain.errors import BadEvent
from sitlog.domain.unchanging import unchanging
from sitlog.store.ledger.names import SITUATION_TAG

IDENTITY_SIZE = 16


@unchanging
class Draft:
    """An event to be appended.

    *type* is its stable name (printable ASCII) and *schema* the version of its form; *data* is the payload, kept
    byte for byte. *identity*, 16 bytes, is what no second entry of the situation may have. The tag of the situation
    may be among the *tags*, in a place of its own; otherwise it becomes the first of them. *event* is what the data
    say, for those who are called within the append. With the draft go, for good, the payloads of the entries at the
    positions it *erases*.
    """

    type: str
    data: bytes
    tags: tuple[str, ...] = ()
    situation: str | None = None
    identity: bytes | None = None
    schema: int = 1
    event: object | None = field(default=None, compare=False, repr=False)
    erases: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse, as BadEvent, what the log has no form for."""
        _check_type(self.type)
        if self.identity is not None and len(self.identity) != IDENTITY_SIZE:
            raise BadEvent(f"an identity has {IDENTITY_SIZE} bytes, not {len(self.identity)}")
        mark = self.situation_tag
        if mark is not None and mark not in self.tags:
            object.__setattr__(self, "tags", (mark, *self.tags))
        names = "\n".join(self.tags)
        if names.count(SITUATION_TAG) > (mark is not None):
            self._check_situation(mark)
        _check_names(names)

    def _check_situation(self, mark: str | None) -> None:
        for tag in self.tags:
            if tag != mark and tag.startswith(SITUATION_TAG):
                raise BadEvent(f"an entry belongs to one situation: {mark} and {tag} are two")

    @property
    def situation_tag(self) -> str | None:
        """The tag that tells the situation."""
        return None if self.situation is None else SITUATION_TAG + self.situation


class Placed(NamedTuple):
    """A draft with its place in the log and the numbers that stand for its names (0: no situation)."""

    draft: Draft
    position: int
    recorded_at: int
    """Microseconds since 1970-01-01 UTC."""
    situation: int
    type: int
    tags: tuple[int, ...]
    """In the order of `Draft.tags`; 0 stands for the tag of the situation."""


@unchanging
class Appended:
    """Where entries stand now, and the time the log took them (UTC), one for all of a batch."""

    positions: range
    recorded_at: datetime


def entry_bytes(placed: Placed, *, digest: str, opaque: str | None, recorded_at: str) -> bytes:
    """The entry as it is stored, hashed and proven: canonical JSON (RFC 8785), in ASCII.

    Written out by hand, its keys in their order, as it is in the way of every append; nothing in it is ever escaped.
    """
    situation = "null" if opaque is None else f'"{opaque}"'
    return (
        f'{{"disclosure":"{digest}","position":{placed.position},"recorded_at":"{recorded_at}",'
        f'"schema":{placed.draft.schema},"situation":{situation},"type":"{placed.draft.type}"}}'
    ).encode("ascii")


def tag_list(tags: tuple[int, ...]) -> str:
    """The numbers of the tags as they are stored: a JSON array."""
    return _array(len(tags)) % tags


@lru_cache(100)
def _array(length: int) -> str:
    return f"[{','.join(['%d'] * length)}]"


@lru_cache(1000)
def _check_type(name: str) -> None:
    if not (name and name.isascii() and name.isprintable()) or '"' in name or "\\" in name:
        hint = "use printable ASCII characters, without quotation marks and backslashes"
        raise BadEvent(f"{name!r} cannot be the name of a type", hint=hint)


def _check_names(names: str) -> None:
    if "\0" in names:
        raise BadEvent(f"{names!r} cannot be tags: they hold a NUL character")
    if names.isascii():
        return
    try:
        names.encode()
    except UnicodeEncodeError as error:
        raise BadEvent(f"{names!r} cannot be tags: half of a surrogate pair is no text") from error
