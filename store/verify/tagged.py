"""The index by tags, read along with the entries and compared with the tags that these have."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from sitlog.store.verify.beside import Beside
from sitlog.store.verify.findings import Findings

Pair = tuple[int, int]
"""A position and the number of a tag."""


class Tagged:
    """The index by tags, as far as it was compared."""

    def __init__(self, findings: Findings, held: Iterator[list[Pair]]) -> None:
        """Begin the check; *held* is the whole index in batches, in order."""
        self._check = findings.check("tag index", "leads to the entries with the tag")
        self._held = Beside(held, itemgetter(0))

    def take(self, positions: Sequence[int], tags: Sequence[Sequence[int]]) -> None:
        """Compare what leads to more entries with their tags, each in order."""
        self._check.count += len(positions)
        expected = [(position, tag) for position, each in zip(positions, tags, strict=True) for tag in each]
        held = self._held.up_to(positions[-1])
        if held != expected:
            self._tell(set(held) ^ set(expected))

    def settle(self) -> None:
        """See what leads beyond the last entry."""
        self._tell(set(self._held.rest()))

    def _tell(self, pairs: set[Pair]) -> None:
        for position in sorted({position for position, _ in pairs}):
            self._check.fail(position, "the index by tags does not agree with the tags of the entry")
