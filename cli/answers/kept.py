"""Kept projections, and the rows of one, as people and programs see them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.asking import Asking
from sitlog.cli.cells import width
from sitlog.cli.columns import GAP, columns
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, line, said, wrapped
from sitlog.cli.show.times import Calendar
from sitlog.domain.when import rfc3339

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.views.kept import Rows
    from sitlog.store.views.status import Status

_HEADINGS = ("projection", "version", "at", "behind", "rate", "rebuilt", "state")
_RIGHT = {"version", "behind", "rate"}
_WHAT_TO_DO = {
    "stopped": "Mend it, then: sitlog projections retry {name}",
    "changed": "Raise its version, or: sitlog projections rebuild {name}",
    "behind": "Let it catch up: sitlog projections run",
    "paused": "Go on: sitlog projections start {name}",
}


@dataclass(frozen=True, slots=True)
class ProjectionTable:
    """How each kept projection is."""

    projections: Sequence["Status"]
    calendar: Calendar

    def text(self, across: int) -> Iterator[Line]:
        """Give a row a projection, and what is wrong with it below."""
        if not self.projections:
            yield line("No projection is kept. Keep one: sitlog projections start claims")
            return
        rows = [_HEADINGS, *(self._cells(each) for each in self.projections)]
        indent = max(width(row[0]) for row in rows) + len(GAP)
        headings, *lines = columns(rows, _RIGHT)
        yield (said(headings, Ink.FAINT),)
        for each, text in zip(self.projections, lines, strict=True):
            yield (said(text),)
            yield from self._below(each, indent, across)

    def _cells(self, each: "Status") -> tuple[str, ...]:
        rebuilt = self.calendar.at(each.built_at)
        rate = f"{each.rate:,.0f}/s"
        return (each.name, str(each.version), f"e{each.position}", str(each.behind), rate, rebuilt, each.state.value)

    def _below(self, each: "Status", indent: int, across: int) -> Iterator[Line]:
        told = [(f"stopped at {each.error}" if each.state.value == "stopped" else each.error) if each.error else None]
        told += [_WHAT_TO_DO.get(each.state.value, "").format(name=each.name)]
        for text in filter(None, told):
            for part in wrapped(line(text, Ink.FAINT), max(across - indent, 20)):
                yield (Piece(" " * indent), *part)

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.projections/1."""
        return {"format": "sitlog.projections/1", "projections": [_document(each) for each in self.projections]}

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object a projection, sitlog.projection/1."""
        return ({"format": "sitlog.projection/1", **_document(each)} for each in self.projections)

    def table(self) -> Table:
        """Give a row a projection, with all there is."""
        documents = [_document(each) for each in self.projections]
        names = list(_COLUMNS)
        return Table(names, [[each[name] for name in names] for each in documents])

    def summary(self) -> tuple[str, Table]:
        """Give a row a projection, for people."""
        return "Kept projections", Table(_HEADINGS, [self._cells(each) for each in self.projections])


_COLUMNS = ("projection", "version", "position", "behind", "rate", "rebuilt", "state", "error", "summary")


def _document(each: "Status") -> dict[str, Any]:
    values = (each.name, each.version, each.position, each.behind, round(each.rate, 1), rfc3339(each.built_at))
    return dict(zip(_COLUMNS, (*values, each.state.value, each.error, each.summary), strict=True))


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of a projection as the log stood."""

    rows: "Rows"
    asking: Asking

    def _question(self) -> str:
        asked, rows = self.asking.asked, self.rows
        of = f" of {rows.situation}" if rows.situation else ""
        return (
            f"{rows.name} v{rows.version}{of}, {at_position(asked)} by {self.asking.calendar.placed(asked.recorded_at)}"
        )

    def text(self, across: int) -> Iterator[Line]:
        """Give a row a line, in JSON."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        if not self.rows.rows:
            yield line("No rows.")
        longest = max((width(_word(key)) for key in self.rows.rows), default=0)
        for key, value in self.rows.rows.items():
            yield from _row(_word(key), json.dumps(value, ensure_ascii=False), min(longest, across // 3), across)

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.rows/1; rows as pairs of key and value."""
        asked, rows = self.asking.asked, self.rows
        return {
            "format": "sitlog.rows/1",
            "projection": rows.name,
            "version": rows.version,
            "situation": rows.situation,
            "asked": {"recorded_at": rfc3339(asked.recorded_at), "position": asked.position, "root": asked.root},
            "rows": [{"key": key, "value": value} for key, value in rows.rows.items()],
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give a JSON object a row, sitlog.row/1."""
        whole = self.document()
        common = {name: whole[name] for name in ("projection", "version", "situation", "asked")}
        return ({"format": "sitlog.row/1", **common, **each} for each in whole["rows"])

    def table(self) -> Table:
        """Give a row a row, its value in JSON unless it is one word or number."""
        return Table(("key", "value"), [(_word(key), _word(value)) for key, value in self.rows.rows.items()])

    def summary(self) -> tuple[str, Table]:
        """Give the same for people."""
        return self._question(), self.table()


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(key: str, value: str, beside: int, across: int) -> Iterator[Line]:
    lead = f"{key}{' ' * (beside - width(key))}{GAP}"
    indent = beside + len(GAP)
    if width(lead) > indent:  # a key too long to stand beside its value
        yield line(key)
        lead = " " * indent
    for number, part in enumerate(wrapped(line(value), max(across - indent, 20))):
        yield (said(lead) if number == 0 else Piece(" " * indent), *part)
