"""Statements in SQL, run by the driver itself: at each run SQLAlchemy would take longer than a small statement does."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property, lru_cache
from itertools import chain, count, islice
from typing import Any, NamedTuple, TypeAlias

from sitlog.store.ledger.connection import Connection

AnyRow: TypeAlias = tuple[Any, ...]

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_MANY = "many"  # the parameter that stands for many values
_HOLE = "(many)"  # where their marks will stand
_AT_ONCE = 500
_ROWS_AT_ONCE = 100
_WORTH_A_COPY = 10  # rows
_FETCHED = 2000  # rows
_CURSORS = count()


class Written(NamedTuple):
    """A statement as a driver takes it, and the parameters in the order of its marks."""

    text: str
    parameters: tuple[str, ...]


class Prepared:
    """A statement with a parameter, `:name`, wherever a value changes from run to run.

    It is the same for both databases, and runs in the transaction of the connection; errors are the driver's own.
    `IN :many` stands for the values given to `rows_for`.
    """

    def __init__(self, sql: str) -> None:
        self._sql = " ".join(sql.split())

    def written(self, connection: Connection) -> Written:
        """The statement as the driver of a connection takes it."""
        return self._for_sqlite if connection.is_sqlite else self._for_postgresql

    def run(self, connection: Connection, **values: object) -> None:
        """Run it with these values."""
        self._run(connection, values)

    def run_all(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Run it once for each row, whose values are in the order of the statement's parameters."""
        if rows:
            connection.driver.cursor().executemany(self.written(connection).text, rows)

    def rows(self, connection: Connection, **values: object) -> list[AnyRow]:
        """All rows that it gives for these values."""
        rows: list[AnyRow] = self._run(connection, values).fetchall()
        return rows

    def value(self, connection: Connection, **values: object) -> Any:
        """The first value of its first row; None if there is no row."""
        row = self._run(connection, values).fetchone()
        return None if row is None else row[0]

    def each_row(self, connection: Connection, **values: object) -> Iterator[AnyRow]:
        """The same rows, read as they are looped over; in a transaction."""
        if connection.is_sqlite:
            yield from self._run(connection, values)
            return
        # What a server is asked for as usual comes at once, however much it is.
        with closing(connection.driver.cursor(f"each_row_{next(_CURSORS)}")) as cursor:
            cursor.execute(*self._with(connection, values))
            while rows := cursor.fetchmany(_FETCHED):
                yield from rows

    def rows_for(self, connection: Connection, many: Iterable[object], **values: object) -> Iterator[AnyRow]:
        """All rows that it gives, run as often as many values need."""
        text, parameters = self.written(connection)
        place, rest = parameters.index(_MANY), iter(many)
        before = tuple([values[name] for name in parameters[:place]])
        behind = tuple([values[name] for name in parameters[place + 1 :]])
        mark = _MARKS[connection.is_sqlite]
        while batch := tuple(islice(rest, _AT_ONCE)):
            marked = text.replace(_HOLE, f"({', '.join([mark] * len(batch))})")
            yield from connection.driver.execute(marked, before + batch + behind).fetchall()

    def _run(self, connection: Connection, values: dict[str, object]) -> Any:
        return connection.driver.execute(*self._with(connection, values))

    def _with(self, connection: Connection, values: dict[str, object]) -> tuple[str, tuple[object, ...]]:
        text, parameters = self.written(connection)
        return text, tuple([values[name] for name in parameters])

    @cached_property
    def _for_sqlite(self) -> Written:
        return _written(self._sql, _MARKS[True])

    @cached_property
    def _for_postgresql(self) -> Written:
        return _written(self._sql.replace("%", "%%"), _MARKS[False])


def _written(sql: str, mark: str) -> Written:
    parameters = tuple(_PARAMETER.findall(sql))
    return Written(_PARAMETER.sub(lambda found: _HOLE if found[1] == _MANY else mark, sql), parameters)


_MARKS = {True: "?", False: "%s"}  # of SQLite, and not of it


class Insert:
    """Puts rows into a table, the fastest way that the driver has."""

    def __init__(self, table: str) -> None:
        self._table = table

    def rows(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Insert rows, whose values are in the order of the table's columns."""
        if not rows:
            return
        if connection.is_sqlite:
            self._many(connection, rows)
        elif len(rows) >= _WORTH_A_COPY:
            self._copy(connection, rows)
        else:
            connection.driver.cursor().executemany(_inserting(self._table, 1, len(rows[0]), "%s"), rows)

    def _many(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        # Other threads get their turn at each statement, and may keep it for long: so there is one for many rows.
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            batch = rows[start : start + _ROWS_AT_ONCE]
            text = _inserting(self._table, len(batch), len(batch[0]), "?")
            connection.driver.execute(text, tuple(chain.from_iterable(batch)))

    def _copy(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        # Imported here because it imports SQLAlchemy, which to reach a server has been imported anyway.
        from sitlog.store.ledger.tables import metadata  # noqa: PLC0415  # see above

        columns = metadata.tables[self._table].columns
        types = [str(column.type.compile(connection.core.dialect)).split()[0].lower() for column in columns]
        with connection.driver.cursor() as cursor, cursor.copy(f"COPY {self._table} FROM STDIN (FORMAT BINARY)") as out:
            out.set_types(types)
            for row in rows:
                out.write_row(row)


@lru_cache(1000)
def _inserting(table: str, rows: int, columns: int, mark: str) -> str:
    row = f"({', '.join([mark] * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"
