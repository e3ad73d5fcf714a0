"""What was appended lately, looked through in memory: most conditions ask only about what came after a decision."""

from collections.abc import Iterable, Sequence
from json import loads

from sitlog.store.ledger.conditions import Item
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.lately import REMEMBERED, Lately, Trace
from sitlog.store.ledger.names import SITUATION_TAG, Names
from sitlog.store.ledger.prepared import Prepared

_SINCE = Prepared("SELECT position, type, situation, tags FROM entries WHERE position > :after ORDER BY position")


class Recent:
    """Entries in the order of their positions, found by their tags."""

    def __init__(self, traces: Iterable[Trace] = ()) -> None:
        self._all: list[Trace] = []
        self._tagged: dict[str, list[Trace]] = {}
        for trace in traces:
            self.add(trace)

    def add(self, trace: Trace) -> None:
        """Take in one more."""
        self._all.append(trace)
        for tag in trace.tags:
            self._tagged.setdefault(tag, []).append(trace)

    def first_match(self, items: Sequence[Item], after: int) -> int | None:
        """The position of an entry after a position that matches one of the items, or any entry if there are none."""
        matching = self._all if not items else (trace for item in items for trace in self._matching(item))
        return next((trace.position for trace in matching if trace.position > after), None)

    def _matching(self, item: Item) -> Iterable[Trace]:
        found = self._tagged.get(item.tags[0], ()) if item.tags else self._all
        return (
            trace
            for trace in found
            if (not item.types or trace.type in item.types) and all(tag in trace.tags for tag in item.tags)
        )


def traces_since(connection: Connection, names: Names, after: int) -> list[Trace]:
    """What a condition can ask of the entries after a position."""
    rows = [(row[0], row[1], row[2], loads(row[3])) for row in _SINCE.rows(connection, after=after)]
    types = names.types.labels(connection, {type_ for _, type_, _, _ in rows})
    slugs = names.situations.labels(connection, {situation for _, _, situation, _ in rows} - {0})
    tags = names.tags.labels(connection, {tag for _, _, _, tags in rows for tag in tags} - {0})
    return [
        Trace(at, types[type_].name, [tags[tag] if tag else f"{SITUATION_TAG}{slugs[situation]}" for tag in numbers])
        for at, type_, situation, numbers in rows
    ]


def catch_up(connection: Connection, names: Names, lately: Lately, last: int) -> None:
    """Remember what others have appended up to the *last* position, unless that is too much."""
    position = lately.position
    if position is None or not last - REMEMBERED <= position <= last:
        lately.begin(last)
    elif position < last:
        lately.add(traces_since(connection, names, position))
