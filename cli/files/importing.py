"""Events on their way from a file into a log: batch by batch, told by their lines where they are refused."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from sitlog.cli.files.envelope import Fault
from sitlog.cli.files.infile import Form, Found, slip_at
from sitlog.cli.files.pointing import in_lines, names_in, stretch_of, word
from sitlog.cli.slips import Slip
from sitlog.domain.errors import DuplicateKey, Refused, RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.values import Position

if TYPE_CHECKING:
    from sitlog.store.receipt import Receipt

_ENTRY = "entry"  # the field by which events name entries


class Taker(Protocol):
    """What takes events in: `record` of a log, or `try_out`."""

    def __call__(self, *events: Event, labels: Mapping[int, int]) -> "Receipt":
        """Take all of them, or raise RefusedBatch."""


class NotTaken(Exception):
    """Events of a batch that cannot be taken, told by where they stand; nothing of the batch was recorded.

    *firm* are the slips that are ones whatever else is recorded.
    """

    def __init__(self, slips: Sequence[Slip], *, firm: Sequence[Slip] = ()) -> None:
        super().__init__(f"{len(slips)} slips")
        self.slips = slips
        self.firm = firm

    def apart_from(self, causes: Sequence[Slip]) -> Iterator[Slip]:
        """Give the slips but those that may be ones only because of events that could not be read, the *causes*."""
        lost = "\n".join(each.source for each in causes)
        for slip in self.slips:
            if slip in self.firm or not any(word(name).search(lost) for name in names_in(slip.message)):
                yield slip


@dataclass(slots=True)
class Positions:
    """Where labelled entries stand in the log: in runs, as a file may have millions."""

    _labels: list[int] = field(default_factory=list)
    _positions: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    def add(self, label: int, position: int) -> None:
        """Note where an entry stands."""
        if self._ends and label == self._ends[-1] + 1 and position - label == self._positions[-1] - self._labels[-1]:
            self._ends[-1] = label
            return
        index = bisect_right(self._labels, label)
        self._labels.insert(index, label)
        self._positions.insert(index, position)
        self._ends.insert(index, label)

    def get(self, label: int) -> Position | None:
        """Give where the entry of that label stands, if there is one."""
        index = bisect_right(self._labels, label) - 1
        if index < 0 or label > self._ends[index]:
            return None
        return Position(self._positions[index] + label - self._labels[index])


@dataclass(slots=True)
class Intake:
    """Takes the events of one file in, and remembers where those of earlier batches went.

    What was typed has no *name* of a file, and so no provenance.
    """

    name: str
    form: Form
    actor: str | None
    _earlier: Positions = field(default_factory=Positions)

    def take(self, batch: Sequence[Found], taker: Taker) -> "Receipt":
        """Hand a batch in; raises NotTaken with what is wrong with each event that is refused."""
        labels = {each.label: index for index, each in enumerate(batch) if each.label is not None}
        events = [self._signed(each, labels) for each in batch]
        if slips := list(self._labelled_twice(batch)):
            raise NotTaken(slips)
        try:
            receipt = taker(*events, labels=labels)
        except RefusedBatch as refused:
            lines = {position: batch[index].number for position, index in refused.planned.items()}
            told = [(self._slip(batch[index], refusal, lines), refusal) for index, refusal in refused.refusals]
            firm = [slip for slip, refusal in told if isinstance(refusal, DuplicateKey)]
            raise NotTaken([slip for slip, _ in told], firm=firm) from refused
        for label, index in labels.items():
            self._earlier.add(label, receipt.positions[index])
        return receipt

    def _signed(self, found: Found, labels: Mapping[int, int]) -> Event:
        """The event with what is known of its way here, and with the position of the earlier entry that it names."""
        event = found.event
        more: dict[str, object] = {}
        if self.name and event.provenance is None:
            more["provenance"] = f"{self.name}:{found.number}"
        if event.recorded_by is None and self.actor is not None:
            more["recorded_by"] = self.actor
        named = event.__dict__.get(_ENTRY)  # asked of the model itself, a field that is not there takes long
        if named is not None and named not in labels and (position := self._earlier.get(named)) is not None:
            more[_ENTRY] = position
        return event.model_copy(update=more) if more else event

    def _labelled_twice(self, batch: Sequence[Found]) -> Iterator[Slip]:
        seen: dict[int, int] = {}
        for each in batch:
            if each.label is None:
                continue
            if each.label in seen or self._earlier.get(each.label) is not None:
                where = f"line {seen[each.label]}" if each.label in seen else "an earlier line"
                stretch = stretch_of(each, self.form, "sequence", f"e{each.label}")
                fault = Fault(stretch, f"e{each.label} stands for {where} already", "number each entry once")
                yield slip_at(self.name, each.number, each.source, fault)
            seen[each.label] = each.number

    def _slip(self, found: Found, refusal: Refused, lines: Mapping[int, int]) -> Slip:
        stretch = stretch_of(found, self.form, refusal.field or "", refusal.message)
        hint = in_lines(refusal.hint, lines) if refusal.hint else None
        return slip_at(self.name, found.number, found.source, Fault(stretch, in_lines(refusal.message, lines), hint))


def batches(found: Iterable[Found], size: int | None) -> Iterator[list[Found]]:
    """Give events in batches of a size, or all in one."""
    rest = iter(found)
    while batch := list(islice(rest, size)):
        yield batch
