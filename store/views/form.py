"""How the rows of a projection are written and read, after the types that it names."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter
from pydantic_core import CoreSchema, SchemaSerializer
from pydantic_core.core_schema import str_schema

from sitlog.domain.errors import SitlogError
from sitlog.domain.when import rfc3339
from sitlog.projections.projection import Projection


class NotKeepable(SitlogError):
    """A projection has rows that cannot be kept."""


class RowForm:
    """How the rows of a projection are written, after the types that it names: dict[K, V]."""

    def __init__(self, projection: Projection[Any]) -> None:
        """Raises NotKeepable unless the rows are those of a dict with a type of keys and one of values."""
        if get_origin(projection.rows) is not dict:
            message = f"{projection.name} has rows of the type {projection.rows}, and only dict[K, V] can be kept"
            raise NotKeepable(message, hint="name the types: @projection(dict[SourceId, int], version=1)")
        keys, values = get_args(projection.rows)
        self._keys: TypeAdapter[Any] = TypeAdapter(keys)
        self._values: TypeAdapter[Any] = TypeAdapter(values)
        self._many: TypeAdapter[list[Any]] = TypeAdapter(list[values])  # type: ignore[valid-type]  # known when it runs
        self._many_keys: TypeAdapter[list[Any]] = TypeAdapter(list[keys])  # type: ignore[valid-type]  # so is this
        self._write_key = self._keys.serializer.to_json
        self._write_value = _writer(self._values.core_schema)

    def key(self, key: Any) -> str:
        """Write a key."""
        return self._write_key(key).decode()

    def value(self, value: Any) -> str:
        """Write a value; equal values of one history give equal texts."""
        return self._write_value(value).decode()

    def read_key(self, text: str) -> Any:
        """Read a key back."""
        return self._keys.validate_json(text)

    def read_value(self, text: str) -> Any:
        """Read a value back."""
        return self._values.validate_json(text)

    def read(self, rows: Iterable[tuple[str, str]]) -> dict[Any, Any]:
        """Read rows back, in the order of their keys."""
        pairs = list(rows)
        keys = self._many_keys.validate_json(f"[{','.join(key for key, _ in pairs)}]")
        values = self._many.validate_json(f"[{','.join(value for _, value in pairs)}]")
        return _in_order(dict(zip(keys, values, strict=True)))


def _in_order(rows: dict[Any, Any]) -> dict[Any, Any]:
    try:
        return {key: rows[key] for key in sorted(rows)}
    except TypeError:  # keys of a type without an order
        return {key: rows[key] for key in sorted(rows, key=repr)}


@cache
def form_of(projection: Projection[Any]) -> RowForm:
    """Give the form of a projection's rows; raises NotKeepable."""
    return RowForm(projection)


def _writer(schema: CoreSchema) -> Callable[[Any], bytes]:
    """What writes values in JSON, instants as pydantic does: our own function for them would take longest.

    Members of enumerations that are texts are written as such, without a look at their `value`.
    """
    try:
        # Else the models in this one would be written by their own serializers, with that function.
        return SchemaSerializer(_plainly(schema), _use_prebuilt=False).to_json
    except TypeError:  # a pydantic that does not know this: slower, and no less right
        return SchemaSerializer(schema).to_json


def _plainly(part: Any) -> Any:
    if isinstance(part, list | tuple):
        return type(part)(map(_plainly, part))
    if not isinstance(part, dict):
        return part
    if part.get("type") == "enum" and part.get("sub_type") == "str":
        return str_schema(ref=part.get("ref"))
    return {
        name: _plainly(value)
        for name, value in part.items()
        if name != "serialization" or value.get("function") is not rfc3339
    }
