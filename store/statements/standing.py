"""What stands in the table while entries are taken in: read as far as it is needed, and written once."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sitlog.projections.lines import Act, Line
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.prepared import Insert, Prepared
from sitlog.store.statements.rows import Place, Row, row_of, tags_of

_INSERT = Insert("told")
# That an entry was redacted stands for good, whatever else is done to it: it is not among what may end.
_STANDING = Prepared(f"SELECT * FROM told WHERE until IS NULL AND act <> {Act.REDACTED:d} AND position IN :many")
_NUMBERS = Prepared("SELECT name, id FROM tags WHERE name IN :many")
_END = Prepared(
    """
    UPDATE told SET until = :ended
    WHERE situation = :situation AND thing = :thing AND said_latest = :said_latest AND said_earliest = :said_earliest
        AND recorded_at = :recorded_at AND position = :position AND since = :since
    """
)
# It gives rows only because what gives none is run in another way.
_ERASE = Prepared(f"DELETE FROM told WHERE act <> {Act.REDACTED:d} AND position IN :many RETURNING position")


class Standing:
    """The rows that stand, by the entries that they are of, and what becomes of them in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._standing: dict[int, list[Row]] = {}
        self._begun: dict[tuple[int, ...], Row] = {}
        self._ended: list[tuple[int, ...]] = []

    def begin(self, place: Place, rows: list[Row]) -> None:
        """Let the rows of a new entry stand."""
        self._standing[place.position] = [row for row in rows if row.act != Act.REDACTED]
        for row in rows:
            self._begun[row[:7]] = row

    def begin_all(self, told: Iterable[tuple[Place, str, Sequence[Line]]]) -> None:
        """Let the lines of new entries, each with its place and situation, stand."""
        coming = list(told)
        numbers = self.numbers(
            {tag for _, situation, lines in coming for line in lines for tag in tags_of(line, situation)}
        )
        for place, situation, lines in coming:
            self.begin(place, [row_of(each, situation, place, numbers, since=place.position) for each in lines])

    def look(self, positions: Collection[int]) -> None:
        """Read at once the rows of some entries, as far as they are not known."""
        unseen = [each for each in positions if each not in self._standing]
        if unseen:
            self._standing |= {each: [] for each in unseen}
            for found in _STANDING.rows_for(self._connection, unseen):
                self._standing[found[5]].append(Row(*found))

    def of(self, position: int) -> Sequence[Row]:
        """Give the standing rows of an entry."""
        self.look([position])
        return self._standing[position]

    def replace(self, position: int, rows: Iterable[Row], *, at: int) -> None:
        """Have these rows of an entry stand from a position on, and no others; those that tell the same stay."""
        before, after = {each.told: each for each in self.of(position)}, {each.told: each for each in rows}
        for row in before.keys() - after.keys():
            self._end(before[row], at)
        for row in after.keys() - before.keys():
            begun = after[row]._replace(since=at)
            self._begun[begun.key] = begun
            before[row] = begun
        self._standing[position] = [before[row] for row in after]

    def erase(self, positions: Collection[int]) -> None:
        """Take away every version of every row of some entries."""
        list(_ERASE.rows_for(self._connection, positions))  # it is read, and so run, row by row
        self._begun = {key: row for key, row in self._begun.items() if row.position not in positions}
        self._ended = [each for each in self._ended if each[6] not in positions]
        self._standing |= {each: [] for each in positions}

    def numbers(self, wanted: Collection[str]) -> Mapping[str, int]:
        """Give the numbers of tags, which the log has."""
        return dict(_NUMBERS.rows_for(self._connection, wanted))

    def write(self) -> None:
        """Write what has become of the rows."""
        _END.run_all(self._connection, self._ended)
        _INSERT.rows(self._connection, sorted(self._begun.values()))

    def _end(self, row: Row, at: int) -> None:
        if row.key in self._begun:
            self._begun[row.key] = row._replace(until=at)
        else:
            self._ended.append((at, *row.key))
