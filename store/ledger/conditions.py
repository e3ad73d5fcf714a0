"""What must not have come into a log since somebody decided on an append."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Item(Protocol):
    """What matches entries of one of the types (any, if there are none) that have all of the tags."""

    @property
    def types(self) -> Sequence[str]:
        """Names of types, of any version."""
        ...

    @property
    def tags(self) -> Sequence[str]:
        """Tags, that of a situation among them."""
        ...


class Tagged(NamedTuple):
    """What matches entries that have all of the tags."""

    tags: tuple[str, ...]
    types: tuple[str, ...] = ()


class Condition(NamedTuple):
    """No entry after a position may match one of the items; without items, there may be none at all."""

    items: Sequence[Item]
    after: int


class Overtaken(Exception):
    """The log holds what a condition or an identity excludes: decide again, from what it holds now."""
