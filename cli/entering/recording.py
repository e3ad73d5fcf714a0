"""Sentences that somebody types, on their way into the log."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from sitlog.cli import session
from sitlog.cli.asking import said_at
from sitlog.cli.failing import NOT_UNDERSTOOD
from sitlog.cli.files.importing import Intake, NotTaken
from sitlog.cli.files.infile import Form, Found
from sitlog.cli.files.intake import home_in
from sitlog.cli.slips import Slip, below_the_sentence
from sitlog.cli.telling import tell
from sitlog.domain.errors import NoSuchSituation, NotUnderstood
from sitlog.domain.times.zones import name_of

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.cli.slog.reading import Read
    from sitlog.store.log import Situation, SituationLog
    from sitlog.store.receipt import Receipt

_OPENS = re.compile(r"\s*(?:#.*\n\s*)*situation\s")


def situation_for(log: "SituationLog", key: str | None, text: str) -> "Situation | None":
    """Give the situation that a text is about unless it says so itself; None if it does, or opens one."""
    try:
        return session.situation_in(log, key)
    except (NoSuchSituation, NotUnderstood):
        if key is None and _OPENS.match(text):
            return None
        raise


def read_typed(log: "SituationLog", key: str | None, text: str, now: datetime) -> tuple[list[Found], list[Slip]]:
    """Read sentences against the log: their times may be relative to *now*; lines are numbered from 1."""
    situation = situation_for(log, key, text)
    lines = text.split("\n")
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    read = _read(log, situation, text.strip(), now)
    found = [
        Found(
            each.event.model_copy(update={"provenance": None}),
            each.number + skipped,
            lines[each.number - 1 + skipped],
            each.label,
        )
        for each in read.lines
    ]
    return found, [replace(slip, line=slip.line + skipped) for slip in read.slips]


def _read(log: "SituationLog", situation: "Situation | None", text: str, now: datetime) -> "Read":
    from sitlog.cli.slog.reading import read_sentence, read_slog  # noqa: PLC0415  # the help needs none of it

    if situation is None:
        return read_slog(text, file="", home=home_in(log), known=log, now=now)
    zone = session.zone_of(situation)
    told = said_at(log, situation.key)
    return read_sentence(text, situation=situation.key, zone=name_of(zone), now=now, known=log, handles=told)


def attempt(log: "SituationLog", key: str | None, text: str) -> "tuple[Receipt | None, list[Slip]]":
    """Record sentences, all or none; or give all that is wrong with them."""
    found, slips = read_typed(log, key, text, session.now())
    if slips:
        return None, slips
    try:
        return Intake("", Form.SLOG, session.actor()).take(found, log.record), []
    except NotTaken as refused:
        return None, list(refused.slips)


def record_text(log: "SituationLog", key: str | None, text: str) -> "Receipt":
    """Record sentences, all or none; tell what is wrong with them, and end, if something is."""
    receipt, slips = attempt(log, key, text)
    if receipt is None:
        tell(f"error: nothing recorded, {problems(slips)}", *below_the_sentence(slips))
        raise typer.Exit(NOT_UNDERSTOOD)
    return receipt


def problems(slips: Sequence[Slip]) -> str:
    """Count slips."""
    return "1 problem" if len(slips) == 1 else f"{len(slips)} problems"
