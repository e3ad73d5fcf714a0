"""A log of the town, with something of everything that an answer can show."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from sitlog.domain.claimvalue import NumberValue
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimCorroborated,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
)
from sitlog.domain.values import Evidence, ReportId
from sitlog.domain.when import Precision, When
from sitlog.store.log import SituationLog
from tests.given import (
    TOWN,
    at,
    between,
    claim,
    clock,
    denies,
    incident,
    opened,
    report,
    retracts,
    says,
    source,
    unclear,
)

IN_THE_FRONT_PAGE = (Evidence(report=ReportId("front"), revision=1, place="¶4"),)


def town_events() -> Iterator[tuple[str, Event]]:
    """Give what the desk recorded, each with the hour of the day after at which it did."""
    for event in (*_voices(), *_happenings(), *_claims()):
        yield "8:00", event
    for event in _statements():
        yield "9:00", event
    yield "9:30", retracts("port", "reopens", at("14:00"))
    yield "10:00", _fields(EntryCorrected, entry=24, replacement=_corrected(), reason="wrong hour")
    yield "10:05", _fields(EntryWithdrawn, entry=31, reason="the courier's own guess")
    yield "10:10", _fields(EntryRedacted, entry=32, basis="a private person")
    yield "10:15", _fields(EvidenceLinked, entry=23, evidence=IN_THE_FRONT_PAGE)


def _voices() -> Iterator[Event]:
    yield opened()
    yield source("city", name="City of Porto Novo", kind="organisation", identification="institutional")
    yield source("mayor", name="Mayor Inês Duarte", of="city")
    yield source("port", name="Harbour Authority", kind="organisation", identification="institutional")
    yield source("two-crew", name="Two crew members", kind="group", identification="unnamed_group", count=2)
    yield source("courier", name="The Harbour Courier", kind="outlet", identification="institutional")
    yield source("wang", name="王小明 (港口工人)")
    yield source("jose", name="Jose\u0301 N\u0303un\u0303ez")  # letters with marks that combine
    yield source("joker", name="Joker\x1b[31m\u202ereversed")


def _happenings() -> Iterator[Event]:
    yield report("front", outlet="courier", published=at("9:00"))
    yield _fields(ArticleUpdated, report="front", revision=2, kind="update", updated=between("17:00", "19:00"))
    night = When(earliest=clock("0:00"), latest=clock("6:00"), precision=Precision.PART_OF_DAY, zone="Europe/Lisbon")
    yield incident("blaze", by="courier", occurred=night)
    yield incident("flood", by="courier", occurred=between("20:00", "21:00"))


def _claims() -> Iterator[Event]:
    yield claim("arson", text="The fire was laid", about="blaze")
    wiring = "Old wiring in the cold store caught fire before the night shift had ended its rounds"
    yield claim("cause-wiring", text=wiring, about="blaze")
    yield claim("reopens", text="The harbour reopens on Tuesday")
    yield claim("seven-boats", text="Seven boats sank", about="blaze", aspect="boats", value=_exactly(7))
    yield claim("three-boats", text="Three boats sank", about="blaze", aspect="boats", value=_exactly(3))
    yield claim(
        "a-key-as-long-as-the-keys-of-claims-may-ever-become-in-these-log", text="The cellars flooded", about="flood"
    )
    yield claim("nobody-says", text="Nobody says so")


def _statements() -> Iterator[Event]:
    yield says("wang", "cause-wiring", at("8:10"), words="电线起火了", evidence=IN_THE_FRONT_PAGE)
    yield says("jose", "cause-wiring", at("8:20"), words="it began at the fuses")
    yield says("two-crew", "arson", at("10:00"), words="somebody carried in cans", hedge="apparently")
    yield denies("mayor", "arson", at("11:30"), words="no sign of it")
    yield unclear("port", "arson", between("11:00", "18:00"))
    yield says("port", "reopens", at("12:15"))
    yield denies("mayor", "reopens", at("13:00"), scope="authorship")
    yield says("port", "seven-boats", at("12:20"), evidence=IN_THE_FRONT_PAGE)
    yield says("courier", "three-boats", at("12:40"), evidence=IN_THE_FRONT_PAGE)
    yield denies("courier", "seven-boats", at("13:10"))
    yield says("joker", "arson", at("13:20"), words="\x1b]0;title\x07fire\u200f")
    yield _fields(AttackAttributed, incident="blaze", actor="two-crew", by="mayor", said=at("13:30"), mode="accusation")
    yield denies("two-crew", "blaze-by-two-crew", between("13:00", "16:00"), scope="involvement")
    yield _fields(ClaimCorroborated, claim="cause-wiring", by="port", said=at("14:10"), independence="independent")
    yield says("courier", "a-key-as-long-as-the-keys-of-claims-may-ever-become-in-these-log", at("14:20"))


def _corrected() -> Event:
    return denies("mayor", "arson", at("11:45"), words="no sign of it")


def _exactly(number: int) -> NumberValue:
    return NumberValue(type="number", at_least=Decimal(number), at_most=Decimal(number))


def _fields(topic: type[Event], /, **fields: object) -> Event:
    return topic.of(situation=TOWN, recorded_by="ana", **fields)


def record_town(url: str) -> None:
    """Found a log and record the town in it, entry by entry."""
    moment = [clock("0:00")]

    def desk_clock() -> datetime:
        return moment[0]

    with SituationLog.open(url, create=True, clock=desk_clock) as log:
        for hour, event in town_events():
            moment[0] = max(moment[0] + timedelta(seconds=1), clock(hour, days=1))
            log.record(event)
