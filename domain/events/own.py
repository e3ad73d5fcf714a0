"""What we do to our own entries, always by a further entry."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from sitlog.domain.errors import BadEvent
from sitlog.domain.event import CATALOGUE, Event, Named
from sitlog.domain.values import EntryRef, Text


class EvidenceLinked(Event):
    """Later evidence for an earlier entry."""

    TOPIC: ClassVar[str] = "EvidenceLinked"

    entry: EntryRef

    @model_validator(mode="after")
    def _brings_evidence(self) -> Self:
        if not self.evidence:
            msg = "evidence is missing: name a revision, such as @am.r2"
            raise ValueError(msg)
        return self


class EntryWithdrawn(Event):
    """An entry of ours should not be there."""

    TOPIC: ClassVar[str] = "EntryWithdrawn"

    entry: EntryRef
    reason: Text


class EntryRedacted(Event):
    """The content of an entry must go by law; that an entry stood there stays."""

    TOPIC: ClassVar[str] = "EntryRedacted"

    entry: EntryRef
    basis: Text


def _read_typed(value: Any) -> Event:
    if isinstance(value, Event):
        return value
    if not isinstance(value, dict) or value.get("type") not in CATALOGUE:
        msg = f"write an event with its type, one of {', '.join(CATALOGUE)}"
        raise ValueError(msg)
    fields = {name: given for name, given in value.items() if name != "type"}
    try:
        return CATALOGUE[value["type"]].of(**fields)
    except BadEvent as error:
        raise ValueError(error.message) from error


def _write_typed(event: Event) -> dict[str, Any]:
    return {"type": event.TOPIC, **event.model_dump(mode="json", exclude_defaults=True)}


AnyEvent = Annotated[
    Event,
    PlainValidator(_read_typed),
    PlainSerializer(_write_typed),
    WithJsonSchema(
        {"type": "object", "required": ["type"], "description": "Any event, with its type beside its fields."}
    ),
]


class EntryCorrected(Event):
    """An entry of ours was wrong; *replacement* is the whole event as it should have been."""

    TOPIC: ClassVar[str] = "EntryCorrected"

    entry: EntryRef
    replacement: AnyEvent
    reason: Text

    @model_validator(mode="after")
    def _replaces_with_an_event_about_the_world(self) -> Self:
        if isinstance(self.replacement, EntryCorrected | EntryWithdrawn | EntryRedacted):
            msg = f"an entry is not corrected into {self.replacement.TOPIC}: record that event by itself"
            raise ValueError(msg)
        return self

    def introduces(self) -> Iterator[Named]:
        """Introduce the claim that the replacement frames if it is an attribution; other keys are the original's."""
        return (each for each in self.replacement.introductions if each.shared)
