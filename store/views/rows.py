"""The mapping that a fold changes, which remembers what it changed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple, TypeAlias

from sitlog.store.views.form import RowForm

_SCALARS = frozenset({int, str, float, bool, bytes, type(None)})
_UNKNOWN: Any = object()
_A_ROW = 500  # characters that would take as much memory as a row does besides its text


class Kept(NamedTuple):
    """A row as it is kept: its key and value in JSON, and the position from which on it stands."""

    key: str
    since: int
    value: str


Load: TypeAlias = Callable[[Collection[str] | None], Iterable[Kept]]
"""Gives the standing rows of some keys (in JSON), as far as there are any; for None, all standing rows."""


class Change(NamedTuple):
    """What became of a row: how it stood before, if it did, and its new value, if it has one.

    *unseen* if nobody looked how it stood before.
    """

    key: str
    before: Kept | None
    value: str | None
    unseen: bool = False


class RecordingRows(MutableMapping[Any, Any]):
    """The rows of one mapping as a fold sees them: read as far as they are needed, and watched."""

    def __init__(self, form: RowForm, load: Load, *, complete: bool) -> None:
        """Begin with the standing rows that *load* finds; with none, and no need to look, if *complete*."""
        self._form = form
        self._load = load
        self._complete = complete
        self._values: dict[Any, Any] = {}
        self._kept: dict[Any, Kept] = {}
        self._unseen: set[Any] = set()
        self._touched: dict[Any, None] = {}
        self._stood: dict[Any, Kept | None] | None = None
        self._characters = 0

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
        if not self._complete and key not in self._values:
            if self._stood is None:  # what it was before can be looked up with many others
                self._unseen.add(key)
            else:
                self._look(key)
        self._values[key] = value
        self._touched[key] = None

    def __delitem__(self, key: Any) -> None:
        """Take a row away; raises KeyError."""
        if self._look(key) is _UNKNOWN:
            raise KeyError(key)
        if key in self._unseen:
            self._see(key)
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

    def get(self, key: Any, default: Any = None) -> Any:
        """Give a row's value, or *default*."""
        return self[key] if self._look(key) is not _UNKNOWN else default

    def take_back(self, rows: Mapping[str, Kept | None]) -> None:
        """Let rows, by their keys in JSON, stand as they did before some entries, which are then folded again.

        Until `folded_again`, what `changes` gives is what each entry changes there.
        """
        self._stood = {}
        keys = {text: self._form.read_key(text) for text in rows}
        self._look_at(keys)
        for text, kept in rows.items():
            key = keys[text]
            if kept is not None:
                self[key] = self._form.read_value(kept.value)
            elif key in self:
                del self[key]
        self.changes(0)

    def folded_again(self, position: int) -> list[Change]:
        """Give what is other than before `take_back`; that stands since *position*."""
        stood, self._stood = self._stood or {}, None
        found = []
        for key, before in stood.items():
            now = self._kept.get(key)
            if now is not None and before is not None and now.value == before.value:
                self._kept[key] = before
            elif now is not None:
                self._kept[key] = now._replace(since=position)
                found.append(Change(now.key, before, now.value))
            elif before is not None:
                found.append(Change(before.key, before, None))
        return found

    @property
    def weight(self) -> int:
        """The characters of the rows held in memory, and what they take besides."""
        return self._characters + _A_ROW * (len(self._values) + 1)

    def changes(self, position: int) -> list[Change]:
        """Give what changed since this was last asked; from now on, that stands since *position*."""
        found = [change for key in self._touched if (change := self._change(key, position)) is not None]
        self._touched.clear()
        return found

    def stood(self, kept: Kept) -> None:
        """Take it as known that a row that was set unseen stands as it did before."""
        self._kept[self._form.read_key(kept.key)] = kept

    def _change(self, key: Any, position: int) -> Change | None:
        before, value = self._kept.get(key), self._values[key]
        if self._stood is not None:
            self._stood.setdefault(key, before)
        if value is _UNKNOWN:
            return self._gone(key, before)
        text = self._form.value(value)
        if before is None:
            name = self._form.key(key)
            self._characters += len(text)
        elif before.value == text:
            return None
        else:
            name = before.key
            self._characters += len(text) - len(before.value)
        self._kept[key] = Kept(name, position, text)
        if key in self._unseen:
            self._unseen.remove(key)
            return Change(name, None, text, unseen=True)
        return Change(name, before, text)

    def _gone(self, key: Any, before: Kept | None) -> Change | None:
        if self._complete:  # otherwise it stays known that there is none, as one may stand where it would be looked for
            del self._values[key]
        if before is None:
            return None
        del self._kept[key]
        self._characters -= len(before.value)
        return Change(before.key, before, None)

    def _look(self, key: Any) -> Any:
        value = self._values.get(key, _UNKNOWN)
        if value is _UNKNOWN and not self._complete and key not in self._values:
            self._values[key] = _UNKNOWN
            for kept in self._load([self._form.key(key)]):
                value = self._take(key, kept)
        return value

    def _look_at(self, keys: Mapping[str, Any]) -> None:
        """Look at many rows at once, by their keys in JSON."""
        ahead = [] if self._complete else [text for text, key in keys.items() if key not in self._values]
        self._values.update((keys[text], _UNKNOWN) for text in ahead)
        for kept in self._load(ahead) if ahead else ():
            self._take(keys[kept.key], kept)

    def _look_at_all(self) -> None:
        if not self._complete:
            for kept in self._load(None):
                key = self._form.read_key(kept.key)
                if key in self._unseen:
                    self._keep(key, kept)
                elif key not in self._values:
                    self._take(key, kept)
            self._unseen.clear()
            self._complete = True

    def _see(self, key: Any) -> None:
        """Look how a row stood that was set unseen."""
        self._unseen.remove(key)
        for kept in self._load([self._form.key(key)]):
            self._keep(key, kept)

    def _take(self, key: Any, kept: Kept) -> Any:
        self._values[key] = self._form.read_value(kept.value)
        self._keep(key, kept)
        return self._values[key]

    def _keep(self, key: Any, kept: Kept) -> None:
        self._kept[key] = kept
        self._characters += len(kept.value)
