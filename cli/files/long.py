"""A long file, taken whole: part by part in one transaction, so that a line of it costs next to no memory."""

from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sitlog.cli.files.ahead import Ahead
from sitlog.cli.files.importing import Intake, NotTaken, batches
from sitlog.cli.files.infile import Found, Infile
from sitlog.cli.slips import Slip, in_order
from sitlog.domain.values import Position

if TYPE_CHECKING:
    from sitlog.domain.entry import Entry
    from sitlog.store.log import SituationLog
    from sitlog.store.receipt import Receipt
    from sitlog.store.taking import Whole

PART = 5_000
"""Lines that are held at a time: of more, none is taken faster."""


def in_parts(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Give events in parts."""
    return batches(found, PART)


def is_all(part: list[Found]) -> bool:
    """Tell whether nothing can come after a part."""
    return len(part) < PART


@dataclass(slots=True)
class Wrong:
    """What is wrong with a file: lines that are *unread*, labels that are *ambiguous*, events that are *refused*."""

    unread: list[Slip]
    ambiguous: list[Slip] = field(default_factory=list)
    refused: list[Slip] = field(default_factory=list)
    firm: list[Slip] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.unread or self.ambiguous or self.refused)

    def told(self) -> NotTaken:
        """Tell all of it, in the order of the file, but what may come of lines that could not be read."""
        # With labels that stand for two lines, nobody can say what rests on what.
        found = NotTaken(self.ambiguous or self.refused, firm=self.firm)
        return NotTaken(in_order([*self.unread, *(found.apart_from(self.unread) if self.unread else found.slips)]))


@dataclass(slots=True)
class LongFile:
    """Takes a long file, which begins at an offset, into a log.

    *pulled* are lines that were taken before their turn, for those that rest on them. *read* is how many events there
    were, *skipped* gives the entries that the log had, *recorded* the new ones, *last* the last of these.
    """

    log: "SituationLog"
    file: Infile
    begin: int
    intake: Intake
    wrong: Wrong
    pulled: set[int]
    read: int = 0
    skipped: "array[int]" = field(default_factory=lambda: array("q"))
    recorded: range = range(0)
    last: "Entry | None" = None
    _ahead: Ahead | None = None

    def take(self, parts: Iterable[list[Found]], *, dry_run: bool) -> None:
        """Take all parts in, or none; raises NotTaken with every slip and refusal."""
        with self.log.whole() as whole:
            if dry_run:
                whole.undo()
            for part in parts:
                self._take(part, whole)
            if self.wrong:
                whole.undo()
        if self.wrong:
            raise self.wrong.told()

    def held(self) -> Iterator[list[Position]]:
        """Give the entries that were skipped, some thousands at a time."""
        for start in range(0, len(self.skipped), PART):
            yield [Position(each) for each in self.skipped[start : start + PART]]

    def stands(self) -> bool:
        """Tell whether the log holds what was taken in."""
        last = self.last
        return last is not None and self.log.head.position >= last.position and self.log.entry(last.position) == last

    def _take(self, part: list[Found], whole: "Whole") -> None:
        if self._ahead is None:
            self.wrong.ambiguous += self.intake.label(part)
        if self.wrong:
            whole.undo()
        if not self.wrong.ambiguous and not self._is_settled(part, whole):
            self._suppose(part if self._ahead is None else self._ahead.completed(part, whole.knows), whole)
        if whole.last is not None:
            self.last, self.recorded = whole.last, range(whole.before + 1, whole.last.position + 1)

    def _is_settled(self, part: list[Found], whole: "Whole") -> bool:
        """Take a part in that rests on no later line, as most do: then nobody has to look ahead."""
        if self._ahead is not None or is_all(part):
            return False
        if not self.intake.names_others(part):
            with suppress(NotTaken):
                self._count(part, self.intake.hand_in(part, whole.record))
                return True
        self._ahead = Ahead(self.file, Intake(self.intake.name, self.intake.form, self.intake.actor), self.pulled)
        self.wrong.ambiguous = self._ahead.look(self.begin)
        return bool(self.wrong.ambiguous)

    def _suppose(self, part: list[Found], whole: "Whole") -> None:
        try:
            self._count(part, self.intake.hand_in(part, whole.suppose))
        except NotTaken as refused:
            self.wrong.refused += refused.slips
            self.wrong.firm += refused.firm
            self.intake.plan(part, refused.positions)

    def _count(self, part: list[Found], receipt: "Receipt") -> None:
        self.read += len(part)
        self.skipped.extend(position for _, position in receipt.skipped)
        self.intake.plan(part, receipt.positions)
