"""A log to measure: of each twenty entries 14 are statements, 2 link evidence, 2 are claims, 2 sources."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sitlog.domain.event import Event
from sitlog.domain.events import (
    ClaimAsserted,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    EvidenceLinked,
    ReportPublished,
    SituationOpened,
    SourceRegistered,
)
from sitlog.domain.identity import identity
from sitlog.domain.when import When
from sitlog.store import codec
from sitlog.store.log import SituationLog

TOWN = "harbour-fire"
WORDS = "What somebody said about it, word for word as it was printed. " * 6
OPENED = SituationOpened.of(situation=TOWN, title="Fire at the harbour", zone="Europe/Lisbon")
_TURN = 20  # entries
_STATEMENTS = 14  # of a turn
_KINDS: tuple[type[Event], ...] = (ClaimAsserted, ClaimDenied, ClaimDenied, ClaimHedged)
_START = datetime(2031, 5, 5, tzinfo=UTC)


def a_log(url: str, entries: int) -> SituationLog:
    """A log of one town, recorded in batches."""
    log = SituationLog.open(url, create=True)
    log.record(OPENED, voice(0), claim(0), _report())
    made = list(told(entries))
    for start in range(0, entries, 1000):
        log.read().ledger.append_drafts([codec.draft(each, identity(each)) for each in made[start : start + 1000]])
    return log


def told(entries: int) -> Iterator[Event]:
    """What follows, turn by turn."""
    first = 5  # the position of the first of them
    for number in range(entries):
        turn, place = divmod(number, _TURN)
        if place == 0 or place == _TURN // 2:
            yield claim(2 * turn + 1 + (place > 0))
        elif place in {1, _TURN // 2 + 1}:
            yield voice(2 * turn + 1 + (place > 1))
        elif place in {_TURN - 2, _TURN - 1}:
            yield _link(first + number - _STATEMENTS // 2)
        else:
            yield statement(number, 2 * turn + 2)


def voice(number: int) -> Event:
    """A source of the town."""
    key = f"s{number}"
    return SourceRegistered.of(situation=TOWN, source=key, name=key, kind="person", identification="named")


def claim(number: int) -> Event:
    """A claim of the town."""
    return ClaimFramed.of(situation=TOWN, claim=f"c{number}", text=f"Claim {number}")


def statement(number: int, keys: int) -> Event:
    """A statement of the town, by one of so many sources about one of so many claims."""
    kind = _KINDS[number % len(_KINDS)]
    said = When.at(_START + timedelta(seconds=number % 80_000))
    about, by = f"c{number * 7 % keys}", f"s{number * 11 % keys}"
    made: Event = kind.of(situation=TOWN, claim=about, by=by, said=said, words=WORDS, note=str(number))
    return made


def _report() -> Event:
    return ReportPublished.of(situation=TOWN, report="story", outlet="s0", title="Fire", published=When.at(_START))


def _link(entry: int) -> Event:
    return EvidenceLinked.of(situation=TOWN, entry=entry, evidence=[{"report": "story", "revision": 1}])
