"""What sentences are made of: for each part how it is read, how it is written, and how the grammar shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.domain.event import Event


class Part(Protocol):
    """A part of a sentence or of an attribute."""

    @property
    def notation(self) -> str:
        """How the grammar shows it."""
        ...

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read it into the draft; raise Misread where something else stands."""
        ...

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write what an event has of it, times for readers in *zone*: nothing, one value, or several."""
        ...


def field_of(event: Event, name: str) -> Any:
    """Give a field of an event; `asked.at` is one within another."""
    value: Any = event
    for each in name.split("."):
        value = getattr(value, each)
    return value


def capitals(field: str) -> str:
    """Give the name of a field as the grammar shows it."""
    return field.rpartition(".")[2].replace("_", "-").upper()


@dataclass(frozen=True, slots=True)
class Literal:
    """A word that makes the sentence read as one."""

    word: str

    @property
    def notation(self) -> str:
        """The word itself."""
        return self.word

    def read(self, cursor: Cursor, draft: Draft) -> None:  # noqa: ARG002  # a part like the others, though it says nothing
        """Read the word."""
        if cursor.word() != self.word:
            raise cursor.missing(f"the word '{self.word}'")
        cursor.take()

    def write(self, event: Event, zone: str) -> Sequence[str]:  # noqa: ARG002  # the same for every event
        """Write the word."""
        return (self.word,)


@dataclass(frozen=True, slots=True)
class Valued:
    """A part that holds the value of one field; *many* where the field has several and this is one of them."""

    field: str
    many: bool = False

    @property
    def notation(self) -> str:
        """The name of the field, in capitals."""
        return capitals(self.field)

    def read(self, cursor: Cursor, draft: Draft) -> None:
        """Read the value into its field."""
        first, before = cursor.here(), cursor.index
        value = self.take(cursor, draft)
        place = first.to(cursor.last()) if cursor.index > before else cursor.last()
        if self.many:
            draft.add(self.field, value, place)
        else:
            draft.put(self.field, value, place)

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write the value, or each of the values."""
        value = field_of(event, self.field)
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        return [self.told(each, zone) for each in values]

    def take(self, cursor: Cursor, draft: Draft) -> object:
        """Read the value, looking no further than it reaches."""
        raise NotImplementedError

    def told(self, value: Any, zone: str) -> str:  # noqa: ARG002  # most values are the same in every zone
        """Write the value."""
        return str(value)
