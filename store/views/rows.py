"""Rows as they are kept, in JSON, and the mapping that a fold changes, which remembers what it changed."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias, get_args, get_origin

from pydantic import TypeAdapter

from sitlog.domain.errors import SitlogError
from sitlog.projections.projection import Projection

_SCALARS = frozenset({int, str, float, bool, bytes, type(None)})
_UNKNOWN: Any = object()


class NotKeepable(SitlogError):
    """A projection has rows that cannot be kept."""


class Kept(NamedTuple):
    """A row as it is kept: its key and value in JSON, and the position from which on it stands."""

    key: str
    since: int
    value: str


Load: TypeAlias = Callable[[str | None], Iterable[Kept]]
"""Gives the standing row of a key (in JSON), if there is one; for None, all standing rows."""


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

    def key(self, key: Any) -> str:
        """Write a key."""
        return self._keys.dump_json(key).decode()

    def value(self, value: Any) -> str:
        """Write a value; equal values of one history give equal texts."""
        return self._values.dump_json(value).decode()

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
        return dict(sorted(rows.items(), key=lambda row: row[0]))
    except TypeError:  # keys of a type without an order
        return dict(sorted(rows.items(), key=lambda row: repr(row[0])))


@cache
def form_of(projection: Projection[Any]) -> RowForm:
    """Give the form of a projection's rows; raises NotKeepable."""
    return RowForm(projection)


class Change(NamedTuple):
    """What became of a row: how it stood before, if it did, and its new value, if it has one."""

    key: str
    before: Kept | None
    value: str | None


class RecordingRows(MutableMapping[Any, Any]):
    """The rows of one mapping as a fold sees them: read as far as they are needed, and watched."""

    def __init__(self, form: RowForm, load: Load, *, complete: bool) -> None:
        """Begin with the standing rows that *load* finds; with none, and no need to look, if *complete*."""
        self._form = form
        self._load = load
        self._complete = complete
        self._values: dict[Any, Any] = {}
        self._kept: dict[Any, Kept] = {}
        self._touched: dict[Any, None] = {}
        self.weight = 0
        """The characters of the rows held in memory."""

    def __getitem__(self, key: Any) -> Any:
        """Give a row's value; raises KeyError."""
        value = self._look(key)
        if value is _UNKNOWN:
            raise KeyError(key)
        if type(value) not in _SCALARS:  # it may be changed in place by whoever gets it
            self._touched[key] = None
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set a row."""
        self._look(key)
        self._values[key] = value
        self._touched[key] = None

    def __delitem__(self, key: Any) -> None:
        """Take a row away; raises KeyError."""
        if self._look(key) is _UNKNOWN:
            raise KeyError(key)
        self._values[key] = _UNKNOWN
        self._touched[key] = None

    def __contains__(self, key: object) -> bool:
        """Whether there is such a row."""
        return self._look(key) is not _UNKNOWN

    def __iter__(self) -> Iterator[Any]:
        """Give the keys; no fold should depend on their order."""
        self._look_at_all()
        return iter([key for key, value in self._values.items() if value is not _UNKNOWN])

    def __len__(self) -> int:
        """Tell how many rows there are."""
        return sum(1 for _ in self)

    def replace(self, rows: MutableMapping[Any, Any]) -> None:
        """Have these rows and no others."""
        for key in list(self):
            if key not in rows:
                del self[key]
        for key, value in rows.items():
            self[key] = value

    def changes(self, position: int) -> list[Change]:
        """Give what changed since this was last asked; from now on, that stands since *position*."""
        found = [change for key in self._touched if (change := self._change(key, position)) is not None]
        self._touched.clear()
        return found

    def _change(self, key: Any, position: int) -> Change | None:
        before, value = self._kept.get(key), self._values[key]
        if value is _UNKNOWN:
            del self._values[key]
            if before is None:
                return None
            del self._kept[key]
            self.weight -= len(before.value)
            self._forget(key)
            return Change(before.key, before, None)
        text = self._form.value(value)
        if before is not None and before.value == text:
            return None
        name = before.key if before is not None else self._form.key(key)
        self._kept[key] = Kept(name, position, text)
        self.weight += len(text) - (len(before.value) if before is not None else 0)
        return Change(name, before, text)

    def _forget(self, key: Any) -> None:
        """Remember that there is no such row, so that it is not looked for where it still stands."""
        if not self._complete:
            self._values[key] = _UNKNOWN

    def _look(self, key: Any) -> Any:
        value = self._values.get(key, _UNKNOWN)
        if value is _UNKNOWN and not self._complete and key not in self._values:
            self._values[key] = _UNKNOWN
            for kept in self._load(self._form.key(key)):
                value = self._take(key, kept)
        return value

    def _look_at_all(self) -> None:
        if not self._complete:
            for kept in self._load(None):
                key = self._form.read_key(kept.key)
                if key not in self._values:
                    self._take(key, kept)
            self._complete = True

    def _take(self, key: Any, kept: Kept) -> Any:
        value = self._form.read_value(kept.value)
        self._values[key], self._kept[key] = value, kept
        self.weight += len(kept.value)
        return value
