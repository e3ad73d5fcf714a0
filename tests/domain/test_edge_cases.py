"""The edge cases that the meaning of the log settles, each with its answer, in the order of its table."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from sitlog.domain.asked import Clock
from sitlog.domain.delay import gaps, unrecorded
from sitlog.domain.entry import Entry
from sitlog.domain.public import PublicClock
from sitlog.domain.times.grammar import read_when
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.typed import Slip
from sitlog.domain.values import DenialScope
from sitlog.domain.when import Membership
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from tests.given import (
    TOWN,
    answer,
    at,
    between,
    cites,
    claim,
    clock,
    corrects,
    denies,
    incident,
    known_at,
    opened,
    recorded,
    report,
    retracts,
    says,
    source,
    updates,
)

Log = Sequence[Entry]
Ask = Callable[[Log], Any]

TICK = timedelta(microseconds=1)
BEFORE = [opened(), source("mayor"), source("crew"), source("paper", kind="outlet"), claim("arson")]


def status(when: datetime, of: str = "arson", **wanted: Any) -> Ask:
    """The status of a claim; None if it is not listed."""

    def ask(log: Log) -> str | None:
        found = known_at(log, when, **wanted).get(of)
        return found.status.value if found else None

    return ask


def standing(when: datetime) -> Ask:
    """The entries of the statements that stand."""
    return lambda log: [each.told.entry for each in known_at(log, when)["arson"].statements if each.standing]


def listed_as_gap(by_desk: datetime, when: datetime) -> Ask:
    """The entries of what was public and not yet in the log."""

    def ask(log: Log) -> list[int]:
        held = story(TOWN, log)
        told = (each for on_claim in held.told.values() for each in on_claim)
        found = gaps(told, PublicClock(held.reports, Clock.SAID), when)
        return [each.entry for each in unrecorded(found.late, by_desk)]

    return ask


def revisions(when: datetime) -> Ask:
    """The newest revision that may be out, how certainly, and the newest that is."""

    def ask(log: Log) -> tuple[int, Membership, int | None]:
        (found,) = answer(log, when).reports
        return found.revision.number, found.membership, found.certain.number if found.certain else None

    return ask


def remarks(when: datetime, of: str) -> Ask:
    """The remarks on a claim."""
    return lambda log: [each.value for each in known_at(log, when)[of].remarks]


def claims(when: datetime) -> Ask:
    """How many claims are listed."""
    return lambda log: len(answer(log, when).claims)


def written_instead_of(text: str) -> Ask:
    """Why a time is refused, and the hint what to write."""

    def ask(_: Log) -> bool:
        with pytest.raises(Slip) as refused:
            read_when(text, Reading(ZoneInfo("Europe/Lisbon"), clock("12:00")))
        return bool(refused.value.message and refused.value.hint)

    return ask


def recorded_by_a_clock_that_goes_back(_: Log) -> list[timedelta]:
    """How much later than the first entry the log took each of three, its clock losing an hour each time."""
    hours = count()
    with SituationLog.open("sqlite:///:memory:", create=True, clock=lambda: clock("12:00") - next(hours) * HOUR) as log:
        for event in BEFORE[:3]:
            log.record(event)
        entries = list(log.read())
    assert [each.position for each in entries] == [1, 2, 3]
    return [each.recorded_at - entries[0].recorded_at for each in entries]


HOUR = timedelta(hours=1)


class Row(NamedTuple):
    """A case, the log in which it comes up, and each question with its answer."""

    case: str
    log: Log
    answers: Sequence[tuple[Ask, Any]]


def dated(key: str, day: str) -> Any:
    """A claim about when the fire began."""
    return claim(key, about="fire", aspect="beginning", value={"type": "date", "when": at(day)})


def cited() -> dict[str, Any]:
    """The first text of the news as evidence."""
    return {"evidence": (cites("news"),)}


TABLE = [
    Row(
        "published 21 Apr, recorded 24 Apr; asked for 22 Apr",
        recorded(*BEFORE, (clock("12:00", days=3), says("mayor", "arson", at("12:00")))),
        [
            (status(clock("12:00", days=1)), "unchallenged"),
            (status(clock("12:00", days=1), by_desk=clock("12:00", days=1)), None),
            (listed_as_gap(clock("12:00", days=1), clock("12:00", days=1)), [6]),
        ],
    ),
    Row(
        "denial of a denial",
        recorded(
            *BEFORE,
            denies("mayor", "arson", at("10:00")),
            says("crew", "arson", at("11:00"), words="The mayor's denial is false"),
        ),
        [
            (status(clock("10:00")), "denied-only"),
            (status(clock("11:00")), "disputed"),
            (standing(clock("11:00")), [6, 7]),
        ],
    ),
    Row(
        "assertion retracted at noon; asked for 11:00",
        recorded(*BEFORE, says("mayor", "arson", at("9:00")), retracts("mayor", "arson", at("12:00"))),
        [(status(clock("11:00")), "unchallenged"), (status(clock("12:00")), "withdrawn")],
    ),
    Row(
        "T before the first entry",
        recorded(*BEFORE, says("mayor", "arson", at("9:00"))),
        [
            (claims(clock("8:00")), 0),
            (lambda log: answer(log, clock("8:00"), by_desk=clock("0:00")).asked.position, 0),
        ],
    ),
    Row(
        "T in the future; a statement said in the future",
        recorded(*BEFORE, says("mayor", "arson", at("9:00", days=30)), start=clock("0:00")),
        [(status(clock("9:00", days=29)), None), (status(clock("9:00", days=31)), "unchallenged")],
    ),
    Row(
        "exactly at the boundary instant",
        recorded(*BEFORE, (clock("20:00", days=7), says("mayor", "arson", at("9:00")))),
        [
            (status(clock("9:00")), "unchallenged"),
            (status(clock("9:00") - TICK), None),
            (status(clock("9:00"), by_desk=clock("20:00", days=7)), "unchallenged"),
            (status(clock("9:00"), by_desk=clock("20:00", days=7) - TICK), None),
        ],
    ),
    Row(
        "same instant, two statements of one source",
        recorded(*BEFORE, says("mayor", "arson", at("9:00")), denies("mayor", "arson", at("9:00"))),
        [(status(clock("9:00")), "denied-only"), (standing(clock("9:00")), [7])],
    ),
    Row(
        "the update's day known, its hour not",
        recorded(
            *BEFORE,
            report("news", outlet="paper", published=at("8:00")),
            updates("news", 2, between("0:00", "24:00", days=1)),
        ),
        [
            (revisions(clock("23:00")), (1, Membership.CERTAIN, 1)),
            (revisions(clock("12:00", days=1)), (2, Membership.POSSIBLE, 1)),
            (revisions(clock("24:00", days=1)), (2, Membership.CERTAIN, 2)),
        ],
    ),
    Row(
        "entry corrected to another time",
        recorded(
            *BEFORE,
            says("mayor", "arson", at("9:00")),
            (
                clock("12:00", days=8),
                corrects(6, says("mayor", "arson", at("15:00")), reason="it was the afternoon"),
            ),
        ),
        [
            (status(clock("10:00"), by_desk=clock("11:00", days=8)), "unchallenged"),
            (status(clock("10:00"), by_desk=clock("12:00", days=8)), None),
            (status(clock("15:00")), "unchallenged"),
        ],
    ),
    Row(
        "daylight-saving gap or fold, zone letters (EST, IST), slashes, weekday that does not match",
        [],
        [
            (written_instead_of("2031-03-30 01:30"), True),
            (written_instead_of("2031-10-26 01:30"), True),
            (written_instead_of("2031-05-05 14:00 EST"), True),
            (written_instead_of("2031-05-05 14:00 IST"), True),
            (written_instead_of("5/5/2031"), True),
            (written_instead_of("2031-05-05 Fri"), True),
        ],
    ),
    Row(
        "clock of the machine goes backwards",
        [],
        [(recorded_by_a_clock_that_goes_back, [timedelta(0)] * 3)],
    ),
    Row(
        "one article, two dates for one incident",
        recorded(
            *BEFORE,
            report("news", outlet="paper", published=at("8:00", days=1)),
            incident("fire", by="paper", occurred=between("12:00", "20:00")),
            dated("began-at-noon", "12:00"),
            dated("began-at-dusk", "19:00"),
            says("paper", "began-at-noon", at("8:00", days=1), **cited()),
            says("paper", "began-at-dusk", at("8:00", days=1), **cited()),
        ),
        [
            (status(clock("9:00", days=1), "began-at-noon"), "disputed"),
            (status(clock("9:00", days=1), "began-at-dusk"), "disputed"),
            (remarks(clock("9:00", days=1), "began-at-noon"), ["self-conflicting"]),
            (remarks(clock("9:00", days=1), "began-at-dusk"), ["self-conflicting"]),
        ],
    ),
    Row(
        "an allegation nobody made is denied",
        recorded(*BEFORE, denies("mayor", "arson", at("9:00"), scope=DenialScope.RESPONSIBILITY)),
        [(status(clock("9:00")), "denied-only")],
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_an_edge_case_has_its_answer(row: Row) -> None:
    assert [ask(row.log) for ask, _ in row.answers] == [expected for _, expected in row.answers]
