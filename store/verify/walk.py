"""The walk along all entries of a log: each follows the one before, and hashes to what the tree says."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.merkle import Tree, leaves
from sitlog.store.verify.records import Circumstances, digests, instant, read_entry, read_expected

_ALIKE = {10**digits - 1 for digits in range(1, 17)}
"""The last positions that are as long in digits as those before them; entries are read together up to there."""


class Records(NamedTuple):
    """Entries as they were found, in columns: at which place, their bytes, and their payloads where those are there."""

    positions: Sequence[int]
    entries: Sequence[bytes]
    disclosures: Sequence[bytes | None]
    """With the salt."""

    def part(self, start: int, end: int) -> "Records":
        """Some of them."""
        return Records(self.positions[start:end], self.entries[start:end], self.disclosures[start:end])


class Walked(NamedTuple):
    """What came of entries, in columns."""

    circumstances: list[Circumstances | None]
    """None for an entry that cannot be read."""
    trees: list[bytes]
    """The hashes of the subtrees that each completes."""


@dataclass(slots=True)
class Walk:
    """The entries seen so far; roots and times are kept for the sizes that are wanted."""

    findings: Findings
    wanted: Collection[int] = ()
    tree: Tree = field(default_factory=Tree)
    roots: dict[int, bytes] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)
    """When the last entry of each wanted size was recorded, and the first one after it (microseconds)."""
    last: int = 0
    recorded_at: int = 0
    entries: Check = field(init=False)
    payloads: Check = field(init=False)
    _stops: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin the checks; a log without entries has passed them."""
        self.entries = self.findings.check("entries", "follow one another, each as it says of itself")
        self.payloads = self.findings.check("payloads", "hash to the digest that their entry holds")
        self._stops = sorted({*(each for size in self.wanted for each in (size, size + 1)), *_ALIKE})
        self._keep()

    def take(self, records: Records) -> Walked:
        """Go on along entries, as many at a time as one likes: the more, the faster."""
        walked = Walked([], [])
        for start, end in self._stretches(len(records.positions)):
            part = records.part(start, end)
            is_whole = self._follow(part.positions)
            walked.circumstances.extend(self._read(part, is_whole=is_whole))
            walked.trees.extend(self.tree.grow(leaves(part.entries)))
            self._keep()
        return walked

    def _stretches(self, count: int) -> Iterator[tuple[int, int]]:
        """Where to stop on the way, so that roots and times can be kept."""
        done = self.tree.size
        stops = self._stops[bisect_right(self._stops, done) : bisect_right(self._stops, done + count)]
        ends = [stop - done for stop in stops]
        return zip([0, *ends], [*ends, count], strict=True)

    def _follow(self, positions: Sequence[int]) -> bool:
        """Whether none is missing or out of order."""
        self.entries.count += len(positions)
        if list(positions) == list(range(self.last + 1, self.last + 1 + len(positions))):
            self.last += len(positions)
            return True
        for position in positions:
            if position != self.last + 1:
                self._tell_gap(position)
            self.last = position
        return False

    def _tell_gap(self, position: int) -> None:
        if position > self.last:
            self.entries.fail(self.last + 1, f"the entry is missing: e{position} follows e{self.last}")
        else:
            self.entries.fail(position, f"the entry is out of order: it follows e{self.last}")

    def _read(self, records: Records, *, is_whole: bool) -> Sequence[Circumstances | None]:
        there = [disclosure for disclosure in records.disclosures if disclosure is not None]
        told = digests(there)
        self.payloads.count += len(told)
        is_whole = is_whole and len(told) == len(records.positions) > 0
        said = read_expected(records.positions, records.entries, told) if is_whole else None
        if said is not None and self._is_in_time(said):
            return said
        coming = iter(told)
        each = [None if disclosure is None else next(coming) for disclosure in records.disclosures]
        return list(map(self._examine, records.positions, records.entries, each))

    def _is_in_time(self, said: Sequence[Circumstances]) -> bool:
        """Whether all were recorded in their order, after what was before them."""
        times = [self.recorded_at, *(one.recorded_at for one in said)]
        if times != sorted(times):
            return False
        self.recorded_at = times[-1]
        return True

    def _examine(self, position: int, entry: bytes, digest_: bytes | None) -> Circumstances | None:
        form = read_entry(entry)
        if form is None:
            self.entries.fail(position, "the entry is not written as entries are")
            return None
        if form.position != position:
            self.entries.fail(position, f"the entry that stands here says that it is e{form.position}")
        if digest_ is not None and digest_ != form.digest:
            self.payloads.fail(position, "the payload is not the one that was recorded")
        self._check_time(position, form.circumstances.recorded_at)
        return form.circumstances

    def _check_time(self, position: int, recorded_at: int) -> None:
        if recorded_at < self.recorded_at:
            before = f"{instant(self.recorded_at):%Y-%m-%d %H:%M:%S.%f} UTC"
            self.entries.fail(position, f"the entry was recorded before the one before it ({before})")
        else:
            self.recorded_at = recorded_at

    def _keep(self) -> None:
        size = self.tree.size
        if size in self.wanted:
            self.roots[size] = self.tree.root()
        if size in self.wanted or size - 1 in self.wanted:
            self.times[size] = self.recorded_at
