"""The forms of an answer: text for people, JSON, JSON Lines and CSV for programs, Markdown for documents."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from sitlog.cli.cells import plain
from sitlog.cli.show.paper import Line
from sitlog.domain.answer import written

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets run what begins so
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


class Table(NamedTuple):
    """Rows under their names."""

    names: Sequence[str]
    rows: Iterable[Sequence[Any]]


class Answer(Protocol):
    """An answer that can be given in every form."""

    def text(self, across: int) -> Iterable[Line]:
        """Give it for people, on so many columns."""
        ...

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object; an iterator in it, or in an object of it, becomes an array as it is read."""
        ...

    def documents(self) -> Iterable[Mapping[str, Any]]:
        """Give it as many JSON objects, each of which says of itself what it is."""
        ...

    def table(self) -> Table:
        """Give it as a table with all there is."""
        ...

    def summary(self) -> tuple[str, Table]:
        """Give what was asked, and a table that people can read."""
        ...


def json_for_people(document: Mapping[str, Any]) -> Iterator[str]:
    """Write a JSON document over many lines, with all that a terminal would obey escaped."""
    for each in _indented(document):
        yield "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in each)


def _indented(document: Mapping[str, Any]) -> Iterator[str]:
    """Write a JSON object over many lines; what an iterator gives is written as it is read."""
    opening = "{"
    for name, value in document.items():
        yield opening
        lines = _array(value) if isinstance(value, Iterator) else _object(value)
        opening = f"  {json.dumps(name, ensure_ascii=False)}: {next(lines)}"
        for each in lines:
            yield opening
            opening = f"  {each}"
        opening += ","
    yield opening.removesuffix(",")
    yield "}"


def _array(values: Iterator[Any]) -> Iterator[str]:
    opening = "["
    for value in values:
        yield opening
        *lines, opening = (f"  {each}" for each in _lines(value))
        yield from lines
        opening += ","
    yield from ["[]"] if opening == "[" else [opening.removesuffix(","), "]"]


def _object(value: Any) -> Iterator[str]:
    return _indented(value) if isinstance(value, dict) and value else _lines(value)


def _lines(value: Any) -> Iterator[str]:
    return iter(json.dumps(value, ensure_ascii=False, indent=2).split("\n"))  # other ends of lines may stand in texts


def json_lines(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write documents, one a line."""
    return (written(each).decode() for each in documents)


def csv_lines(table: Table) -> Iterator[str]:
    """Write a table as RFC 4180 has it, but with plain line ends; what would be a formula begins with '."""
    yield _csv_row(table.names)
    for row in table.rows:
        yield _csv_row([_harmless(each) for each in row])


def md_lines(question: str, table: Table) -> Iterator[str]:
    """Write a table for a document in Markdown (GitHub Flavored)."""
    yield f"**{markdown(question)}**"
    yield ""
    yield _md_row(table.names)
    yield _md_row(["---"] * len(table.names))
    for row in table.rows:
        yield _md_row(["" if each is None else markdown(str(each)) for each in row])


def markdown(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def _csv_row(row: Sequence[Any]) -> str:
    written = io.StringIO()
    # Given no line end, the writer would not quote a cell that holds one.
    csv.writer(written, lineterminator="\r\n").writerow(row)
    return written.getvalue().removesuffix("\r\n")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _md_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
