"""Reading a file of events and handing it to a log: whole, or in batches that can be taken up again."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from sitlog.cli.files.importing import Intake, NotTaken, batches
from sitlog.cli.files.infile import Form, Found, Infile, read_jsonl, seekable, text_of
from sitlog.cli.files.long import LongFile, Wrong, in_parts, is_all
from sitlog.cli.since import changed_since
from sitlog.cli.slips import Slip, in_order
from sitlog.domain.collector import collector_paused
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NoSuchSituation, NotUnderstood
from sitlog.domain.values import Position

if TYPE_CHECKING:
    from sitlog.store.log import SituationLog

Told = Callable[[int], None]
_SHOWN = 3


@dataclass(slots=True)
class Tally:
    """What came of a file so far: how many events were read, which entries they became, how many the log had.

    *held* are the first few of the latter: a file may have millions. *changed* gives those of the latter that were
    corrected, withdrawn or redacted, with what last did, unless the file says that too.
    """

    read: int = 0
    recorded: list[range] = field(default_factory=list)
    skipped: int = 0
    held: list[Position] = field(default_factory=list)
    changed: dict[Position, Entry] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """How many entries are new."""
        return sum(map(len, self.recorded))

    def add(self, positions: range, skipped: list[Position]) -> None:
        """Count one more batch."""
        self.skipped += len(skipped)
        self.held += skipped[: _SHOWN - len(self.held)]
        if positions:
            self.recorded.append(positions)

    def note(self, changed: dict[Position, Entry], here: Container[Position]) -> None:
        """Note what was done to entries that the log had; what stands *here*, in a batch, did it for this file too."""
        both = self.changed | changed
        self.changed = {position: each for position, each in both.items() if each.position not in here}


@dataclass(frozen=True, slots=True)
class Importer:
    """Takes one file into a log; *tally* tells how far it got, whatever happens."""

    log: "SituationLog"
    file: Infile
    situation: str | None
    actor: str | None
    tally: Tally = field(default_factory=Tally)

    def whole(self, told: Told, *, dry_run: bool = False) -> None:
        """Take the file in one transaction; raises NotTaken with every slip and refusal."""
        with collector_paused():
            if self.file.form is Form.SLOG:
                self._take_or_tell(*read_slog_file(self.file, self.log, self.situation), dry_run=dry_run)
            else:
                with seekable(self.file) as file:
                    self._whole_lines(file, told, dry_run=dry_run)

    def in_batches(self, size: int, told: Told) -> None:
        """Take a JSONL file in a transaction for every *size* lines.

        Raises NotTaken at the first batch of which something is wrong, with the slips of all lines that follow; the
        batches before it stay recorded.
        """
        if self.file.form is not Form.JSONL:
            raise NotUnderstood(
                "--batch is for JSONL, and this is a .slog file", hint="Leave it out: sitlog import FILE"
            )
        intake, slips = self._intake(), list[Slip]()
        with collector_paused():
            for batch in batches(_good(read_jsonl(self.file, told, actor=self.actor), slips), size):
                if not slips:
                    self.tally.read += len(batch)
                    self._take(intake, batch)
        if slips:
            raise NotTaken(slips)

    def _intake(self) -> Intake:
        return Intake(self.file.name, self.file.form, self.actor)

    def _whole_lines(self, file: Infile, told: Told, *, dry_run: bool) -> None:
        from sitlog.store.taking import patiently  # noqa: PLC0415  # slow to import, and --help needs none of it

        begin = file.stream.tell()

        def attempt() -> None:
            file.stream.seek(begin)
            self._lines(begin, file, told, dry_run=dry_run)

        patiently(attempt)

    def _lines(self, begin: int, file: Infile, told: Told, *, dry_run: bool) -> None:
        slips, pulled = list[Slip](), set[int]()
        good = _good(read_jsonl(file, told, actor=self.actor), slips, to_the_end=True)
        parts = in_parts(each for each in good if each.number not in pulled)
        first = next(parts, [])
        if is_all(first):
            self._take_or_tell(first, slips, dry_run=dry_run)
            return
        long = LongFile(self.log, file, begin, self._intake(), Wrong(slips), pulled)
        try:
            long.take(chain([first], parts), dry_run=dry_run)
        except KeyboardInterrupt:
            if long.stands():
                self.tally.add(long.recorded, [])
            raise
        self._count(long)

    def _count(self, long: LongFile) -> None:
        self.tally.read = long.read
        self.tally.add(long.recorded, [])
        for held in long.held():
            self.tally.add(range(0), held)
            self.tally.note(changed_since(self.log, held), long.intake.planned)

    def _take_or_tell(self, found: list[Found], slips: list[Slip], *, dry_run: bool) -> None:
        self.tally.read = len(found)
        if slips:
            raise NotTaken(in_order([*slips, *self._refusals(found, slips)]))
        self._take(self._intake(), found, dry_run=dry_run)

    def _take(self, intake: Intake, found: list[Found], *, dry_run: bool = False) -> None:
        before = self.log.head.position
        try:
            receipt = intake.take(found, self.log.try_out if dry_run else self.log.record)
        except KeyboardInterrupt:
            # It may have come between the commit and us: what was recorded must be said.
            if self.log.head.position > before and not self._intake().take(found, self.log.try_out).recorded:
                self.tally.add(range(before + 1, self.log.head.position + 1), [])
            raise
        positions = (
            range(receipt.recorded[0].position, receipt.recorded[-1].position + 1) if receipt.recorded else range(0)
        )
        held = [position for _, position in receipt.skipped]
        self.tally.add(positions, held)
        self.tally.note(changed_since(self.log, held), set(receipt.positions))

    def _refusals(self, found: list[Found], slips: list[Slip]) -> list[Slip]:
        told = {slip.line for slip in slips}
        try:
            self._intake().take([each for each in found if each.number not in told], self.log.try_out)
        except NotTaken as refused:
            return list(refused.apart_from(slips))
        return []


def read_slog_file(file: Infile, log: "SituationLog", situation: str | None) -> tuple[list[Found], list[Slip]]:
    """Read a .slog file against what the log holds; *situation* is meant where the file names none."""
    from sitlog.cli.slog.reading import read_slog  # noqa: PLC0415  # a JSONL file needs none of it

    text, slips = text_of(file)
    if slips:
        return [], slips
    read = read_slog(text, file=file.name, home=home_in(log), known=log, situation=situation or _only_one(log))
    lines = text.split("\n")
    return [Found(each.event, each.number, lines[each.number - 1], each.label) for each in read.lines], list(read.slips)


def home_in(log: "SituationLog") -> Callable[[str], str | None]:
    """Make what gives the home zone of a situation that the log holds, None for others."""

    def home(situation: str) -> str | None:
        try:
            return log.situation(situation).zone
        except NoSuchSituation:
            return None

    return home


def _only_one(log: "SituationLog") -> str | None:
    there = log.situations()
    return there[0].key if len(there) == 1 else None


def _good(read: Iterator[Found | Slip], slips: list[Slip], *, to_the_end: bool = False) -> Iterator[Found]:
    """Give events, and gather slips; behind the first slip events are passed over, unless *to_the_end*."""
    for each in read:
        if isinstance(each, Slip):
            slips.append(each)
        elif to_the_end or not slips:
            yield each
