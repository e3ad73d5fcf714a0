"""Where in a line of a file that stands on which an event was refused."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from sitlog.cli.files.envelope import attribute_of
from sitlog.cli.files.infile import Form, Found
from sitlog.cli.files.strictjson import Member, Stretch, members

_ENTRY = re.compile(
    r"(?:sitlog \w+ |(?P<held>in the log already, as )|(?P<missing>no entry ))?\be(?P<entry>\d+)\b", re.ASCII
)
_NAME = re.compile(r"'([\w.-]+)'|\b(e\d+)\b", re.ASCII)


def stretch_of(found: Found, form: Form, name: str, message: str) -> Stretch:
    """Find a field of an event, by its name, in the line that tells of it; of several values the one in the message."""
    if form is Form.JSONL:
        return _in_json(found.source, name, message)
    value = getattr(found.event, name, None)
    told = [value if isinstance(value, str) else f"r{value}", *names_in(message)]
    places = (place for each in told if (place := word(each).search(found.source)))
    return next((Stretch(place.start(), len(place[0])) for place in places), _all(found.source))


def names_in(message: str) -> Iterator[str]:
    """Give the keys and entries that a refusal names."""
    return (quoted or entry for quoted, entry in _NAME.findall(message))


Lines: TypeAlias = Callable[[int], int | None]
"""Gives the line of an entry, of those that are not recorded yet."""


def in_lines(text: str, lines: Lines) -> str:
    """Name, instead of the entries that lines of the file would have become, the lines."""

    def told(found: re.Match[str]) -> str:
        line = lines(int(found["entry"]))
        if line is None or found["missing"]:
            return found[0]
        return f"in line {line} already" if found["held"] else f"line {line}"

    return _ENTRY.sub(told, text)


def word(name: str) -> re.Pattern[str]:
    """Make the pattern of a key or an entry as a word of its own."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")


def _in_json(text: str, name: str, message: str) -> Stretch:
    whole = attribute_of(name)
    held = [each for each in members(text) if each.path == whole or _is_within_data(each, name)]
    named = {f'"{each}"' for each in names_in(message)}
    exact = [each for each in held if text[each.value.offset : each.value.offset + each.value.length] in named]
    chosen = next(iter(exact or held), None)
    return chosen.shown(text) if chosen else _all(text)


def _is_within_data(member: Member, name: str) -> bool:
    return member.path[:1] == ("data",) and name in member.path


def _all(text: str) -> Stretch:
    start = len(text) - len(text.lstrip())
    return Stretch(start, max(len(text.strip()), 1))
