"""The form of a sentence: how it opens, what follows, and which attributes it may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitlog.cli.slog.keys import Key
from sitlog.cli.slog.parts import Part
from sitlog.cli.slog.spans import Time
from sitlog.cli.slog.words import Words
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected

INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Attribute:
    """A word and what stands behind it; *inline* ones are written on the line of the sentence, the others below it."""

    word: str
    part: Part
    inline: bool = False

    @property
    def notation(self) -> str:
        """How the grammar shows it."""
        return f"{self.word} {self.part.notation}".rstrip()

    def write(self, event: Event, zone: str) -> Sequence[str]:
        """Write what an event has of it: nothing, or the word and its value, once or several times."""
        return [f"{self.word} {value}".rstrip() for value in self.part.write(event, zone)]

    def write_below(self, event: Event, zone: str) -> Sequence[str]:
        """Write it on lines of its own, a long text deeper still."""
        if isinstance(self.part, Words) and (text := self.part.written_below(event)):
            return [self.word, *(f"{INDENT}{line}" if line else "" for line in text)]
        return self.write(event, zone)


@dataclass(frozen=True, slots=True)
class Form:
    """The form in which events of a class are written: words that open it, and what follows them."""

    event: type[Event]
    opening: tuple[str, ...]
    parts: tuple[Part, ...]
    attributes: tuple[Attribute, ...]

    @property
    def notation(self) -> str:
        """How the grammar shows the sentence, without its attributes."""
        return self._after_the_voice()

    def _after_the_voice(self) -> str:
        return " ".join((*self.opening, *(part.notation for part in self.parts)))

    @property
    def stops(self) -> frozenset[str]:
        """The words that begin an attribute."""
        return frozenset(each.word for each in self.attributes)

    @property
    def corrects(self) -> bool:
        """Whether another sentence stands below this one."""
        return self.event is EntryCorrected

    def writes(self, event: Event) -> bool:
        """Tell whether an event can be written in this form."""
        return type(event) is self.event

    def hint(self, field: str) -> str:
        """Say how a field is written that is missing."""
        attribute = next((each for each in self.attributes if getattr(each.part, "field", None) == field), None)
        return f"add {attribute.notation}" if attribute else f"write {self.notation}"


@dataclass(frozen=True, slots=True)
class Verb(Form):
    """A sentence: at a time, somebody does what its opening, a verb, says; *fixed* are fields that the verb decides."""

    when: Time
    who: Key
    fixed: Mapping[str, object]

    @property
    def notation(self) -> str:
        """How the grammar shows the sentence, without its attributes."""
        return f"{self.when.notation} {self.who.notation} {self._after_the_voice()}"

    def writes(self, event: Event) -> bool:
        """Tell whether an event can be written in this form."""
        return Form.writes(self, event) and all(getattr(event, name) == value for name, value in self.fixed.items())
