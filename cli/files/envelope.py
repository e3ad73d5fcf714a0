"""What is wrong with a line that should hold an event in the form of CloudEvents 1.0, and where."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from sitlog.cli.files.strictjson import Path, Stretch, place_of
from sitlog.domain.cloudevent import SPECVERSION, TOLD_BY_ATTRIBUTES
from sitlog.domain.events import CATALOGUE
from sitlog.domain.nearest import nearest


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a line: where, what is the case, and what to write."""

    stretch: Stretch
    message: str
    hint: str | None = None


class BadLine(Exception):
    """A line that holds no event, with all its faults (at least one)."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].message)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Envelope:
    """The attributes of a CloudEvent."""

    text: str
    attributes: Mapping[str, Any]

    def faults(self) -> Iterator[Fault]:
        """Tell what is wrong with the attributes; the data are looked at by their event."""
        for name, (pattern, hint) in _ATTRIBUTES.items():
            value = self.attributes.get(name)
            if value is None:
                if name in _REQUIRED:
                    yield self._fault((), f"{name} is missing", hint)
            elif not isinstance(value, str) or not pattern.fullmatch(value):
                yield self._fault((name,), f"this is no {name} of a sitlog event", hint)
        for name in self.attributes:
            if not _ATTRIBUTE.fullmatch(name):
                yield self._fault((name,), "names of CloudEvents attributes are small letters and digits", None)
        if not isinstance(self.attributes.get("data"), dict):
            missing = "data" not in self.attributes
            message = "data is missing" if missing else "data is not an object"
            yield self._fault(() if missing else ("data",), message, 'write the fields of the event: "data": {...}')
        yield from self._faults_of_type()
        yield from self._faults_of_ours()

    def _faults_of_type(self) -> Iterator[Fault]:
        found = _TYPE.fullmatch(str(self.attributes.get("type")))
        if not found:
            return
        topic, version = found[1], int(found[2])
        if topic not in CATALOGUE:
            like = nearest(topic, CATALOGUE)
            hint = (
                f"did you mean sitlog.{like}.v{CATALOGUE[like].VERSION}?" if like else f"one of {', '.join(CATALOGUE)}"
            )
            yield self._fault(("type",), f"there is no event {topic}", hint)
        elif version > CATALOGUE[topic].VERSION:
            yield self._fault(("type",), f"version {version} of {topic} is newer than this sitlog", "upgrade sitlog")

    def _faults_of_ours(self) -> Iterator[Fault]:
        data = self.attributes.get("data")
        for name, attribute in TOLD_BY_ATTRIBUTES.items():
            if isinstance(data, dict) and name in data:
                hint = f"the attribute {attribute} tells it"
                yield self._fault(("data", name), f"{name} has no place in the data", hint)

    def faults_of_data(self, error: ValidationError) -> Iterator[Fault]:
        """Tell what is wrong with the fields of the event."""
        for slip in error.errors(include_url=False):
            path = tuple(slip["loc"])
            if path[:1] == ("replacement",):
                yield from self._faults_of_replacement(slip)
            else:
                yield self._told(path, slip)

    def _faults_of_replacement(self, slip: Any) -> Iterator[Fault]:
        replacement = self.attributes["data"]["replacement"]
        kind = CATALOGUE.get(str(replacement.get("type"))) if isinstance(replacement, dict) else None
        if kind is None:
            hint = f"write its type beside its fields, one of {', '.join(sorted(CATALOGUE))}"
            yield self._fault(("data", "replacement", "type"), "this is no event of the catalogue", hint)
            return
        try:
            kind(**{name: value for name, value in replacement.items() if name != "type"})
        except ValidationError as error:
            for inner in error.errors(include_url=False):
                yield self._told(("replacement", *inner["loc"]), inner)
        else:
            yield self._told(("replacement",), slip)

    def _told(self, loc: Path, slip: Any) -> Fault:
        """Tell one failed field; pydantic's path also names the alternatives it tried, which are not in the text."""
        path = attribute_of(str(loc[0])) if len(loc) == 1 else ("data", *loc)
        return self._fault(path, *_message(slip))

    def _fault(self, path: Path, message: str, hint: str | None) -> Fault:
        return Fault(place_of(self.text, _within(self.attributes, path)), message, hint)


def attribute_of(field: str) -> Path:
    """Give where a line holds a field of its event, or its sequence."""
    told = field if field == "sequence" else TOLD_BY_ATTRIBUTES.get(field)
    return ("data", field) if told is None else (told,)


def _within(value: Any, path: Path) -> Path:
    """Leave out the steps of *path* that lead nowhere in a JSON value."""
    kept: list[str | int] = []
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue
        kept.append(step)
    return tuple(kept)


def _message(slip: Any) -> tuple[str, str | None]:
    name = str(slip["loc"][-1]).replace("external_id", "id") if slip["loc"] else "event"
    match slip["type"]:
        case "missing":
            return f"{name} is missing", _SEE
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"there is no field {_short(name)}", _SEE
        case "string_pattern_mismatch" if name not in {"sha256", "digest"}:
            return (
                f"'{_short(slip['input'])}' is not a key",
                "write small letters a-z, digits and hyphens, such as us-officials",
            )
        case "timezone_aware":
            return "this time has no zone", "add its offset from UTC: Z, +03:00"
        case kind if kind.startswith("datetime"):
            return "this is not an instant", "write it as RFC 3339 does, such as 2024-04-22T16:15:00Z"
        case _:
            return f"{name}: {slip['msg'].removeprefix('Value error, ')}", None


_SEE = "see its form with sitlog schema"
_SHOWN = 60


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def is_sound(attributes: Mapping[str, Any]) -> bool:
    """Tell quickly of most lines that nothing is wrong with their attributes; others take a longer look."""
    given, data = attributes.get, attributes.get("data")
    id_, sequence, content = given("id"), given("sequence", "0"), given("datacontenttype", "")
    said = given("specversion"), given("source"), given("type")
    return (
        attributes.keys() <= _USUAL
        and isinstance(data, dict)
        and data.keys().isdisjoint(TOLD_BY_ATTRIBUTES)
        and {str} == {type(each) for each in (id_, sequence, content, *said)}
        and id_ != ""
        and _SEQUENCE.fullmatch(sequence) is not None
        and _is_ours(*said, given("datacontenttype"))
    )


@lru_cache(maxsize=256)
def _is_ours(specversion: str, source: str, type_: str, content: str | None) -> bool:
    told = {"specversion": specversion, "id": "-", "source": source, "type": type_, "data": {}}
    return not any(Envelope("{}", told | ({"datacontenttype": content} if content is not None else {})).faults())


_TYPE = re.compile(r"sitlog\.([A-Za-z]+)\.v([1-9]\d{0,5})", re.ASCII)
_SOURCE = re.compile(r"/situations/(.+)", re.DOTALL)
_SEQUENCE = re.compile(r"\d{1,18}", re.ASCII)
_ATTRIBUTE = re.compile(r"[a-z0-9]+", re.ASCII)
_ANY = re.compile(r".+", re.DOTALL)
_JSON_TYPE = re.compile(r"[\w.+-]+/(?:[\w.+-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)
_REQUIRED = {"specversion", "id", "source", "type"}
_USUAL = {*_REQUIRED, "time", "datacontenttype", "recordedtime", "sequence", "data"}
_ATTRIBUTES = {
    "specversion": (re.compile(re.escape(SPECVERSION)), 'write "specversion": "1.0"'),
    "id": (_ANY, "write what tells this event from all others of its source, such as its id in your system"),
    "source": (_SOURCE, "write /situations/ and the key of the situation, such as /situations/kh-bases"),
    "type": (_TYPE, "write sitlog., the kind of event and the version of its form, such as sitlog.ClaimDenied.v1"),
    "datacontenttype": (_JSON_TYPE, "write application/json"),
    "sequence": (_SEQUENCE, "write the number of the entry as a text of digits, such as 000000000015"),
}
