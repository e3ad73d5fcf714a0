"""Random logs of the town: much happens, is denied, corrected, withdrawn, redacted; all of it may be recorded."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from sitlog.domain.claimvalue import DateValue, NumberValue
from sitlog.domain.entry import Entry
from sitlog.domain.errors import RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    BriefingIssued,
    ClaimAsserted,
    ClaimAssessed,
    ClaimCorroborated,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    ClaimsConflicted,
    EntryCorrected,
    EvidenceCaptured,
    IncidentReported,
    ReportPublished,
    SourceAssessed,
    SourceRegistered,
)
from sitlog.domain.values import (
    AttributionMode,
    DenialScope,
    Evidence,
    Independence,
    Reliability,
    UpdateKind,
)
from sitlog.domain.when import Precision, Span, When, hull
from tests import given
from tests.given import TOWN, asked_at
from tests.holdings import MemoryHoldings

HOUR = timedelta(hours=1)
DAWN = given.clock("6:00")
TIMES = [DAWN + hours * HOUR for hours in range(16)]
SOURCES = ["town-hall", "clerk", "officer", "paper", "gang", "blog"]
FRAMED = ["two-dead", "three-dead", "some-dead", "began-at-noon", "began-at-dusk", "arson", "post"]
CLAIMS = [*FRAMED, "fire-by-gang", "fire-by-clerk"]
REPORTS = ["news", "bulletin"]

sources, reports, instants = st.sampled_from(SOURCES), st.sampled_from(REPORTS), st.sampled_from(TIMES)
# Most of it is about a few things, so that voices meet.
claims = st.sampled_from([*CLAIMS, *["two-dead", "three-dead", "post"] * 4])


def _span(one: datetime, other: datetime | None) -> Span:
    return Span(earliest=one if other is None else min(one, other), latest=other if other is None else max(one, other))


def _when(*spans: Span) -> When:
    bounds = hull(spans)
    return When(
        earliest=bounds.earliest,
        latest=bounds.latest,
        precision=Precision.HOUR,
        alternatives=spans if len(spans) > 1 else (),
    )


begun = st.builds(_span, instants, instants | st.none())
spans = st.one_of(
    begun,
    instants.map(lambda at: Span(earliest=None, latest=at)),
)
whens = st.one_of(instants.map(When.at), instants.map(When.at), spans.map(_when), st.builds(_when, begun, begun))
cited = st.builds(Evidence, report=reports, revision=st.sampled_from([1, 1, 1, 2, 3]))
some_evidence = st.lists(cited, min_size=1, max_size=2).map(tuple)
evidence = st.just(()) | some_evidence
values = st.one_of(
    st.none(),
    st.builds(NumberValue, type=st.just("number"), at_least=st.integers(1, 3), unit=st.sampled_from([None, "people"])),
    st.builds(NumberValue, type=st.just("number"), at_most=st.integers(1, 3)),
    st.builds(DateValue, type=st.just("date"), when=whens),
)


def _made(kind: type[Event], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    return st.builds(kind.of, situation=st.just(TOWN), **fields)


def _itself(strategy: st.SearchStrategy[Event]) -> st.SearchStrategy[Event]:
    return strategy


def _stated(make: Callable[..., Event], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    return st.builds(make, sources, claims, whens, evidence=evidence, **fields)


statements = st.one_of(
    _stated(given.says),
    _stated(given.says, relayed_by=sources, hedge=st.just("apparently")),
    _stated(given.denies, scope=st.sampled_from([DenialScope.TRUTH, DenialScope.AUTHORSHIP])),
    _stated(given.unclear, words=st.just("nobody knows")),
    st.builds(
        given.denies, st.sampled_from(["gang", "town-hall"]), claims, whens, scope=st.just(DenialScope.AUTHORSHIP)
    ),
    _made(
        ClaimCorroborated,
        by=sources,
        claim=claims,
        said=whens,
        independence=st.sampled_from(Independence),
        evidence=evidence,
    ),
    _made(
        AttackAttributed,
        incident=st.just("fire"),
        actor=st.sampled_from(["gang", "clerk"]),
        by=sources,
        said=whens,
        mode=st.sampled_from(AttributionMode),
        evidence=evidence,
    ),
)
conflicts = _made(
    ClaimsConflicted,
    claims=st.lists(claims, min_size=2, max_size=3, unique=True).map(tuple),
    declared_by=st.just("recorder") | sources,
    reason=st.just("not both"),
)


@cache
def updates(report: str, revision: int) -> st.SearchStrategy[Event]:
    revised = _made(
        ArticleUpdated,
        report=st.just(report),
        revision=st.just(revision),
        kind=st.sampled_from([UpdateKind.UPDATE, UpdateKind.WITHDRAWAL, UpdateKind.WITHDRAWAL, UpdateKind.REFILE]),
        updated=whens,
        body=st.sampled_from([None, "All that is known."]),
    )
    corrected = _made(
        ArticleUpdated,
        report=st.just(report),
        revision=st.just(revision),
        kind=st.just(UpdateKind.CORRECTION),
        updated=whens,
        wrong=st.lists(claims, max_size=2, unique=True).map(tuple),
        replaced_by=st.lists(claims, max_size=1).map(tuple),
    )
    return revised | corrected


@cache
def framings(claim: str) -> st.SearchStrategy[Event]:
    return _made(
        ClaimFramed,
        claim=st.just(claim),
        text=st.just("So it was"),
        about=st.sampled_from(["fire", None]),
        aspect=st.sampled_from(["deaths", "beginning", None]),
        value=values,
    )


@cache
def registrations(source: str) -> st.SearchStrategy[Event]:
    return _made(
        SourceRegistered,
        source=st.just(source),
        name=st.just("Somebody"),
        kind=st.just("person"),
        identification=st.sampled_from(["named", "unnamed_individual"]),
        affiliation=st.none() | sources,
    )


@cache
def publications(report: str) -> st.SearchStrategy[Event]:
    return _made(ReportPublished, report=st.just(report), outlet=sources, title=st.just("News"), published=whens)


happenings = _made(
    IncidentReported,
    incident=st.just("fire"),
    kind=st.just("fire"),
    title=st.just("Fire"),
    by=sources,
    occurred=whens,
)
judgements = st.one_of(
    _made(SourceAssessed, source=sources, analyst=st.just("ada"), reliability=st.sampled_from(Reliability)),
    _made(ClaimAssessed, claim=claims, analyst=st.just("ada"), credibility=st.integers(1, 6)),
    _made(
        BriefingIssued,
        audience=st.just("mayor"),
        asked=instants.map(asked_at),
        digest=st.just("0" * 64),
        claims=claims.map(lambda claim: (claim,)),
    ),
    _made(
        EvidenceCaptured,
        report=reports,
        revision=st.integers(1, 2),
        sha256=st.just("0" * 64),
        captured=whens,
        method=st.just("by hand"),
    ),
)
revisions = st.sampled_from([updates(report, revision) for report in REPORTS for revision in (2, 3, 4)]).flatmap(
    _itself
)
introductions = st.sampled_from(
    [*map(framings, CLAIMS), *map(registrations, SOURCES), *map(publications, REPORTS)]
).flatmap(_itself)


def replacements(event: Event | None) -> st.SearchStrategy[Event]:
    """What an entry could have been instead: of its kind, with the key it introduced."""
    match event:
        case EntryCorrected(replacement=replacement):
            instead = replacements(replacement)
        case SourceRegistered(source=source):
            instead = registrations(source)
        case ClaimFramed(claim=claim):
            instead = framings(claim)
        case ReportPublished(report=report):
            instead = publications(report)
        case ArticleUpdated(report=report, revision=revision):
            instead = updates(report, revision)
        case IncidentReported():
            instead = happenings
        case ClaimsConflicted():
            instead = conflicts
        case _:
            instead = statements
    return instead


DEEDS = ["say"] * 20 + ["retract"] * 4 + ["update"] * 3 + ["conflict"] * 2 + ["correct"] * 6 + ["link"] * 2
DEEDS += ["withdraw", "redact", "introduce", "judge"]


def attempt(draw: st.DrawFn, log: Sequence[Entry]) -> Event:
    """Something that somebody tries to record next; the rules may refuse it."""
    deed = draw(st.sampled_from(DEEDS))
    told = {"say": statements, "update": revisions, "conflict": conflicts, "introduce": introductions}
    if deed in told or deed == "judge":
        event: Event = draw(told.get(deed, judgements))
        return event
    # What came last is most often what somebody sees to be wrong.
    entry = max(1, len(log) - draw(st.integers(0, 24)))
    match deed:
        case "retract":
            made = [each.event for each in log if isinstance(each.event, ClaimAsserted | ClaimDenied | ClaimHedged)]
            before = draw(st.sampled_from(made)) if made else None
            by, about = (before.by, before.claim) if before else ("paper", "post")
            return given.retracts(by, about, draw(whens), evidence=draw(evidence))
        case "correct":
            replacement = draw(replacements(log[entry - 1].event))
            return given.corrects(entry, replacement)
        case "link":
            return given.links(entry, *draw(some_evidence))
        case "withdraw":
            return given.withdraws(entry)
        case _:
            return given.redacts(entry)


PRELUDE: list[Event] = [
    given.opened(),
    given.source("town-hall"),
    given.source("clerk", of="town-hall"),
    given.source("officer", of="town-hall", identification="unnamed_individual"),
    given.source("paper", kind="outlet"),
    given.source("gang", kind="group"),
    given.source("blog", kind="channel", of="gang"),
    given.incident("fire", by="paper", occurred=given.between("9:00", "10:00")),
    given.claim("two-dead", about="fire", aspect="deaths", value={"type": "number", "at_least": 2, "at_most": 2}),
    given.claim("three-dead", about="fire", aspect="deaths", value={"type": "number", "at_least": 3, "at_most": 3}),
    given.claim("some-dead", about="fire", aspect="deaths", value={"type": "number", "at_least": 1}),
    given.claim("began-at-noon", about="fire", aspect="beginning", value={"type": "date", "when": given.at("12:00")}),
    given.claim(
        "began-at-dusk",
        about="fire",
        aspect="beginning",
        value={"type": "date", "when": given.between("18:00", "20:00")},
    ),
    given.claim("arson", about="fire"),
    given.claim("post"),
    given.report("news", outlet="paper", published=given.between("11:00", "13:00")),
    given.report("bulletin", outlet="town-hall", published=given.at("14:00")),
]


def town() -> MemoryHoldings:
    """The log before anything is said."""
    holdings = MemoryHoldings()
    holdings.admit(*PRELUDE, now=DAWN)
    return holdings


_TOWN = town()


@st.composite
def logs(draw: st.DrawFn, *, most: int = 20) -> list[Entry]:
    """A log in which everything was admitted by the rules, at recorded times that never go back and are often equal."""
    holdings = deepcopy(_TOWN)
    now = DAWN
    for _ in range(draw(st.integers(0, most))):
        now += draw(st.sampled_from([0, 0, 0, 1, 3])) * HOUR
        with suppress(RefusedBatch):
            holdings.admit(attempt(draw, holdings.entries), now=now)
    return holdings.entries
