"""A file is taken whole in the same way, however few of its lines are held at a time."""

import json
from collections.abc import Sequence
from datetime import datetime
from io import BufferedReader, BytesIO
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitlog.cli.files import long
from sitlog.cli.files.exporting import Exportable, named_in, redacted_by, written
from sitlog.cli.files.importing import NotTaken
from sitlog.cli.files.infile import Form, Infile
from sitlog.cli.files.intake import Importer
from sitlog.store.log import SituationLog
from tests.given import TOWN, ZONE
from tests.stories import logs

NOW = datetime.fromisoformat("2031-06-01T00:00Z")

Lines = list[str]


def swapped(lines: Lines, one: int, other: int) -> Lines:
    made = list(lines)
    made[one], made[other] = made[other], made[one]
    return made


def repeated(lines: Lines, one: int, other: int) -> Lines:
    return [*lines[:other], lines[one], *lines[other:]]


def lost(lines: Lines, one: int, _: int) -> Lines:
    return [*lines[:one], *lines[one + 1 :]]


def broken(lines: Lines, one: int, _: int) -> Lines:
    return [*lines[:one], f"{{{lines[one]}", *lines[one + 1 :]]


def renamed(lines: Lines, one: int, _: int) -> Lines:
    other = lines[one].replace('"claim":"', '"claim":"un').replace('"by":"clerk"', '"by":"nobody"')
    return [*lines[:one], other, *lines[one + 1 :]]


def relabelled(lines: Lines, one: int, other: int) -> Lines:
    return [*lines[:one], with_(lines[one], sequence=f"{other + 1:012}"), *lines[one + 1 :]]


def contradicted(lines: Lines, one: int, other: int) -> Lines:
    doubled = [with_(each, id="wire-1") for each in (lines[one], lines[other])]
    return [*doubled, *lines] if one > other else [*lines, *doubled]


def reversed_(lines: Lines, one: int, other: int) -> Lines:
    return [*lines[:one], *reversed(lines[one:other]), *lines[max(one, other) :]]


def with_(line: str, **attributes: str) -> str:
    """A line with other attributes, if it can be read."""
    try:
        return json.dumps(json.loads(line) | attributes)
    except ValueError:
        return line


DAMAGES = [swapped, swapped, repeated, lost, broken, renamed, relabelled, contradicted, reversed_]

places = st.integers(0, 60)
damages = st.lists(st.tuples(st.sampled_from(DAMAGES), places, places), max_size=4)


@st.composite
def files(draw: st.DrawFn) -> tuple[Lines, Lines]:
    """What a log has already of an export, and the whole of it, after what befell it on its way."""
    entries = draw(logs(most=15))
    gone = redacted_by(entries)
    kept = [entry for entry in entries if entry.position not in gone]
    lines = list(written(Exportable(gone).of(kept), Form.JSONL, {TOWN: ZONE.key}, lambda: named_in(kept)))
    before, file = lines[: draw(st.integers(0, 12))], lines
    for damage, one, other in draw(damages):
        file = damage(file, one % len(file), other % len(file)) if file else []
    return before, file


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(file=files(), size=st.integers(1, 8), dry_run=st.booleans())
def test_a_file_is_taken_in_parts_as_if_it_were_held(file: tuple[Lines, Lines], size: int, *, dry_run: bool) -> None:
    assert outcome(*file, size=size, dry_run=dry_run) == outcome(*file, size=1000, dry_run=dry_run)


def outcome(before: Sequence[str], lines: Sequence[str], *, size: int, dry_run: bool) -> tuple[Any, ...]:
    """All that is told of an import, and what the log holds then."""
    with (
        SituationLog.open("sqlite://", create=True, clock=lambda: NOW) as log,
        pytest.MonkeyPatch.context() as patched,
    ):
        Importer(log, infile(before), None, None).whole(lambda _: None)
        patched.setattr(long, "PART", size)
        importer = Importer(log, infile(lines), None, "ana")
        told = list[str]()
        try:
            importer.whole(lambda _: None, dry_run=dry_run)
        except NotTaken as refused:
            told = [str(each) for each in refused.slips]
        tally = importer.tally
        taken = (tally.read, tally.recorded, tally.skipped, tally.held, tally.changed) if not told else ()
        return told, taken, list(log.read())


def infile(lines: Sequence[str]) -> Infile:
    """Lines as a file."""
    text = "".join(f"{line}\n" for line in lines)
    return Infile("copy", Form.JSONL, BufferedReader(cast(Any, BytesIO(text.encode()))), len(text))
