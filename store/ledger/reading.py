"""Entries as they are read back: a stream over one state of the log, in flat memory."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from json import loads
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sitlog.domain.values import Position
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.heads import Head, read_head
from sitlog.store.ledger.instants import instant_of
from sitlog.store.ledger.names import SITUATION_TAG, Names
from sitlog.store.ledger.prepared import AnyRow
from sitlog.store.ledger.query import Columns, Order, Scope, chosen, sieves_of, span_of
from sitlog.store.proofs.disclosure import PAYLOAD

BATCH = 1000
_IN_CACHE = 200  # rows, which the processor still has at hand when they are looked at; a server is asked for more


class Stored(NamedTuple):
    """An entry as the log holds it."""

    position: Position
    recorded_at: datetime
    """UTC; never earlier than that of the entry before."""
    type: str
    schema: int
    situation: str | None
    payload: bytes | None
    """None once it is erased."""
    tags: tuple[str, ...] = ()
    """In the order they were given; empty unless the whole entry was asked for."""
    entry: bytes = b""
    """The canonical bytes that are hashed and proven; empty unless the whole entry was asked for."""


Made = TypeVar("Made")
Make: TypeAlias = Callable[[str, int], Callable[[Position, datetime, str | None, bytes | None], Made]]
"""Gives, for a type and its schema, what makes something of the position, time, situation and payload of an entry."""


def as_stored(type_: str, schema: int) -> Callable[[Position, datetime, str | None, bytes | None], Stored]:
    """Give what makes a Stored."""
    return lambda position, recorded_at, situation, payload: Stored(
        position, recorded_at, type_, schema, situation, payload
    )


class Reading(Iterator[Made]):
    """Entries one after another; `head` is that of the log they are read from."""

    def __init__(self, head: Head, rows: Generator[Made, None, None]) -> None:
        self.head = head
        self._rows = rows

    def __iter__(self) -> Iterator[Made]:  # noqa: PYI034  # the rows themselves: one call less for each entry
        """All entries that are left; a loop need not come by here for each of them."""
        return self._rows

    def __next__(self) -> Made:
        """The next entry."""
        return next(self._rows)

    def close(self) -> None:
        """Read no further, and give the connection back."""
        self._rows.close()


class Reader(NamedTuple):
    """Reads the entries of a log."""

    database: Database
    names: Names

    def read(self, scope: Scope, order: Order, make: Make[Made]) -> Reading[Made]:
        """The entries of a scope, from the log as it is now, each made when it is come to."""
        return self._reading(scope, order, partial(self._made, make), _COLUMNS)

    def read_whole(self, scope: Scope, order: Order) -> Reading[Stored]:
        """The same, with their tags and canonical bytes."""
        return self._reading(scope, order, self._whole, (*_COLUMNS, *_OTHER_COLUMNS))

    def _reading(self, scope: Scope, order: Order, make: "_MakeAll[Made]", columns: Columns) -> Reading[Made]:
        stream = self._stream(_Asked(scope, order, columns), make)
        return Reading(next(stream), stream)

    def _stream(self, asked: "_Asked", make: "_MakeAll[Any]") -> Generator[Any, None, None]:
        """First the head, so that the transaction begins at once, and then each entry."""
        with self.database.reading() as connection:
            head = read_head(connection)
            with closing(self._batches(connection, asked, head.position)) as batches:
                if not self.database.in_memory:
                    yield head
                    for rows in batches:
                        yield from make(connection, rows)
                    return
                kept = [each for rows in batches for each in make(connection, rows)]
        yield head
        yield from kept

    def _batches(self, connection: Connection, asked: "_Asked", head: int) -> Generator[Sequence[AnyRow], None, None]:
        order, span = asked.order, span_of(connection, asked.scope, head)
        sieves = sieves_of(connection, self.names, asked.scope)
        if not sieves or span.after >= span.until or order.limit == 0:
            return
        question, size = chosen(asked.columns, sieves, span, order), _IN_CACHE if connection.is_sqlite else BATCH
        is_page = order.limit is not None and order.limit <= BATCH
        with closing(_cursor(connection, is_page=is_page)) as cursor:
            question.run_on(cursor, is_sqlite=connection.is_sqlite)
            while rows := cursor.fetchmany(size):
                yield rows

    def _made(self, make: Make[Made], connection: Connection, rows: Sequence[AnyRow]) -> Iterator[Made]:
        types = self.names.types.labels(connection, {row[3] for row in rows})
        makers = {number: make(name, schema) for number, (name, schema) in types.items()}
        slugs = self._slugs(connection, rows)
        instants = {micros: instant_of(micros) for micros in {row[1] for row in rows}}
        return (
            makers[type_](at, instants[micros], slugs[situation], None if kept is None else kept[PAYLOAD])
            for at, micros, situation, type_, kept in rows
        )

    def _whole(self, connection: Connection, rows: Sequence[AnyRow]) -> list[Stored]:
        plain, numbers = [row[: len(_COLUMNS)] for row in rows], [loads(row[5]) for row in rows]
        tags = self.names.tags.labels(connection, {number for tags in numbers for number in tags} - {0})
        return [
            stored._replace(
                tags=tuple(tags[number] if number else f"{SITUATION_TAG}{stored.situation}" for number in given),
                entry=row[6],
            )
            for stored, row, given in zip(self._made(as_stored, connection, plain), rows, numbers, strict=True)
        ]

    def _slugs(self, connection: Connection, rows: Sequence[AnyRow]) -> Mapping[int, str | None]:
        return {0: None, **self.names.situations.labels(connection, {row[2] for row in rows} - {0})}


class _Asked(NamedTuple):
    scope: Scope
    order: Order
    columns: Columns


def _cursor(connection: Connection, *, is_page: bool) -> Any:
    # A cursor on a PostgreSQL server takes three round trips, which a page is not worth.
    return connection.driver.cursor() if connection.is_sqlite or is_page else connection.driver.cursor("entries")


_MakeAll: TypeAlias = Callable[[Connection, Sequence[AnyRow]], Iterable[Made]]
_COLUMNS: Columns = tuple(f"entries.{each}" for each in ("position", "recorded_at", "situation", "type", "disclosure"))
_OTHER_COLUMNS: Columns = ("entries.tags", "entries.entry")
