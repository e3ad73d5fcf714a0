"""What the table of statements says is told of each thing: made again from the entries and compared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from sitlog.domain.effective import Changes, applied
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, EvidenceLinked
from sitlog.domain.values import Kind, Position
from sitlog.projections.lines import Act, Line, Lines, lines, lines_of
from sitlog.store.verify.beside import Beside
from sitlog.store.verify.chains import chains_of, some_at_a_time
from sitlog.store.verify.findings import Findings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(NamedTuple):
    """A row of the table, in the order of its columns."""

    situation: int
    thing: int | None
    said_latest: int
    said_earliest: int
    recorded_at: int
    position: int
    since: int
    until: int | None
    act: int
    source: int | None
    about: int | None
    aspect: str | None
    rest: str


Values = tuple[Any, ...]
"""Those of a row: to name them takes longer than to compare them."""


class Teller(NamedTuple):
    """An entry that may tell something: the number of its situation, when it was recorded, and its payload."""

    entry: Entry
    situation: int
    recorded_at: int
    written: str | None
    """The event in JSON, if it is of the newest form."""
    is_erased: bool


Again = Callable[[Sequence[int]], tuple[Sequence[Teller], Sequence[Values]]]
"""Reads entries once more, given their positions, and the rows of the table that belong to them."""


class Statements:
    """The table, as far as it was compared; entries that others are about wait until all were seen."""

    def __init__(
        self, findings: Findings, held: Iterator[Sequence[Values]], numbers: Mapping[str, int], again: Again
    ) -> None:
        """Begin the check; *held* is the whole table in batches, by position, *numbers* are those of the tags."""
        self._check = findings.check("statements", "are told as the entries say, from the entry on that changed them")
        self._held = Beside(held, itemgetter(_POSITION))
        self._numbers = numbers
        self._again = again
        self._waiting: dict[int, tuple[int, ...]] = {}
        """The positions of entries that wait, and of those that they are about: the entries themselves take room."""
        self._involved = {int(name.removeprefix(_ENTRY)) for name in numbers if name.startswith(_ENTRY)}

    def take(self, tellers: Sequence[Teller], last: int) -> None:
        """Compare the rows of more entries, up to position *last*."""
        expected = list[Values]()
        for teller in tellers:
            position, is_about_others = teller.entry.position, teller.entry.type in _ABOUT_OTHERS
            if position in self._involved or (is_about_others and not teller.is_erased):
                self._waiting[position] = tuple(_about(teller.entry.event)) if is_about_others else ()
            elif teller.is_erased:
                expected.append(_gap(teller))
            else:
                expected += self._told(teller)
        held = self._held.up_to(last)
        self._check.count += len(held)
        ready = [row for row in held if row[_POSITION] not in self._waiting] if self._waiting else held
        if ready != expected:
            self._tell(set(map(Row._make, expected)), set(map(Row._make, ready)))

    def settle(self) -> None:
        """Compare the rows of entries that are about each other, and see what is left over."""
        missing, left = set[Row](), set(map(Row._make, self._held.rest()))
        for chains in some_at_a_time(chains_of(self._waiting), _AT_ONCE):
            tellers, held = self._again([position for chain in chains for position in chain])
            found: dict[int, Teller] = {teller.entry.position: teller for teller in tellers}
            rows = set(map(Row._make, held))
            expected = {row for chain in chains for row in self._versions([found[position] for position in chain])}
            missing |= expected - rows
            left |= rows - expected
        self._tell(missing, left)

    def _tell(self, expected: set[Row], held: set[Row]) -> None:
        for row in sorted(expected ^ held, key=_key):
            there = "is not what the entries come to" if row in held else "is missing, or is another"
            self._check.fail(row.position, f"a row of what is told from e{row.since} on {there}")

    def _versions(self, chain: Sequence[Teller]) -> Iterator[Row]:
        standing: dict[Row, int] = {}
        for position, told in _states(chain):
            now = {Row._make(self._values(line, teller, 0)) for teller, each in told for line in each}
            for row in standing.keys() - now:
                yield row._replace(since=standing.pop(row), until=position)
            for row in now - standing.keys():
                standing[row] = position
        yield from (row._replace(since=since) for row, since in standing.items())
        yield from (_gap(teller) for teller in chain if teller.is_erased)

    def _told(self, teller: Teller) -> Sequence[Values]:
        """The rows of an entry that no other is about."""
        told = [self._values(line, teller, teller.entry.position) for line in lines_of(teller.entry, teller.written)]
        if len(told) > 1:
            return sorted(map(Row._make, told), key=_key)
        return told

    def _values(self, line: Line, teller: Teller, since: int) -> Values:
        entry, number = teller.entry, self._numbers.get
        within = f":{entry.situation}/"
        return (
            teller.situation,
            number(line.kind + within + line.key),
            _micros(line.latest),
            _micros(line.earliest),
            teller.recorded_at,
            entry.position,
            since,
            None,
            int(line.act),
            None if line.source is None else number(Kind.SOURCE + within + line.source),
            None if line.about is None else number(Kind.INCIDENT + within + line.about),
            line.aspect,
            line.rest,
        )


def _key(row: Row) -> tuple[int, ...]:
    """The order in which the table is read."""
    return row.position, row.situation, row.thing or 0, row.said_latest, row.said_earliest, row.recorded_at, row.since


_POSITION = Row._fields.index("position")
_AT_ONCE = 250
"""Entries that are read again together."""

_ENTRY = f"{Kind.ENTRY}:"
_ABOUT_OTHERS = {each.TOPIC for each in (EntryCorrected, EntryWithdrawn, EntryRedacted, EvidenceLinked)}


def _gap(teller: Teller) -> Row:
    """Of what was redacted, only that it was, and of what type it was."""
    position, type_ = teller.entry.position, teller.entry.type
    act = int(Act.REDACTED)
    return Row(teller.situation, 0, 0, 0, teller.recorded_at, position, position, None, act, None, None, None, type_)


def _about(event: Event | None) -> Iterator[int]:
    if event is not None:
        yield from (int(named.key) for named in event.refers() if named.kind is Kind.ENTRY)
    if isinstance(event, EntryCorrected):
        yield from _about(event.replacement)


def _states(chain: Sequence[Teller]) -> Iterator[tuple[int, list[tuple[Teller, Lines]]]]:
    """What all of the entries tell, once each of them is there."""
    rows: dict[Position, Lines] = {}
    for count, teller in enumerate(chain, start=1):
        if isinstance(teller.entry.event, EntryCorrected | EntryWithdrawn | EntryRedacted):
            held = [each.entry for each in chain[:count]]
            rows = lines.folded(applied(Changes(held), held))
        else:
            lines.fold(rows, teller.entry)
        yield teller.entry.position, [(each, rows.get(each.entry.position, ())) for each in chain[:count]]


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND
