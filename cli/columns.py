"""Rows laid out in columns, some of them to the right."""

from collections.abc import Collection, Sequence

from sitlog.cli.cells import width

GAP = "  "


def columns(rows: Sequence[Sequence[str]], right: Collection[str]) -> list[str]:
    """Lay out rows, of which the first are the headings; those of *right* name the columns that end to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [_laid_out(row, rows[0], widths, right) for row in rows]


def _laid_out(row: Sequence[str], headings: Sequence[str], widths: Sequence[int], right: Collection[str]) -> str:
    padded = []
    for name, cell, there in zip(headings, row, widths, strict=True):
        blanks = " " * (there - width(cell))
        padded.append(f"{blanks}{cell}" if name in right else f"{cell}{blanks}")
    return GAP.join(padded).rstrip()
