"""What reads strangers' bytes, each as one function of them: it gives a value or an error of ours, and nothing else."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from sitlog.cli.files.infile import Form, Infile, read_jsonl
from sitlog.cli.files.strictjson import NotJson, members, read
from sitlog.cli.slog import read_slog, write_slog
from sitlog.domain.errors import SitlogError
from sitlog.domain.times.grammar import read_instant, read_range, read_when, write_when
from sitlog.domain.times.reading import Reading
from sitlog.store.proofs.note import Note
from sitlog.store.proofs.proof import EntryProof
from sitlog.store.verify.bundle import verify_bundle
from sitlog.store.verify.notes import read_checkpoint
from sitlog.store.verify.proofs import verify_proof
from sitlog.store.verify.trust import Trust

Target = Callable[[bytes], None]


class Wrong(Exception):
    """What was read is not what was written."""


_ZONE = ZoneInfo("Europe/Lisbon")
_READINGS = (
    Reading(_ZONE, datetime(2031, 5, 5, 15, tzinfo=UTC)),
    Reading(_ZONE, None, date(2031, 5, 5)),
    Reading(None, None),
)


def times(raw: bytes) -> None:
    """The times that people type; what is read can be written and means the same."""
    text = raw.decode(errors="surrogateescape")
    for reading in _READINGS:
        for read_time in (read_when, read_instant, read_range):
            _refused_or(partial(read_time, text, reading))
    try:
        when = read_when(text, _READINGS[0])
        written = write_when(when, "Europe/Lisbon")
    except SitlogError:
        return
    assert read_when(written, Reading(_ZONE, None)).span() == when.span(), repr(text)


def slog(raw: bytes) -> None:
    """A .slog file; its sound events can be written, and read back the same."""
    text = raw.decode(errors="surrogateescape")
    found = read_slog(text, file="fuzz.slog", home={"town": "Europe/Lisbon"}.get, situation="town")
    assert all(str(slip) for slip in found.slips)
    told = [(line.number, line.event) for line in found.lines]
    if told and not found.slips and all(line.label is None for line in found.lines):
        again = "\n".join(write_slog(told, zones={"town": "Europe/Lisbon"}))
        copied = read_slog(again, file="fuzz.slog", home={"town": "Europe/Lisbon"}.get, situation="town")
        assert not copied.slips, "\n".join(map(str, copied.slips))
        apart = {"provenance": None}
        assert [each.event.model_copy(update=apart) for each in copied.lines] == [
            event.model_copy(update=apart) for _, event in told
        ]


def jsonl(raw: bytes) -> None:
    """Lines of CloudEvents: each is an event or has slips that can be told."""
    stream = BufferedReader(cast("Any", BytesIO(raw)))
    for each in read_jsonl(Infile("fuzz.jsonl", Form.JSONL, stream, len(raw))):
        assert str(each)


def strict_json(raw: bytes) -> None:
    """JSON read strictly: a value whose places can all be told, or what is wrong and where."""
    text = raw.decode(errors="replace")
    try:
        read(text)
    except NotJson as error:
        if error.message and error.hint:
            return
        raise
    if not all(text[each.value.offset :] for each in members(text)):
        raise Wrong(text)


def note(raw: bytes) -> None:
    """A signed note: it is refused, or gives back its bytes; the verifier that shares nothing with it reads no more."""
    _refused_or(lambda: _same(bytes(Note.parse(raw)), raw))
    _refused_or(lambda: read_checkpoint(raw))


def proof(raw: bytes) -> None:
    """A proof of an entry: it is refused, or gives back its bytes."""
    _refused_or(lambda: EntryProof.parse(raw))
    with tempfile.NamedTemporaryFile(suffix=".tlog-proof") as file:
        Path(file.name).write_bytes(raw)
        _refused_or(lambda: verify_proof(Path(file.name), Trust()))


def bundle(raw: bytes) -> None:
    """An audit bundle: whatever is wrong is a finding."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        Path(file.name).write_bytes(raw)
        _refused_or(lambda: verify_bundle(Path(file.name), Trust()))


def _refused_or(read_it: Callable[[], object]) -> None:
    try:
        read_it()
    except SitlogError as error:
        if not error.message:
            raise


def _same(one: bytes, other: bytes) -> None:
    if one != other:
        raise Wrong(one)


TARGETS: Mapping[str, Target] = {each.__name__: each for each in (times, slog, jsonl, strict_json, note, proof, bundle)}
