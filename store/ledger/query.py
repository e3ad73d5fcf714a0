"""Which entries somebody asks for, in names, in numbers, and as SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select, union

from sitlog.store.ledger.conditions import Item
from sitlog.store.ledger.heads import last_recorded_by
from sitlog.store.ledger.names import SITUATION_TAG, Names
from sitlog.store.ledger.tables import entries, entry_tags

Columns: TypeAlias = Sequence[ColumnElement[Any]]


class Query(Protocol):
    """What matches entries that match one of its items, or any entry if it has none."""

    @property
    def items(self) -> Sequence[Item]:
        """The items."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
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


@dataclass(frozen=True, slots=True)
class Sieve:
    """What lets an entry through: one of the types (any, if there are none), the situation, and all of the tags."""

    types: tuple[int, ...] = ()
    situation: int | None = None
    tags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The positions after one up to another; only these *among* them, if any are given."""

    after: int
    until: int
    among: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Order:
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


def chosen(columns: Columns, sieves: Sequence[Sieve], span: Span, order: Order) -> Select[Any]:
    """The entries of a span that pass one of the sieves, of which there is at least one."""
    if len(sieves) == 1:
        return _passing(columns, sieves[0], span, order)
    # Each of them is cut to the limit, so that a page costs a page, however many entries pass.
    parts = [_passing([entries.c.position], sieve, span, order).subquery() for sieve in sieves]
    positions = union(*(select(part.c.position) for part in parts))
    return _ordered(select(*columns).where(entries.c.position.in_(positions)), entries.c.position, order)


def counted(connection: Connection, names: Names, scope: Scope, head: int) -> int:
    """Count the entries of a scope, in a log that reaches to *head*."""
    span, sieves = span_of(connection, scope, head), sieves_of(connection, names, scope)
    if not sieves:
        return 0
    held = chosen([entries.c.position], sieves, span, Order()).order_by(None).subquery()
    return int(connection.execute(select(func.count()).select_from(held)).scalar_one())


def _passing(columns: Columns, sieve: Sieve, span: Span, order: Order) -> Select[Any]:
    asked, position = select(*columns), entries.c.position
    situation: ColumnElement[int] = entries.c.situation
    if sieve.tags:
        asked = asked.join(entry_tags, entry_tags.c.position == position).where(entry_tags.c.tag == sieve.tags[0])
        # A tag is rarer than its situation: the sum keeps the database from starting at the latter's index.
        position, situation = entry_tags.c.position, entries.c.situation + 0
    for nth, tag in enumerate(sieve.tags[1:]):
        other = entry_tags.alias(f"other_{nth}")
        asked = asked.where(exists().where(other.c.tag == tag, other.c.position == position))
    if sieve.situation is not None:
        asked = asked.where(situation == sieve.situation)
    if sieve.types:
        asked = asked.where(entries.c.type.in_(sieve.types))
    if span.among is not None:
        asked = asked.where(position.in_(span.among))
    return _ordered(asked.where(position > span.after, position <= span.until), position, order)


def _ordered(asked: Select[Any], position: ColumnElement[int], order: Order) -> Select[Any]:
    return asked.order_by(position.desc() if order.reverse else position).limit(order.limit)
