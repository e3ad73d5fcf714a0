"""Texts as a .slog file holds them: in quotes or as an indented block, with every hidden character spelled out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "”": "”"}
_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}

# The two joiners are invisible too, yet Persian and many others cannot be spelled without them.
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|(.?))", re.DOTALL)
_LAST_CHARACTER = 0x10FFFF

# Control characters but the tab; the marks that turn the direction of writing; separators that only some take for an
# end of line; halves of pairs. In a file they could make it read otherwise than it looks.
_DECEPTIVE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class BadEscape(Exception):
    """A backslash with something behind it that stands for no character."""

    offset: int
    length: int
    message: str


def deceptive(line: str) -> Iterator[re.Match[str]]:
    """Find the characters that may not stand in a line as they are."""
    return _DECEPTIVE.finditer(line)


def masked(line: str) -> str:
    """Give a line with a sign in place of each such character."""
    return _DECEPTIVE.sub("\N{REPLACEMENT CHARACTER}", line)


def spelled(char: str) -> str:
    """Give the escape for a character."""
    return _ESCAPED.get(char) or f"\\u{{{ord(char):x}}}"


def quoted(text: str) -> str:
    """Write a text on one line, in quotes."""
    inner = _plain(text).replace('"', '\\"')
    return f'"{inner}"'


def _plain(text: str) -> str:
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(char if _is_plain(char) else spelled(char) for char in text)


def _is_plain(char: str) -> bool:
    return (char.isprintable() and char != "\\") or char in _JOINERS


def unescaped(text: str) -> str:
    """Read the escapes in a text.

    Raises:
        BadEscape: a backslash begins none.

    """
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    if found[1] is not None and int(found[1], 16) <= _LAST_CHARACTER:
        return chr(int(found[1], 16))
    if found[1] is None and found[2] in ESCAPES:
        return ESCAPES[found[2]]
    raise BadEscape(found.start(), len(found[0]), f"{found[0]} stands for no character")


def block(text: str) -> list[str]:
    """Write a text as lines of an indented block; it must not be empty.

    What a reader of the file could not see is escaped: empty lines at either end, blanks at the end of a line, and the
    indentation of the first.
    """
    body = text.strip("\n")
    if not body:
        return ["\\n" * len(text)]
    leading, trailing = len(text) - len(text.lstrip("\n")), len(text) - len(text.rstrip("\n"))
    lines = [_with_visible_end(_plain(line)) for line in body.split("\n")]
    first = "\\n" * leading + (_spell_first(lines[0]) if lines[0][:1] == " " else lines[0])
    lines[0] = first
    lines[-1] += "\\n" * trailing
    return lines


def _spell_first(line: str) -> str:
    return spelled(line[0]) + line[1:]


def _with_visible_end(line: str) -> str:
    return line[:-1] + spelled(line[-1]) if line.endswith(" ") else line
