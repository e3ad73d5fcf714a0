"""The JSON Schemas of what sitlog takes and gives: of events as their classes have them, of answers as files here."""

import json
from importlib.resources import files
from typing import Any

from sitlog.domain.cloudevent import SPECVERSION, TOLD_BY_ATTRIBUTES
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.event import Event
from sitlog.domain.events import CATALOGUE
from sitlog.domain.nearest import nearest
from sitlog.domain.values import KEY

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINE = "line"


def names() -> dict[str, str]:
    """Give the name of every schema, and in a sentence what it is of."""
    events = {topic: _first_line(kind.__doc__) for topic, kind in sorted(CATALOGUE.items())}
    line = {_LINE: "An event as a line of JSON, in the form of CloudEvents 1.0."}
    answers = {
        name: json.loads(_file(name).read_text("utf-8"))["description"].partition(". ")[0] for name in _answers()
    }
    return events | line | answers


def schema(name: str) -> dict[str, Any]:
    """Give a schema, in JSON Schema 2020-12; raises NotUnderstood if there is none of that name."""
    if name == _LINE:
        return _line()
    if name in CATALOGUE:
        return {"$schema": _DIALECT} | _of_event(CATALOGUE[name])
    if name in _answers():
        return dict(json.loads(_file(name).read_text("utf-8")))
    known = names()
    like = nearest(name, known)
    raise NotUnderstood(
        f"there is no schema '{name}'", hint=f"Did you mean {like}?" if like else "All of them: sitlog schema"
    )


def _answers() -> list[str]:
    found = (file.name for file in files(__package__).iterdir())
    return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))


def _file(name: str) -> Any:
    return files(__package__) / f"{name}.json"


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0].replace("*", "")


def _line() -> dict[str, Any]:
    """The attributes that all lines have, and for each type the data it has."""
    definitions: dict[str, Any] = {}
    cases = [_case(kind, definitions) for _, kind in sorted(CATALOGUE.items())]
    return {
        "$schema": _DIALECT,
        "$id": "urn:sitlog:line:1",
        "title": "sitlog line",
        "description": "An event in the JSON format of CloudEvents 1.0, with the extensions recordedtime and sequence.",
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": _ATTRIBUTES
        | {"type": {"enum": [_type(kind) for kind in CATALOGUE.values()]}, "data": {"type": "object"}},
        "propertyNames": {"pattern": "^[a-z0-9]+$"},
        "allOf": cases,
        "$defs": definitions,
    }


def _case(kind: type[Event], definitions: dict[str, Any]) -> dict[str, Any]:
    of_data = _of_event(kind)
    definitions |= of_data.pop("$defs", {})
    for field in TOLD_BY_ATTRIBUTES:
        del of_data["properties"][field]
    of_data["required"] = [field for field in of_data["required"] if field not in TOLD_BY_ATTRIBUTES]
    definitions[kind.TOPIC] = of_data
    return {
        "if": {"properties": {"type": {"const": _type(kind)}}, "required": ["type"]},
        "then": {"properties": {"data": {"$ref": f"#/$defs/{kind.TOPIC}"}}},
    }


def _of_event(kind: type[Event]) -> dict[str, Any]:
    return dict(_exact(kind.model_json_schema()))


def _exact(part: Any) -> Any:
    """Leave out numbers with a fraction: they are written as texts, which keep their value."""
    match part:
        case {"type": "number"}:
            return part | {"type": "integer"}
        case dict():
            return {name: _exact(value) for name, value in part.items()}
        case list():
            return [_exact(each) for each in part]
        case _:
            return part


def _type(kind: type[Event]) -> str:
    return f"sitlog.{kind.TOPIC}.v{kind.VERSION}"


_ATTRIBUTES: dict[str, Any] = {
    "specversion": {"const": SPECVERSION},
    "id": {
        "description": "What tells the event from all others of its source: the same id again is the same event. "
        "sha256: and the digest of what the event says stands for an event without an id of its own.",
        "type": "string",
        "minLength": 1,
    },
    "source": {
        "description": "The situation.",
        "type": "string",
        "format": "uri-reference",
        "pattern": f"^/situations/{KEY}$",
    },
    "time": {
        "description": "When it happened, if that is one known instant. It is not read: the data tell it.",
        "type": "string",
        "format": "date-time",
    },
    "datacontenttype": {"description": "application/json, or a type that ends with +json.", "type": "string"},
    "recordedtime": {
        "description": "When the log took it (extension). It is not read: a log has its own clock.",
        "type": "string",
        "format": "date-time",
    },
    "sequence": {
        "description": "The position of its entry (extension), by which other lines name it.",
        "type": "string",
        "pattern": "^[0-9]{1,18}$",
    },
}
