"""The log of an invented town, part by part as it was recorded, and the command line asked about it."""

import re
from collections.abc import Iterator
from datetime import datetime
from os import environ
from pathlib import Path
from unittest.mock import patch

from sitlog.cli.answers.brief import issue
from sitlog.cli.files.importing import Intake
from sitlog.cli.files.infile import Form, Found
from sitlog.cli.options import Question, Where
from sitlog.cli.slog import read_slog
from sitlog.store.log import SituationLog

FILE = Path(__file__).with_name("harbour.slog")
_BRIEF = re.compile(r"^# brief (.+)$", re.MULTILINE)
_RECORDED = re.compile(r"^# recorded (.+)$", re.MULTILINE)


def parts() -> Iterator[tuple[datetime, str]]:
    """Give each part of the file, with the instant at which it was recorded."""
    _, *split = _RECORDED.split(FILE.read_text("utf-8"))
    for at, text in zip(split[::2], split[1::2], strict=True):
        yield datetime.fromisoformat(at), text


def found_harbour(url: str) -> None:
    """Make the log of the town at a database URL."""
    now = datetime.fromisoformat("2031-05-04T00:00+01:00")
    with SituationLog.open(url, create=True, clock=lambda: now) as log:
        for now, text in parts():
            if told := _BRIEF.search(text):
                with patch.dict(environ, SITLOG_NOW=now.isoformat(), SITLOG_ACTOR="rk"):
                    issue(log, Where(), Question(at="2031-05-05 12:00"), told[1], ())
                continue
            read = read_slog(
                text, file="harbour.slog", home=lambda _: "Europe/Lisbon", known=log, situation="harbour-fire"
            )
            assert not read.slips, "\n".join(map(str, read.slips))
            Intake("harbour.slog", Form.SLOG, "rk").take(
                [Found(each.event, each.number, "", each.label) for each in read.lines], log.record
            )
