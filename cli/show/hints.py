"""What to ask next: one line under an answer, copyable."""

from datetime import UTC, datetime

from sitlog.cli.show.times import Calendar
from sitlog.domain.knowledge import Known


def known_hint(known: Known, calendar: Calendar, first: datetime | None, *, desk: bool) -> str:
    """Hint at the other clock; where nothing was known, at the *first* instant at which it was."""
    if not known.claims and first is not None and first > known.asked.at:
        return f'The first statement on record: sitlog known --at "{typed(first, calendar)}"'
    if not known.claims:
        return "What the log holds: sitlog log"
    if desk:
        return f'With all we know now: sitlog known --at "{typed(known.asked.at, calendar)}"'
    if known.asked.recorded_at == known.asked.at:
        return "What was known earlier: sitlog known --at TIME"
    return f'What our own log held then: sitlog known --recorded-at "{typed(known.asked.at, calendar)}"'


def typed(instant: datetime, calendar: Calendar) -> str:
    """Write an instant as it can be typed: a day for its end, in UTC where minutes will not do."""
    if instant.second or instant.microsecond:
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    local = instant.astimezone(calendar.zone)
    day = calendar.day_of(instant)
    return f"{local:%Y-%m-%d %H:%M}" if day == local.date() else f"{day:%Y-%m-%d}"
