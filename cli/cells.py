"""Text as a terminal shows it: safe to print, and as wide as it is in columns."""

import re
from collections.abc import Iterable

# Most of what is shown, our own signs included, is one column a character; wcwidth's tables are slow to load.
_ONE_COLUMN_EACH = re.compile(
    "[\x20-\x7e\xa1-\xac\xae-\u02ff\u0400-\u0482\u2013\u2014\u2018-\u201d\u2022\u2026\u2192●✕◐○■↻≠]*"
)
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def plain(text: str) -> str:
    r"""Give *text* on one line, with what a terminal would obey, or a reader not see, spelled out as `\u{202e}`."""
    if text.isprintable():
        return text
    return "".join(_shown(char) for char in text).strip()


def _shown(char: str) -> str:
    # Persian and many others cannot be spelled without the joiners.
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if char.isspace() else f"\\u{{{ord(char):x}}}"


def width(text: str) -> int:
    """Count the columns that *text* takes: two for wide characters, none for marks that combine (Unicode UAX 11)."""
    if _ONE_COLUMN_EACH.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415  # slow to import, and seldom needed

    return max(wcswidth(text), 0)


def graphemes(text: str) -> Iterable[str]:
    """Give what a reader takes for one character each: it must not be torn apart."""
    if _ONE_COLUMN_EACH.fullmatch(text):
        return text
    from wcwidth import iter_graphemes  # noqa: PLC0415  # slow to import, and seldom needed

    return iter_graphemes(text)
