"""All entries that ever bore on the statuses of claims: found by tags, at the cost of these and not of the others."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.conflict import incompatible
from sitlog.domain.effective import CHANGING, worded
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    ClaimFramed,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceLinked,
    ReportPublished,
    Statement,
)
from sitlog.domain.story import Claim
from sitlog.domain.values import ClaimId, IncidentId, Kind, ReportId
from sitlog.projections.claims import claims
from sitlog.projections.walk import Part
from sitlog.store import codec
from sitlog.store.log import SituationLog
from sitlog.store.passed import Passed
from sitlog.store.selection import Selection
from sitlog.store.touching import Places, surroundings

_AT_ONCE = 500  # claims
_OF_A_REPORT = {ReportPublished.TOPIC, ArticleUpdated.TOPIC, EntryCorrected.TOPIC}
_CITED = re.compile(rb'"report":"([^"]+)"')  # a key of evidence: within a text, quotation marks are escaped
_WITHDRAWS = b'"kind":"withdrawal"'  # a key, as above
_DOING = CHANGING | {EvidenceLinked.TOPIC}
_Aspect = tuple[IncidentId | None, str | None]


def bearing_on(log: SituationLog, situation: str, claim: ClaimId, *, until: int) -> list[Entry]:
    """Give, in order, the entries up to a position on a claim, on those ever in conflict with it, and on their reports.

    With them comes all that was done to them. Played up to any position, they give the claim the statuses that
    the whole situation gives it.
    """
    bearing = Bearing(log, situation, until)
    return list(bearing.entries({claim} | bearing.against({claim}), Clock.PUBLICATION))


def parts(log: SituationLog, situation: str, asked: Asked, wanted: Iterable[ClaimId]) -> Iterator[Part]:
    """Give claims in parts of some size, or, where more were ever in conflict with one another, as large as needed.

    With each claim come those ever in conflict with it, those in conflict with these, and so on; and all entries, up
    to the position asked for, that bear on their statuses on the public clock.
    """
    bearing, seen = Bearing(log, situation, asked.position), set[ClaimId]()
    ahead = (each for each in wanted if each not in seen)
    while some := set(islice(ahead, _AT_ONCE)):
        together = bearing.closed(some)
        seen |= together
        yield Part(together, bearing.entries(together, asked.by), Passed(log))


def claims_of(log: SituationLog, situation: str) -> list[ClaimId]:
    """Give all claims that entries of a situation ever named, in the order of their keys."""
    named = codec.naming(situation, Kind.CLAIM, "")
    return [ClaimId(each.removeprefix(named)) for each in log.read().ledger.tag_names(named)]


class Bearing:
    """What a log held up to a position of a situation's claims, of what they conflict with, and of their reports."""

    def __init__(self, log: SituationLog, situation: str, until: int) -> None:
        """Have looked at nothing yet."""
        self._log, self._situation, self._until = log, situation, until
        self._aspects: dict[IncidentId, list[Claim]] = {}

    def against(self, wanted: Collection[ClaimId]) -> set[ClaimId]:
        """Give the claims ever in conflict with any of these."""
        own = list(self._said(Kind.CLAIM, wanted, ClaimFramed, ClaimsConflicted))
        conflicts = (each.event for each in own if isinstance(each.event, ClaimsConflicted))
        declared = {claim for event in conflicts for claim in event.claims}
        return declared | self._framed_against(each for each in _framed(own) if each.claim in wanted)

    def closed(self, wanted: Collection[ClaimId]) -> set[ClaimId]:
        """Give these claims with those ever in conflict with them, with those in conflict with these, and so on."""
        found, ahead = set[ClaimId](), set(wanted)
        while ahead:
            found |= ahead
            ahead = self.against(ahead) - found
        return found

    def entries(self, wanted: Collection[ClaimId], by: Clock) -> Selection:
        """Select the entries on some claims and on their reports, with all that was done to them.

        By when statements were said, reports decide nothing that were never withdrawn.
        """
        own = self._surrounded(self._places(Kind.CLAIM, wanted))
        cited = {ReportId(key.decode()) for _, written in self._written(own) for key in _CITED.findall(written)}
        reports = self._places(Kind.REPORT, self._deciding(cited, by), _OF_A_REPORT)
        return self._log.read().at(own | self._surrounded(reports))

    def touched(self, changes: Places, by: Clock) -> set[ClaimId]:
        """Give the claims whose statuses changes of our own may have changed, but for those in conflict with them."""
        found, seen = set[ClaimId](), set[int]()
        ahead = self._surrounded(changes)
        while ahead:
            seen |= ahead
            linked, reports = dict[int, None](), set[ReportId]()
            for each in map(worded, self._log.read().at(ahead)):
                match each.event:
                    case ClaimsConflicted(claims=several):
                        found.update(several)
                    case ClaimFramed() | Statement():
                        found.add(ClaimId(getattr(each.event, "claim", "")))
                    case EvidenceLinked(entry=at):
                        linked[at] = None
                    case ReportPublished(report=report) | ArticleUpdated(report=report):
                        reports.add(report)
                    case _:
                        pass
            ahead = self._surrounded({**linked, **self._places(Kind.REPORT, self._deciding(reports, by))}) - seen
        return found

    def _framed_against(self, mine: Iterable[Claim]) -> set[ClaimId]:
        """Give the claims that ever gave the same aspect a value which excludes one that these ever gave it."""
        valued = defaultdict[_Aspect, list[Claim]](list)
        for each in mine:
            if each.about is not None and each.aspect is not None:
                valued[each.about, each.aspect].append(each)
        others = self._about({about for about, _ in valued if about is not None})
        beside = ((other, valued.get((other.about, other.aspect), ())) for other in others)
        return {other.claim for other, same in beside if any(incompatible(other, each) for each in same)}

    def _about(self, incidents: Collection[IncidentId]) -> Iterator[Claim]:
        """Give the claims that ever gave an aspect of some incidents a value; of each incident they are read once."""
        missing = {each for each in incidents if each not in self._aspects}
        self._aspects |= {each: [] for each in missing}
        for each in _framed(self._said(Kind.INCIDENT, missing, ClaimFramed)):
            if each.about in missing:
                self._aspects[each.about].append(each)
        return (claim for each in incidents for claim in self._aspects[each])

    def _deciding(self, reports: set[ReportId], by: Clock) -> set[ReportId]:
        """Give those of some reports that may decide something."""
        if by is Clock.PUBLICATION:
            return reports
        updates = self._places(Kind.REPORT, reports, {ArticleUpdated.TOPIC, EntryCorrected.TOPIC})
        withdrawing = [at for at, written in self._written(updates) if _WITHDRAWS in written]
        said = (each.event for each in map(worded, self._log.read().at(withdrawing)))
        return {each.report for each in said if isinstance(each, ArticleUpdated)}

    def _said(self, kind: Kind, keys: Collection[str], *events: type[Event]) -> Iterator[Entry]:
        """Give what entries that name any of these things say, or correct another to, if that is one of some events."""
        types = {EntryCorrected.TOPIC, *(each.TOPIC for each in events)}
        said = map(worded, self._log.read().at(self._places(kind, keys, types)))
        return (each for each in said if isinstance(each.event, events))

    def _written(self, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Give the events of entries as they are written: to look for something in each costs less than to make it."""
        return ((each.position, each.payload) for each in self._log.read().at(places).stored() if each.payload)

    def _places(self, kind: Kind, keys: Collection[str], types: Collection[str] = ()) -> Places:
        """Give where the entries, of some types, are that name any of these things, and of which type each is."""
        tags = [codec.naming(self._situation, kind, each) for each in keys]
        places = self._log.read().ledger.tagged(tags, until=self._until).values()
        return {at: type_ for each in places for at, type_ in each if not types or type_ in types}

    def _surrounded(self, places: Places) -> set[int]:
        return surroundings(self._log, places, until=self._until, types=_DOING)


def _framed(entries: Iterable[Entry]) -> Iterator[Claim]:
    for each in entries:
        yield from claims.folded([each]).values()
