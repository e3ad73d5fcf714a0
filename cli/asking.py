"""A question as it was typed, resolved to instants on both clocks and a position in the log."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sitlog.cli import session
from sitlog.cli.options import Question
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BadTime
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.typed import Slip
from sitlog.domain.values import Kind, ReportId
from sitlog.domain.when import When

if TYPE_CHECKING:  # what SQL needs takes its time to import, and --help needs none of it
    from sitlog.store.ledger.heads import Head
    from sitlog.store.log import Situation, SituationLog

_ENTRY = re.compile(r"e(\d{1,18})")
_REVISION = re.compile(r"([a-z0-9][a-z0-9-]*)\.r(\d{1,7})")


class NotThatTime(BadTime):
    """A time that was typed for an option cannot be read; *typed*, *offset* and *length* point at the part of it."""

    def __init__(self, option: str, typed: str, slip: BadTime) -> None:
        """Name the option beside what is wrong."""
        super().__init__(f"{option}: {slip.message}", hint=slip.hint)
        self.typed = typed
        self.offset = slip.offset if isinstance(slip, Slip) else 0
        self.length = slip.length if isinstance(slip, Slip) else len(typed)


class Asking(NamedTuple):
    """A question, resolved; *calendar* says times as its asker reads them, *desk*: the desk clock was named."""

    asked: Asked
    calendar: Calendar
    desk: bool


def ask(log: "SituationLog", situation: "Situation | None", question: Question) -> Asking:
    """Resolve a question about a situation, or (None) about the whole log; raises BadTime, or NoSuchEntry.

    Without --at the public clock stands where the desk clock does, and without --recorded-at that stands at now.
    """
    now, reading = session.now(), public_reading(log, situation)
    head, by_desk = log.head, now
    if question.recorded_at is not None:
        handles = _handles(log, situation.key if situation else None, _recorded)
        head, by_desk = _by_desk(log, question.recorded_at, replace(reading, handles=handles))
    asked = Asked(
        at=by_desk if question.at is None else read("--at", question.at, reading),
        # A clock that was set back must not hide what was recorded before that.
        recorded_at=max(by_desk, head.recorded_at or by_desk),
        by=Clock.PUBLICATION if question.by_publication else Clock.SAID,
        strict=question.strict,
        position=head.position,
        root=head.root.hex(),
    )
    zone = reading.zone or UTC
    return Asking(asked, Calendar(zone, asked.at), desk=question.recorded_at is not None)


def _by_desk(log: "SituationLog", typed: str, reading: Reading) -> tuple["Head", datetime]:
    """Give the log as it stood, exactly so where that was typed as an entry, and the instant."""
    if entry := _ENTRY.fullmatch(typed.strip()):
        held = log.entry(int(entry[1]))
        return log.head_at(held.position), held.recorded_at
    moment = read("--recorded-at", typed, reading)
    return log.head_at(moment), moment


def read(option: str, typed: str, reading: Reading) -> datetime:
    """Read the instant that an option was given; raises NotThatTime."""
    from sitlog.domain.times.grammar import read_instant  # noqa: PLC0415  # slow to import, and most ask what is known now

    try:
        return read_instant(typed, reading)
    except BadTime as slip:
        raise NotThatTime(option, typed, slip) from slip


def public_reading(log: "SituationLog", situation: "Situation | None") -> Reading:
    """Give what the times of a question are read against, on the public clock."""
    zone = session.zone_of(situation) if situation else session.stated_zone() or UTC
    key = situation.key if situation else None
    return Reading(zone=zone, now=session.now(), handles=_handles(log, key, _public))


def _handles(log: "SituationLog", situation: str | None, time: Callable[[Entry], When]) -> Callable[[str], When | None]:
    def find(handle: str) -> When | None:
        if entry := _ENTRY.fullmatch(handle):
            return time(_standing(log, int(entry[1])))
        revision = _REVISION.fullmatch(handle)
        found = _revision(log, situation, revision[1], int(revision[2])) if revision and situation else None
        return time(_standing(log, found)) if found else None

    return find


def _standing(log: "SituationLog", position: int) -> Entry:
    entry = log.entry(position)
    return log.changes(position).applied_to(entry) or entry


def _revision(log: "SituationLog", situation: str, report: str, number: int) -> int | None:
    from sitlog.store.about import about  # noqa: PLC0415  # seldom needed

    held = about(log, situation, [(Kind.REPORT, report)], until=log.head.position).reports.get(ReportId(report))
    revision = held.revision(number) if held else None
    return revision.entry if revision else None


def _recorded(entry: Entry) -> When:
    return When.at(entry.recorded_at)


def _public(entry: Entry) -> When:
    from sitlog.cli.show.entries import public_time  # noqa: PLC0415  # slow to import, and seldom needed

    when = public_time(entry)
    if when is None:
        raise BadTime(
            f"e{entry.position} is no statement and no report: it has no time on the public clock",
            hint=f"For the log as it stood then, write --recorded-at e{entry.position}",
        )
    return when


def said_at(log: "SituationLog", situation: str) -> Callable[[str], When | None]:
    """Make what gives the public time of an entry or of a revision, `e12` or `am.r2`, where a sentence names one."""
    return _handles(log, situation, _public)
