"""Gives an answer in the form that was asked for, on the screen or to a program."""

from collections.abc import Iterator

from sitlog.cli.cells import plain
from sitlog.cli.options import Format, Output
from sitlog.cli.show.forms import Answer, csv_lines, json_for_people, json_lines, md_lines
from sitlog.cli.terminal import Screen
from sitlog.domain.answer import parts


def give(answer: Answer, output: Output) -> None:
    """Write an answer to stdout; raises NotUnderstood if two forms are asked for."""
    form, screen = output.form, output.screen()
    if form is Format.TEXT:
        screen.write(answer.text(screen.columns))
    elif form is Format.JSON and not screen.stream.isatty():
        screen.stream.writelines(parts(answer.document()))
        screen.stream.write("\n")
    else:
        screen.write_text(_lines(answer, form, screen))


def _lines(answer: Answer, form: Format, screen: Screen) -> Iterator[str]:
    if form is Format.JSON:
        yield from json_for_people(answer.document())
        return
    lines = {Format.JSONL: _jsonl, Format.CSV: _csv, Format.MD: _md}[form](answer)
    # A program gets what was written; a terminal must not obey it.
    yield from map(plain, lines) if screen.stream.isatty() else lines


def _jsonl(answer: Answer) -> Iterator[str]:
    return json_lines(answer.documents())


def _csv(answer: Answer) -> Iterator[str]:
    return csv_lines(answer.table())


def _md(answer: Answer) -> Iterator[str]:
    return md_lines(*answer.summary())
