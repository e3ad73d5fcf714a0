"""The tags that an event is found by, from the marks on the fields of its class."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from sitlog.domain.event import Event, Named
from sitlog.domain.events import EntryCorrected
from sitlog.domain.values import Introduces, Kind, Refers


def tags(event: Event) -> list[str]:
    """The tags of an event in their order, that of its situation first."""
    introduced = tuple(event.introduces()) if _may_introduce(type(event)) else ()
    told = [f"situation:{event.situation}", *[_introducing(event.situation, each) for each in introduced]]
    _name(told, event, introduced)
    return list(dict.fromkeys(told))


@cache
def _may_introduce(model: type[Event]) -> bool:
    fields = model.model_fields.values()
    is_marked = any(isinstance(mark, Introduces) for info in fields for mark in info.metadata)
    return is_marked or model.introduces is not Event.introduces


def _introducing(situation: str, named: Named) -> str:
    within = "" if named.kind is Kind.SITUATION else f"{situation}/"
    return f"new-{named.kind}:{within}{named.key}"


def _name(told: list[str], event: Event, introduced: Iterable[Named]) -> None:
    situation = event.situation
    told += [_before(each.kind, situation) + each.key for each in introduced if each.kind is not Kind.SITUATION]
    if type(event).refers is Event.refers:
        _refer(told, event, situation)
    else:
        told += [_before(each.kind, situation) + each.key for each in event.refers() if each.kind is not Kind.SITUATION]
    if isinstance(event, EntryCorrected):
        _name(told, event.replacement, tuple(event.replacement.introduces()))


def _before(kind: Kind, situation: str) -> str:
    return f"{kind}:" if kind is Kind.ENTRY else f"{kind}:{situation}/"


def _refer(told: list[str], model: BaseModel, situation: str) -> None:
    """Tell the tags of the fields that refer to something: what `Event.refers` finds, in a third of the time."""
    fields = model.__dict__
    for field, before, of, within in _referring(type(model), situation):
        value = fields[field]
        if type(value) is str:
            told.append(before + value)
        elif value is not None:
            for each in value if isinstance(value, tuple) else (value,):
                if within is None:
                    told.append(f"{before}{each}" if of is None else f"{before}{fields[of]}.r{each}")
                elif isinstance(each, within):
                    _refer(told, each, situation)


class _Referring(NamedTuple):
    """A field that refers to something by itself, or in the values within it."""

    field: str
    before: str
    of: str | None
    within: type[BaseModel] | None


@lru_cache(maxsize=4096)
def _referring(model: type[BaseModel], situation: str) -> tuple[_Referring, ...]:
    annotated = (
        (field, Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
        for field, info in model.model_fields.items()
    )
    return tuple(found for field, annotation in annotated for found in _found(field, annotation, situation))


def _found(field: str, annotation: Any, situation: str) -> Iterator[_Referring]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, Event) and _referring(annotation, situation):
            yield _Referring(field, "", None, annotation)
    elif get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        marks = (each for each in metadata if isinstance(each, Refers) and each.kind is not Kind.SITUATION)
        yield from (_Referring(field, _before(mark.kind, situation), mark.of, None) for mark in marks)
        yield from _found(field, inner, situation)
    else:
        for part in get_args(annotation):
            yield from _found(field, part, situation)
