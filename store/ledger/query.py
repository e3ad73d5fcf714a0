"""Which entries somebody asks for, in names, in numbers, and as SQL."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeAlias

from sitlog.store.ledger.conditions import Item
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.heads import last_recorded_by
from sitlog.store.ledger.names import SITUATION_TAG, Names
from sitlog.store.ledger.prepared import AnyRow

Columns: TypeAlias = Sequence[str]
POSITION: Columns = ("entries.position",)


class Query(Protocol):
    """What matches entries that match one of its items, or any entry if it has none."""

    @property
    def items(self) -> Sequence[Item]:
        """The items."""
        ...


class Scope(NamedTuple):
    """Entries of a situation, of some types, with all of some tags, that match a query, after a position up to another.

    All that is given must hold; *after* is excluded, *until* and the time *recorded_by* are included. Of *positions*,
    where they are given, only these: a thousand or so.
    """

    situation: str | None = None
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    positions: tuple[int, ...] | None = None
    query: Query | None = None
    after: int = 0
    until: int | None = None
    recorded_by: datetime | None = None


WHOLE_LOG = Scope()


class Sieve(NamedTuple):
    """What lets an entry through: one of the types (any, if there are none), the situation, and all of the tags."""

    types: tuple[int, ...] = ()
    situation: int | None = None
    tags: tuple[int, ...] = ()


class Span(NamedTuple):
    """The positions after one up to another; only these *among* them, if any are given."""

    after: int
    until: int
    among: tuple[int, ...] | None = None


class Order(NamedTuple):
    """First to last, or in reverse; at most so many."""

    limit: int | None = None
    reverse: bool = False


def span_of(connection: Connection, scope: Scope, head: int) -> Span:
    """The positions that a scope leaves, in a log that reaches to *head*."""
    ends = [head]
    if scope.until is not None:
        ends.append(scope.until)
    if scope.recorded_by is not None:
        ends.append(last_recorded_by(connection, scope.recorded_by))
    return Span(scope.after, min(ends), scope.positions)


def sieves_of(connection: Connection, names: Names, scope: Scope) -> list[Sieve]:
    """The sieves of a scope, of which an entry must pass one; none if it names what the log does not have.

    To be read after the head, so that an entry up to the head cannot use a name that is found missing here.
    """
    situation = [SITUATION_TAG + scope.situation] if scope.situation else []
    common = _sieve(connection, names, scope.types, [*situation, *scope.tags])
    if common is None or scope.query is None or not scope.query.items:
        return [common] if common else []
    asked = (_sieve(connection, names, item.types, item.tags) for item in scope.query.items)
    joined = (_both(sieve, common) for sieve in asked if sieve)
    return [sieve for sieve in joined if sieve]


def _sieve(connection: Connection, names: Names, types: Sequence[str], tags: Sequence[str]) -> Sieve | None:
    slugs = {tag.removeprefix(SITUATION_TAG) for tag in tags if tag.startswith(SITUATION_TAG)}
    plain = {tag for tag in tags if not tag.startswith(SITUATION_TAG)}
    known_types = names.types.every_version(connection, types) if types else []
    known_slugs = names.situations.numbers(connection, slugs) if slugs else {}
    known_tags = names.tags.numbers(connection, plain) if plain else {}
    if len(slugs) > 1 or len(known_slugs) < len(slugs) or len(known_tags) < len(plain) or (types and not known_types):
        return None
    return Sieve(tuple(known_types), next(iter(known_slugs.values()), None), tuple(known_tags.values()))


def _both(one: Sieve, other: Sieve) -> Sieve | None:
    """The sieve that lets through what both do, if there can be such an entry."""
    types = tuple(set(one.types) & set(other.types)) if one.types and other.types else one.types or other.types
    situations = {one.situation, other.situation} - {None}
    if len(situations) > 1 or (not types and (one.types or other.types)):
        return None
    return Sieve(types, next(iter(situations), None), tuple(dict.fromkeys(one.tags + other.tags)))


class Chosen(NamedTuple):
    """Entries, as SQL: a question mark stands for each of the values."""

    sql: str
    values: tuple[int, ...]

    def run_on(self, cursor: Any, *, is_sqlite: bool) -> Any:
        """Ask a driver's cursor, or what runs statements as one."""
        return cursor.execute(self.sql if is_sqlite else self.sql.replace("?", "%s"), self.values)

    def rows(self, connection: Connection) -> list[AnyRow]:
        """All rows at once."""
        rows: list[AnyRow] = self.run_on(connection.driver, is_sqlite=connection.is_sqlite).fetchall()
        return rows


def chosen(columns: Columns, sieves: Sequence[Sieve], span: Span, order: Order) -> Chosen:
    """The entries of a span that pass one of the sieves, of which there is at least one."""
    parts = [_passing(columns if len(sieves) == 1 else POSITION, sieve, span, order) for sieve in sieves]
    if len(parts) == 1:
        return parts[0]
    # Each of them is cut to the limit, so that a page costs a page, however many entries pass.
    positions = " UNION ".join(f"SELECT * FROM ({part.sql}) AS part_{nth}" for nth, part in enumerate(parts))
    found = _Terms(f"SELECT {', '.join(columns)} FROM entries")
    found.require(f"entries.position IN ({positions})", *chain.from_iterable(part.values for part in parts))
    return found.ordered("entries.position", order)


def counted(connection: Connection, names: Names, scope: Scope, head: int) -> int:
    """Count the entries of a scope, in a log that reaches to *head*."""
    span, sieves = span_of(connection, scope, head), sieves_of(connection, names, scope)
    if not sieves:
        return 0
    held = chosen(POSITION, sieves, span, Order())
    return int(Chosen(f"SELECT count(*) FROM ({held.sql}) AS held", held.values).rows(connection)[0][0])


def _passing(columns: Columns, sieve: Sieve, span: Span, order: Order) -> Chosen:
    found, position, situation = _Terms(f"SELECT {', '.join(columns)} FROM entries"), "entries.position", "situation"
    if sieve.tags:
        # A tag is rarer than its situation: the sum keeps the database from starting at the latter's index.
        position, situation = "entry_tags.position", "entries.situation + 0"
        found.begin += f" JOIN entry_tags ON {position} = entries.position"
        found.require("entry_tags.tag = ?", sieve.tags[0])
    for tag in sieve.tags[1:]:
        also = f"SELECT 1 FROM entry_tags AS other WHERE other.tag = ? AND other.position = {position}"
        found.require(f"EXISTS ({also})", tag)
    if sieve.situation is not None:
        found.require(f"{situation} = ?", sieve.situation)
    if sieve.types:
        found.require_one_of("entries.type", sieve.types)
    if span.among is not None:
        found.require_one_of(position, span.among)
    found.require(f"{position} > ? AND {position} <= ?", span.after, span.until)
    return found.ordered(position, order)


class _Terms:
    """A question that is put together term by term, each with its values."""

    def __init__(self, begin: str) -> None:
        self.begin = begin
        self._terms: list[str] = []
        self._values: list[int] = []

    def require(self, term: str, *values: int) -> None:
        """Only what this is true of."""
        self._terms.append(term)
        self._values += values

    def require_one_of(self, column: str, values: Sequence[int]) -> None:
        """Only what has one of these values; nothing, if there is none."""
        self.require(f"{column} IN ({', '.join('?' * len(values))})" if values else "1 = 0", *values)

    def ordered(self, position: str, order: Order) -> Chosen:
        """The question, of what is to come in an order."""
        sql = f"{self.begin} WHERE {' AND '.join(self._terms)} ORDER BY {position}{' DESC' * order.reverse}"
        return Chosen(sql if order.limit is None else f"{sql} LIMIT {order.limit:d}", tuple(self._values))
