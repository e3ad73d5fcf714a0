"""Names are stored once and entries hold small numbers for them: from the one to the other and back."""

from collections.abc import Collection, Hashable, Iterable
from secrets import token_urlsafe
from typing import Generic, NamedTuple, TypeVar

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.prepared import AnyRow, Insert, Prepared

SITUATION_TAG = "situation:"
"""What a tag starts with that tells to which situation an entry belongs."""

NO_SITUATION = 0
"""Stands in `entries.situation` for entries that belong to the whole log; unlike null it is equal to itself."""

_REMEMBERED = 200_000  # names of a table; a log may have many millions

Label = TypeVar("Label", bound=Hashable)


class TypeName(NamedTuple):
    """The stable name of an event type, and the version of its form."""

    name: str
    schema: int


class _Names(Generic[Label]):
    """The names in one table, remembered as far as they were needed; a row never changes."""

    def __init__(self, table: str, name: str = "name") -> None:
        """Name the table and its column of names."""
        self._numbers: dict[Label, int] = {}
        self._labels: dict[int, Label] = {}
        self._by_name = Prepared(f"SELECT * FROM {table} WHERE {name} IN :many")
        self._by_number = Prepared(f"SELECT * FROM {table} WHERE id IN :many")
        self._last = Prepared(f"SELECT coalesce(max(id), 0) FROM {table}")
        self._insert = Insert(table)

    def numbers(self, connection: Connection, labels: Iterable[Label]) -> dict[Label, int]:
        """The numbers of those of the names that the log has."""
        wanted = dict.fromkeys(labels)
        known = {label: number for label in wanted if (number := self._numbers.get(label)) is not None}
        if len(known) < len(wanted):
            unseen = {self._text(label) for label in wanted if label not in known}
            learned = map(self._learn, self._by_name.rows_for(connection, unseen))
            known |= {label: number for number, label in learned if label in wanted}
        return known

    def labels(self, connection: Connection, numbers: Collection[int]) -> dict[int, Label]:
        """The names for numbers that the log has given out."""
        known = {number: label for number in numbers if (label := self._labels.get(number)) is not None}
        if len(known) < len(numbers):
            unseen = [number for number in numbers if number not in known]
            known |= dict(map(self._learn, self._by_number.rows_for(connection, unseen)))
        return known

    def forget(self) -> None:
        """Remember nothing."""
        self._labels, self._numbers = {}, {}

    def admit(self, connection: Connection, labels: Collection[Label]) -> dict[Label, int]:
        """The numbers of all these names, new ones for new names; by the one writer, within its transaction."""
        remembered = self._numbers
        try:
            return {label: remembered[label] for label in labels}
        except KeyError:  # a new name, or one not met so far
            return self._admit(connection, labels)

    def _admit(self, connection: Connection, labels: Collection[Label]) -> dict[Label, int]:
        wanted = dict.fromkeys(labels)
        numbers = self.numbers(connection, wanted)
        new = [label for label in wanted if label not in numbers]
        if new:
            last = self._last.value(connection)
            fresh = {label: last + nth for nth, label in enumerate(new, start=1)}
            self._insert.rows(connection, [self._row(number, label) for label, number in fresh.items()])
            numbers |= fresh
        return numbers

    def _learn(self, row: AnyRow) -> tuple[int, Label]:
        if len(self._labels) >= _REMEMBERED:
            self.forget()
        number, label = row[0], self._label(row)
        self._labels[number], self._numbers[label] = label, number
        return number, label

    def _text(self, label: Label) -> str:
        raise NotImplementedError

    def _label(self, row: AnyRow) -> Label:
        raise NotImplementedError

    def _row(self, number: int, label: Label) -> tuple[object, ...]:
        raise NotImplementedError


class TagNames(_Names[str]):
    """The tags, but those of situations."""

    def _text(self, label: str) -> str:
        return label

    def _label(self, row: AnyRow) -> str:
        return str(row[1])

    def _row(self, number: int, label: str) -> tuple[object, ...]:
        return number, label


class TypeNames(_Names[TypeName]):
    """The types of events, each version of their form for itself."""

    def every_version(self, connection: Connection, names: Collection[str]) -> list[int]:
        """The numbers of all versions of the types with these names."""
        return [row[0] for row in self._by_name.rows_for(connection, names)]

    def _text(self, label: TypeName) -> str:
        return label.name

    def _label(self, row: AnyRow) -> TypeName:
        return TypeName(row[1], row[2])

    def _row(self, number: int, label: TypeName) -> tuple[object, ...]:
        return number, label.name, label.schema


class SituationNames(_Names[str]):
    """The situations; entries hold an opaque name of them, which tells nothing to those who may not know."""

    def __init__(self) -> None:
        """Know none of them."""
        super().__init__("situations", "slug")
        self._opaque: dict[int, str] = {}

    def opaque(self, connection: Connection, numbers: Collection[int]) -> dict[int, str]:
        """The opaque names of situations, also of those admitted in this transaction."""
        known = {number: opaque for number in numbers if (opaque := self._opaque.get(number)) is not None}
        if len(known) < len(numbers):
            unseen = [number for number in numbers if number not in known]
            known |= {row[0]: row[2] for row in self._by_number.rows_for(connection, unseen)}
        return known

    def forget(self) -> None:
        """Remember nothing."""
        super().forget()
        self._opaque = {}

    def _learn(self, row: AnyRow) -> tuple[int, str]:
        self._opaque[row[0]] = row[2]
        return super()._learn(row)

    def _text(self, label: str) -> str:
        return label

    def _label(self, row: AnyRow) -> str:
        return str(row[1])

    def _row(self, number: int, label: str) -> tuple[object, ...]:
        return number, label, token_urlsafe(16)


class Names:
    """All names of a log."""

    def __init__(self) -> None:
        self.tags = TagNames("tags")
        self.types = TypeNames("types")
        self.situations = SituationNames()

    def forget(self) -> None:
        """Remember nothing: to be called when a transaction was undone in which names were read that it had made."""
        for names in (self.tags, self.types, self.situations):
            names.forget()
