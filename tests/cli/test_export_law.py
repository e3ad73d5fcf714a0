"""Whatever a log holds, what is exported makes the same log again."""

from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader, BytesIO
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sitlog.cli.files.exporting import Exportable, named_in, redacted_by, written
from sitlog.cli.files.importing import Intake
from sitlog.cli.files.infile import Form, Found, Infile, read_jsonl
from sitlog.cli.slog import read_slog
from sitlog.domain.entry import Entry
from sitlog.store.log import SituationLog
from tests.given import TOWN, ZONE
from tests.stories import logs

ZONES = {TOWN: ZONE.key}


@pytest.mark.parametrize("form", Form)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(entries=logs(most=25), together=st.integers(1, 30))
def test_an_exported_log_imports_as_it_was(form: Form, entries: list[Entry], together: int) -> None:
    assume(not redacted_by(entries))  # what was redacted is left out: see test_export.py
    text = "\n".join(written(Exportable(frozenset()).of(entries), form, ZONES, lambda: named_in(entries)))

    copied = imported(list(found(text, form)), form, together)

    assert [content(each) for each in copied] == [content(each) for each in entries]


def found(text: str, form: Form) -> Iterator[Found]:
    """The events of a file."""
    if form is Form.JSONL:
        for each in read_jsonl(Infile("copy", form, BufferedReader(cast(Any, BytesIO(text.encode()))), None)):
            assert isinstance(each, Found), str(each)
            yield each
        return
    read = read_slog(text, file="copy", home=lambda _: None)
    assert not read.slips, "\n".join(map(str, read.slips))
    yield from (Found(each.event, each.number, "", each.label) for each in read.lines)


def imported(events: list[Found], form: Form, together: int) -> list[Entry]:
    """The entries that become of them, so many recorded at once."""
    intake = Intake("", form, None)
    now = datetime.fromisoformat("2031-06-01T00:00Z")
    with SituationLog.open("sqlite://", create=True, clock=lambda: now) as log:
        for start in range(0, len(events), together):
            intake.take(events[start : start + together], log.record)
        return list(log.read())


def content(entry: Entry) -> tuple[int, Any]:
    """What an entry says, where it stands."""
    event = entry.event
    return entry.position, None if event is None else event.model_copy(update={"provenance": None})
