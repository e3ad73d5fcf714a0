"""How far a log reaches, now and at past moments, and the root of its tree there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sitlog.domain.errors import BrokenLog, NoSuchEntry
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.instants import instant_of, micros
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.proofs.tree import EMPTY_ROOT, HASH_SIZE, Frontier, Node, root_at


class Head(NamedTuple):
    """The last entry of a log: its position (0: none), when it was recorded (UTC), and the root of the tree."""

    position: int
    recorded_at: datetime | None
    root: bytes


class Tip(NamedTuple):
    """The head as the next append needs it: microseconds since the epoch, and the subtrees that the tree grows from."""

    position: int
    recorded_at: int
    frontier: Frontier


_READ = "SELECT position, recorded_at, root, subtrees FROM head WHERE id = 1"
_HEAD = Prepared(_READ)
_HEAD_LOCKED = Prepared(f"{_READ} FOR UPDATE")
"""On PostgreSQL whoever holds this row is the one writer; on SQLite the transaction has locked the file."""
_MOVE = Prepared("UPDATE head SET position = :to, recorded_at = :at, root = :root, subtrees = :subtrees WHERE id = 1")
_RECORDED_AT = Prepared("SELECT recorded_at FROM entries WHERE position = :position")
_TREES = Prepared("SELECT position, tree FROM entries WHERE position IN :many")

_LAST_RECORDED_BY = Prepared(
    """
    WITH RECURSIVE search(low, high) AS (
        SELECT CAST(0 AS BIGINT), position FROM head WHERE id = 1
        UNION ALL
        SELECT CASE WHEN entries.recorded_at <= :by THEN entries.position ELSE low END,
               CASE WHEN entries.recorded_at <= :by THEN high ELSE entries.position - 1 END
        FROM search JOIN entries ON entries.position = (low + high + 1) / 2
        WHERE low < high
    )
    SELECT low FROM search WHERE low = high
    """
)


def read_head(connection: Connection) -> Head:
    """The head of the log as this transaction sees it."""
    ((position, recorded_at, root, _),) = _HEAD.rows(connection)
    return Head(position, None if recorded_at is None else instant_of(recorded_at), root)


def lock_head(connection: Connection) -> Tip:
    """The head of the log, which nobody else can move before this transaction ends."""
    ((position, recorded_at, _, subtrees),) = (_HEAD if connection.is_sqlite else _HEAD_LOCKED).rows(connection)
    hashes = tuple(subtrees[at : at + HASH_SIZE] for at in range(0, len(subtrees), HASH_SIZE))
    return Tip(position, recorded_at or 0, Frontier(position, hashes))


def move_head(connection: Connection, tip: Tip) -> None:
    """Let the log reach as far as *tip*."""
    subtrees = b"".join(tip.frontier.subtrees)
    _MOVE.run(connection, to=tip.position, at=tip.recorded_at, root=tip.frontier.root, subtrees=subtrees)


def last_recorded_by(connection: Connection, instant: datetime) -> int:
    """The position of the last entry recorded at or before an instant, 0 if there is none; in logarithmic reads."""
    return int(_LAST_RECORDED_BY.value(connection, by=micros(instant)))


def position_at(connection: Connection, moment: datetime | int | None) -> int:
    """The position that the log had reached at an instant, or by now; a position is its own, up to the head."""
    if isinstance(moment, datetime):
        return last_recorded_by(connection, moment)
    last = read_head(connection).position
    return last if moment is None else min(moment, last)


def head_at(connection: Connection, moment: datetime | int) -> Head:
    """The head as it was at an instant, or when the log reached up to a position; in logarithmic reads.

    Raises NoSuchEntry if the log never reached so far.
    """
    position = moment if isinstance(moment, int) else last_recorded_by(connection, moment)
    if position == 0:
        return Head(0, None, EMPTY_ROOT)
    recorded_at = _RECORDED_AT.value(connection, position=position)
    if recorded_at is None:
        last = read_head(connection).position
        raise NoSuchEntry(f"there is no entry {position}", hint=f"the last one is {last}")
    return Head(position, instant_of(recorded_at), root_at(position, lambda nodes: read_nodes(connection, nodes)))


def read_nodes(connection: Connection, nodes: Sequence[Node]) -> list[bytes]:
    """The stored hashes of nodes of the tree, in the order asked; raises BrokenLog if one is not there."""
    ends = {(level, index): (index + 1) << level for level, index in nodes}
    rows = {position: bytes(tree) for position, tree in _TREES.rows_for(connection, set(ends.values()))}
    return [_hash_at(rows.get(ends[node], b""), node[0], ends[node]) for node in nodes]


def _hash_at(tree: bytes, level: int, position: int) -> bytes:
    found = tree[level * HASH_SIZE :][:HASH_SIZE]
    if len(found) != HASH_SIZE:
        raise BrokenLog(f"entry {position} does not hold the tree of level {level}", hint="run: sitlog verify")
    return found
