"""The lines below an attribute, read as one text."""

from collections.abc import Sequence

from sitlog.cli.slips import Place
from sitlog.cli.slog.tokens import Misread, read_escapes


def read_block(below: Sequence[tuple[int, str]]) -> str:
    """Read numbered lines as one text: indented like the first of them, or deeper, which then is part of the text.

    Empty lines before and behind it are not part of it; blanks at the end of a line never are.
    """
    lines = list(below)
    while lines and not lines[-1][1].strip():
        lines.pop()
    while lines and not lines[0][1].strip():
        lines.pop(0)
    indent = lines[0][1][: len(lines[0][1]) - len(lines[0][1].lstrip())] if lines else ""
    return "\n".join(_line(text, number, indent) for number, text in lines)


def _line(text: str, number: int, indent: str) -> str:
    if not text.strip():
        return ""
    if not text.startswith(indent):
        place = Place(number, 1, len(text) - len(text.lstrip()))
        raise Misread(
            place, "this line is not indented like the first of its text", f"put {len(indent)} blanks before it"
        )
    return read_escapes(text[len(indent) :].rstrip(), number, len(indent) + 1)
