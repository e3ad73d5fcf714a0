"""What later lines of a file bring, for lines that rest on them: where it stands, and not what it says."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from sitlog.cli.files.importing import Intake
from sitlog.cli.files.infile import Found, Infile, read_again, read_jsonl, staying
from sitlog.cli.slips import Slip
from sitlog.domain.admission import Maker, rests_on
from sitlog.domain.values import Kind

Knows = Callable[[str, Kind, str], bool]


@dataclass(slots=True)
class Ahead:
    """The lines of a file, by what they introduce and by their labels; *pulled* are those that were needed early.

    An *intake* of its own notes the labels.

    A line costs 8 bytes, and 100 if it introduces something. What is introduced is known by its hash only: two that
    have the same would make a line come early for nothing.
    """

    file: Infile
    intake: Intake
    pulled: set[int]
    _makers: dict[int, int] = field(default_factory=dict)
    _offsets: "array[int]" = field(default_factory=lambda: array("q"))

    def look(self, begin: int) -> list[Slip]:
        """Look through the whole file, which begins at an offset; give the slips of labels that two lines have."""
        ambiguous: list[Slip] = []
        with staying(self.file):
            self.file.stream.seek(begin)
            self._offsets.append(begin)
            for each in read_jsonl(self.file, lambda done: self._offsets.append(begin + done)):
                if not isinstance(each, Slip):
                    ambiguous += self.intake.label([each])
                    self._note(each)
        return ambiguous

    def completed(self, part: list[Found], knows: Knows) -> list[Found]:
        """Give a part with all later lines on which its lines rest, and on which those rest, at its end."""
        last, there = part[-1].number, list(part)
        makers, labels = _Later(self, last, knows), _Labelled(self, last)
        for each in there:  # it grows meanwhile
            for line in rests_on(each.event, makers, labels):
                self.pulled.add(line)
                there.append(read_again(self.file, line, self._offsets[line - 1], actor=self.intake.actor))
        return there

    def maker(self, name: Maker) -> int:
        """Give the first line that introduces something, 0 if none does."""
        return self._makers.get(hash(name), 0)

    def labelled(self, label: int) -> int:
        """Give the line that has a label, 0 if none has."""
        return self.intake.labelled.get(label) or 0

    def _note(self, found: Found) -> None:
        for named in found.event.introductions:
            self._makers.setdefault(hash((found.event.situation, named.kind, named.key)), found.number)


@dataclass(frozen=True, slots=True)
class _Later:
    """The lines behind the last one of a part that bring what the log does not know."""

    ahead: Ahead
    last: int
    knows: Knows

    def get(self, name: Maker, /) -> int | None:
        line = self.ahead.maker(name)
        return line if line > self.last and line not in self.ahead.pulled and not self.knows(*name) else None


@dataclass(frozen=True, slots=True)
class _Labelled:
    """The lines behind the last one of a part, by their labels."""

    ahead: Ahead
    last: int

    def get(self, label: int, /) -> int | None:
        line = self.ahead.labelled(label)
        return line if line > self.last and line not in self.ahead.pulled else None
