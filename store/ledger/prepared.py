"""Statements compiled once and run by the driver: at each run, Core would take longer than a small statement does."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, literal_column
from sqlalchemy.sql.elements import ClauseElement

AnyRow: TypeAlias = tuple[Any, ...]

_MANY = "(many)"
_MARK = {"sqlite": "?", "postgresql": "%s"}
_AT_ONCE = 500
_ROWS_AT_ONCE = 100
_WORTH_A_COPY = 10  # rows


def is_one_of_many(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of the values given to `Prepared.rows_for`; the last one in its statement."""
    return column.op("IN", is_comparison=True)(literal_column(_MANY))


class Prepared:
    """A statement with a named parameter wherever a value changes from run to run.

    It runs in the transaction of the connection; errors are the driver's own.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, dict[str, object]]] = {}

    def run(self, connection: Connection, **values: object) -> None:
        """Run it with these values."""
        text, parameters = self._for(connection)
        _driver(connection).execute(text, tuple({**parameters, **values}.values()))

    def run_all(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Run it once for each row, whose values are in the order of the statement's parameters."""
        if rows:
            _driver(connection).cursor().executemany(self._for(connection)[0], rows)

    def rows(self, connection: Connection, **values: object) -> list[AnyRow]:
        """All rows that it gives for these values."""
        text, parameters = self._for(connection)
        rows: list[AnyRow] = _driver(connection).execute(text, tuple({**parameters, **values}.values())).fetchall()
        return rows

    def each_row(self, connection: Connection, **values: object) -> Iterator[AnyRow]:
        """The same rows, read as they are looped over."""
        text, parameters = self._for(connection)
        yield from _driver(connection).execute(text, tuple({**parameters, **values}.values()))

    def rows_for(self, connection: Connection, many: Iterable[object], **values: object) -> Iterator[AnyRow]:
        """All rows that it gives, run as often as many values need."""
        text, parameters = self._for(connection)
        first, rest = tuple({**parameters, **values}.values()), iter(many)
        while batch := tuple(islice(rest, _AT_ONCE)):
            marks = ", ".join([_MARK[connection.dialect.name]] * len(batch))
            yield from _driver(connection).execute(text.replace(_MANY, f"({marks})"), first + batch).fetchall()

    def _for(self, connection: Connection) -> tuple[str, dict[str, object]]:
        """The statement as the driver takes it, and its parameters in order, with the values that are part of it."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            compiled: Any = self._statement.compile(dialect=dialect)
            self._compiled[dialect.name] = str(compiled), {name: compiled.params[name] for name in compiled.positiontup}
        return self._compiled[dialect.name]


class Insert:
    """Puts rows into a table, the fastest way that the driver has."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._one = Prepared(table.insert())

    def rows(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Insert rows, whose values are in the order of the table's columns."""
        if connection.dialect.name == "sqlite":
            self._many(connection, rows)
        elif len(rows) >= _WORTH_A_COPY:
            self._copy(connection, rows)
        else:
            self._one.run_all(connection, rows)

    def _many(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        # Other threads get their turn at each statement, and may keep it for long: so there is one for many rows.
        driver, insert = _driver(connection), f"INSERT INTO {self._table.name} VALUES "  # noqa: S608  # a name of ours
        row = f"({', '.join('?' * len(self._table.columns))})"
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            batch = rows[start : start + _ROWS_AT_ONCE]
            driver.execute(insert + ", ".join([row] * len(batch)), tuple(chain.from_iterable(batch)))

    def _copy(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        types = [str(column.type.compile(connection.dialect)).split()[0].lower() for column in self._table.columns]
        statement = f"COPY {self._table.name} FROM STDIN (FORMAT BINARY)"
        with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, which is of the same form for both databases."""
    return connection.connection.dbapi_connection
