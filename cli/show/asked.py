"""What was asked, resolved: the first line of every answer."""

from datetime import datetime

from sitlog.cli.show.paper import Ink, Line, line, wrapped
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked, Clock

_ROOT_SHOWN = 6  # hex digits

_PUBLIC = {Clock.SAID: "Said in public", Clock.PUBLICATION: "Published"}


def asked_lines(
    asked: Asked, calendar: Calendar, across: int, *, desk: bool, occurred: datetime | None = None
) -> list[Line]:
    """Tell what was asked, on so many columns; see asked_text."""
    return list(wrapped(line(asked_text(asked, calendar, desk=desk, occurred=occurred), Ink.TITLE), across))


def asked_text(asked: Asked, calendar: Calendar, *, desk: bool, occurred: datetime | None = None) -> str:
    """Tell what was asked; *desk* tells that the desk clock was asked for, *occurred* the third time, if it was."""
    public = _PUBLIC[asked.by]
    said = f"Certainly {public[0].lower()}{public[1:]}" if asked.strict else public
    by = calendar.placed(asked.at)
    told = f"{said} by {by}, {at_position(asked)}"
    if desk and asked.recorded_at == asked.at:
        told = f"{said} and in our log by {by}, {at_position(asked)}"
    elif desk:
        told += f" as it stood on {calendar.placed(asked.recorded_at)}"
    return told if occurred is None else f"{told}, without what had not happened by {calendar.placed(occurred)}"


def at_position(asked: Asked) -> str:
    """Name the state of the log that an answer rests on."""
    return f"log at e{asked.position} {asked.root[:_ROOT_SHOWN]}" if asked.position else "the log is empty"
