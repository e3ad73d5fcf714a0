"""The walk along all entries of a log: each follows the one before, and hashes to what the tree says."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.merkle import Tree, leaf
from sitlog.store.verify.records import Form, digest, instant, read_entry


class Record(NamedTuple):
    """An entry as it was found: at which place, its bytes, and its payload with the salt, where that is there."""

    position: int
    entry: bytes
    disclosure: bytes | None


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

    def __post_init__(self) -> None:
        """Begin the checks; a log without entries has passed them."""
        self.entries = self.findings.check("entries", "follow one another, each as it says of itself")
        self.payloads = self.findings.check("payloads", "hash to the digest that their entry holds")
        self._keep()

    def take(self, position: int, entry: bytes, disclosure: bytes | None) -> tuple[Form | None, bytes]:
        """Go on to the next entry: what it says of itself, if it can be read, and the hashes that it completes."""
        self.entries.count += 1
        if position != self.last + 1:
            self._tell_gap(position)
        self.last = position
        form = read_entry(entry)
        if form is None:
            self.entries.fail(position, "the entry is not written as entries are")
        else:
            self._compare(position, form, disclosure)
        completed = self.tree.grow(leaf(entry))
        if self.tree.size in self.wanted or self.tree.size - 1 in self.wanted:
            self._keep()
        return form, completed

    def _tell_gap(self, position: int) -> None:
        if position > self.last:
            self.entries.fail(self.last + 1, f"the entry is missing: e{position} follows e{self.last}")
        else:
            self.entries.fail(position, f"the entry is out of order: it follows e{self.last}")

    def _compare(self, position: int, form: Form, disclosure: bytes | None) -> None:
        if form.position != position:
            self.entries.fail(position, f"the entry that stands here says that it is e{form.position}")
        if form.recorded_at < self.recorded_at:
            before = f"{instant(self.recorded_at):%Y-%m-%d %H:%M:%S.%f} UTC"
            self.entries.fail(position, f"the entry was recorded before the one before it ({before})")
        else:
            self.recorded_at = form.recorded_at
        if disclosure is not None:
            self.payloads.count += 1
            if digest(disclosure) != form.digest:
                self.payloads.fail(position, "the payload is not the one that was recorded")

    def _keep(self) -> None:
        if self.tree.size in self.wanted:
            self.roots[self.tree.size] = self.tree.root()
        self.times[self.tree.size] = self.recorded_at
