"""Events on their way from a file into a log: batch by batch, told by their lines where they are refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from sitlog.cli.files.envelope import Fault
from sitlog.cli.files.infile import Form, Found, slip_at
from sitlog.cli.files.pointing import Lines, in_lines, names_in, stretch_of, word
from sitlog.cli.files.runs import Runs
from sitlog.cli.slips import Slip
from sitlog.domain.admission import names_entry
from sitlog.domain.errors import DuplicateKey, Refused, RefusedBatch
from sitlog.domain.event import Event

if TYPE_CHECKING:
    from sitlog.store.receipt import Receipt


class Taker(Protocol):
    """What takes events in: `record` of a log, or `try_out`, or the like of what is taken whole in parts."""

    def __call__(self, *events: Event, labels: Mapping[int, int], earlier: Mapping[int, int]) -> "Receipt":
        """Take all of them, or raise RefusedBatch."""


class NotTaken(Exception):
    """Events of a batch that cannot be taken, told by where they stand; nothing of the batch was recorded.

    *firm* are the slips that are ones whatever else is recorded; *positions* gives the entries that its events are, or
    would have become.
    """

    def __init__(self, slips: Sequence[Slip], *, firm: Sequence[Slip] = (), positions: Sequence[int] = ()) -> None:
        super().__init__(f"{len(slips)} slips")
        self.slips = slips
        self.firm = firm
        self.positions = positions

    def apart_from(self, causes: Sequence[Slip]) -> Iterator[Slip]:
        """Give the slips but those that may be ones only because of events that could not be read, the *causes*."""
        lost = "\n".join(each.source for each in causes)
        for slip in self.slips:
            if slip in self.firm or not any(word(name).search(lost) for name in names_in(slip.message)):
                yield slip


@dataclass(slots=True)
class Intake:
    """Takes the events of one file in, and remembers where those of earlier batches went.

    What was typed has no *name* of a file, and so no provenance.
    """

    name: str
    form: Form
    actor: str | None
    labelled: Runs = field(default_factory=Runs)
    """The lines by their labels."""
    planned: Runs = field(default_factory=Runs)
    """The lines by the entries that they are, or would be, of what is not recorded yet."""
    _settled: Runs = field(default_factory=Runs)  # the entries of labels

    def take(self, batch: Sequence[Found], taker: Taker) -> "Receipt":
        """Hand a batch in; raises NotTaken with what is wrong with each event that is refused."""
        if slips := self.label(batch):
            raise NotTaken(slips)
        receipt = self.hand_in(batch, taker)
        self._settle(batch, receipt.positions)
        return receipt

    def label(self, batch: Sequence[Found]) -> list[Slip]:
        """Note the labels of a batch, and give the slips of those that stand for another line already."""
        slips: list[Slip] = []
        for each in batch:
            if each.label is None:
                continue
            if (line := self.labelled.get(each.label)) is not None:
                stretch = stretch_of(each, self.form, "sequence", f"e{each.label}")
                fault = Fault(stretch, f"e{each.label} stands for line {line} already", "number each entry once")
                slips.append(slip_at(self.name, each.number, each.source, fault))
            self.labelled.add(each.label, each.number)
        return slips

    def hand_in(self, batch: Sequence[Found], taker: Taker) -> "Receipt":
        """Hand a batch in whose labels were noted; raises NotTaken likewise."""
        labels = {each.label: index for index, each in enumerate(batch) if each.label is not None}
        events = [self._signed(each) for each in batch]
        try:
            receipt = taker(*events, labels=labels, earlier=self._earlier(events, labels))
        except RefusedBatch as refused:
            raise self._not_taken(batch, refused) from refused
        return receipt

    def plan(self, batch: Sequence[Found], positions: Sequence[int]) -> None:
        """Note which entries the events of a batch are, or would be, while none of them is recorded yet."""
        for index in sorted(range(len(batch)), key=positions.__getitem__):
            self.planned.add(positions[index], batch[index].number)
        self._settle(batch, positions)

    def names_others(self, batch: Sequence[Found]) -> bool:
        """Tell whether events name entries by numbers that no line so far has."""
        return any((named := names_entry(each.event)) and named not in self.labelled for each in batch)

    def _settle(self, batch: Sequence[Found], positions: Sequence[int]) -> None:
        for each, position in zip(batch, positions, strict=True):
            if each.label is not None:
                self._settled.add(each.label, position)

    def _signed(self, found: Found) -> Event:
        """The event with what is known of its way here."""
        event = found.event
        more: dict[str, object] = {}
        if self.name and event.provenance is None:
            more["provenance"] = f"{self.name}:{found.number}"
        if event.recorded_by is None and self.actor is not None:
            more["recorded_by"] = self.actor
        return event.model_copy(update=more) if more else event

    def _earlier(self, events: Sequence[Event], labels: Mapping[int, int]) -> dict[int, int]:
        """The entries of those labels of earlier batches that events name."""
        named = {number for event in events if (number := names_entry(event))} - labels.keys()
        return {number: position for number in named if (position := self._settled.get(number)) is not None}

    def _not_taken(self, batch: Sequence[Found], refused: RefusedBatch) -> NotTaken:
        here: dict[int, int] = {}
        for index, position in enumerate(refused.positions):
            here.setdefault(position, batch[index].number)

        def line(position: int) -> int | None:
            return here.get(position) or self.planned.get(position) if position > refused.after else None

        told = [(self._slip(batch[index], refusal, line), refusal) for index, refusal in refused.refusals]
        firm = [slip for slip, refusal in told if isinstance(refusal, DuplicateKey)]
        return NotTaken([slip for slip, _ in told], firm=firm, positions=refused.positions)

    def _slip(self, found: Found, refusal: Refused, lines: Lines) -> Slip:
        stretch = stretch_of(found, self.form, refusal.field or "", refusal.message)
        hint = in_lines(refusal.hint, lines) if refusal.hint else None
        return slip_at(self.name, found.number, found.source, Fault(stretch, in_lines(refusal.message, lines), hint))


def batches(found: Iterable[Found], size: int | None) -> Iterator[list[Found]]:
    """Give events in batches of a size, or all in one."""
    rest = iter(found)
    while batch := list(islice(rest, size)):
        yield batch
