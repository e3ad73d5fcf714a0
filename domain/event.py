"""What every recorded event has, and how its class declares by annotations what it names and what it introduces."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from sitlog.domain.errors import BadEvent
from sitlog.domain.values import Evidence, Introduces, Kind, Refers, SituationRef, Text


class Named(NamedTuple):
    """A thing that an event names or introduces: its kind, its key, and the field that holds it.

    *shared* marks an introduction that several events may make: the first frames, the others join.
    """

    kind: Kind
    key: str
    field: str
    shared: bool = False


CATALOGUE: dict[str, type["Event"]] = {}


class Event(BaseModel):
    """Something that was said, published, or done to the log itself; immutable, and complete in itself."""

    # defer_build: a command that reads a few kinds of event should not pay for building all of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    # These names are what logs on disk hold: never rename one, never give one away. A changed form is a new
    # VERSION of the same TOPIC and an upcast from the old.
    TOPIC: ClassVar[str]
    VERSION: ClassVar[int] = 1

    situation: SituationRef
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    external_id: Text | None = None
    recorded_by: Text | None = None
    provenance: Text | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Enter the class in the catalogue under its TOPIC; two owners of one name are a programming error."""
        topic = cls.__dict__.get("TOPIC")
        if topic is None:
            return
        if topic in CATALOGUE:
            msg = f"{cls.__name__} takes the topic {topic} of {CATALOGUE[topic].__name__}"
            raise TypeError(msg)
        CATALOGUE[topic] = cls

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """Make an event; a field that does not fit raises BadEvent, which names it and says what to write."""
        try:
            return cls(**fields)
        except ValidationError as error:
            raise bad_event(cls.TOPIC, error) from error

    @cached_property
    def references(self) -> tuple[Named, ...]:
        """All that must be in the log for this event to be recorded."""
        return tuple(self.refers())

    @cached_property
    def introductions(self) -> tuple[Named, ...]:
        """All that this event brings into the log under a key."""
        return tuple(self.introduces())

    @cached_property
    def written(self) -> bytes:
        """The event as JSON, without the fields that have their default: what a log keeps of it."""
        return self.__pydantic_serializer__.to_json(self, exclude_defaults=True)

    def refers(self) -> Iterator[Named]:
        """Find the references in the fields; a class overrides it where they do not tell all, or too much."""
        return iter(_named(self, _referring))

    def introduces(self) -> Iterator[Named]:
        """Find the introductions in the fields; a class overrides it where they do not tell all."""
        return iter(_named(self, _introducing))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the event with other fields, and so, perhaps, with other references."""
        copied = super().model_copy(update=update, deep=deep)
        for found in ("references", "introductions", "written"):
            copied.__dict__.pop(found, None)
        return copied


def bad_event(topic: str, error: ValidationError) -> BadEvent:
    """Tell a failed validation in one line a field."""
    return BadEvent(
        f"{topic}: {'; '.join(_told(each) for each in error.errors())}", hint=f"See its form: sitlog schema {topic}"
    )


def _told(slip: Any) -> str:
    place = ".".join(str(part) for part in slip["loc"] if part != "function-plain[]") or "event"
    match slip["type"]:
        case "missing":
            return f"{place} is missing"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"there is no field {place}"
        case "string_pattern_mismatch":
            return (
                f"{place} '{slip['input']}' is not a key: small letters a-z, digits and hyphens, such as us-officials"
            )
        case _:
            return f"{place}: {slip['msg'].removeprefix('Value error, ')}"


class _Marked(NamedTuple):
    field: str
    mark: Refers | Introduces | None
    within: type[BaseModel] | None


@cache
def _referring(model: type[BaseModel]) -> tuple[_Marked, ...]:
    return tuple(_marked(model, Refers))


@cache
def _introducing(model: type[BaseModel]) -> tuple[_Marked, ...]:
    return tuple(_marked(model, Introduces))


def _marked(model: type[BaseModel], wanted: type[Refers] | type[Introduces]) -> Iterator[_Marked]:
    """Find the fields that hold what is wanted, or a model that does."""
    for field, info in model.model_fields.items():
        annotation = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        for marked in _found(field, annotation):
            if isinstance(marked.mark, wanted) if marked.within is None else any(_marked(marked.within, wanted)):
                yield marked


def _found(field: str, annotation: Any) -> Iterator[_Marked]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Event):
        yield _Marked(field, None, annotation)
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from (_Marked(field, mark, None) for mark in metadata if isinstance(mark, Refers | Introduces))
        yield from _found(field, inner)
    elif not isinstance(annotation, type) or get_origin(annotation) is tuple:
        for part in get_args(annotation):
            yield from _found(field, part)


def _named(model: BaseModel, marks: Callable[[type[BaseModel]], tuple[_Marked, ...]]) -> list[Named]:
    found: list[Named] = []
    values = model.__dict__
    for field, mark, within in marks(type(model)):
        value = values[field]
        if type(value) is str and mark is not None and mark.of is None:
            found.append(_name(mark.kind, value, field))  # what most are
        elif value is not None:
            found += _several(model, _Marked(field, mark, within), marks)
    return found


_name = lru_cache(10_000)(Named)
"""Gives one value for each of the things that most events of a story name: a million may be held at once."""


def _several(
    model: BaseModel, marked: _Marked, marks: Callable[[type[BaseModel]], tuple[_Marked, ...]]
) -> Iterator[Named]:
    field, mark, within = marked
    value = getattr(model, field)
    for each in value if isinstance(value, tuple) else (value,):
        if mark is not None:
            yield Named(mark.kind, _key(model, mark, each), field)
        elif within is not None and isinstance(each, within):
            yield from _named(each, marks)


def _key(model: BaseModel, mark: Refers | Introduces, value: Any) -> str:
    return str(value) if mark.of is None else f"{getattr(model, mark.of)}.r{value}"
