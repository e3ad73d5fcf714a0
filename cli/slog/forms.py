"""Every sentence of a .slog file, in one table: reading, writing, completion and docs/slog.md follow from it."""

from dataclasses import replace

from sitlog.cli.slog.form import Attribute, Form, Verb
from sitlog.cli.slog.keys import Declarer, Doer, Entry, Key, NewRevision, Revision, Rivals
from sitlog.cli.slog.parts import Literal, Part
from sitlog.cli.slog.phrases import Origin, Scope, Voice, Worth
from sitlog.cli.slog.spans import Moment, Time, TimeWords, TimeZone
from sitlog.cli.slog.words import Choice, Digest, Flag, Text, Whole, Words
from sitlog.domain.asked import Clock
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
    ClaimRetracted,
    ClaimsConflicted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceCaptured,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SituationOpened,
    SourceAssessed,
    SourceRegistered,
)
from sitlog.domain.values import AttributionMode, Confidence, Kind, Likelihood, Reliability, UpdateKind

COMMON = (
    Attribute("note", Words("note", prose=True)),
    Attribute("external-id", Words("external_id", bare=True)),
    Attribute("recorded-by", Words("recorded_by", bare=True)),
)
TIMED = (Attribute("time-words", TimeWords()), Attribute("time-zone", TimeZone()))
HEDGE = Attribute("hedge", Words("hedge"))
CONFIDENCE = Attribute("confidence", Choice("confidence", words=Confidence), inline=True)
REASON = Attribute("reason", Words("reason", prose=True))
URL = Attribute("url", Words("url", bare=True))
BODY = Attribute("body", Words("body", long=True))
OCCURRED = (Attribute("kind", Words("kind", bare=True), inline=True), Attribute("place", Words("place")))

CLAIM = Key("claim")
WORDS = Text("words", optional=True)
ACTOR = Key("actor", kind=Kind.SOURCE)
DOER = Doer("actor", kind=Kind.SOURCE)
INCIDENT = Key("incident", kind=Kind.INCIDENT)


def _declaration(event: type[Event], opening: str, *parts: Part, attributes: tuple[Attribute, ...] = ()) -> Form:
    return Form(event, tuple(opening.split()), parts, (*attributes, *COMMON))


def _statement(event: type[Event], verb: str, *parts: Part, attributes: tuple[Attribute, ...] = ()) -> Verb:
    said, by = Time("said"), Key("by", kind=Kind.SOURCE)
    return Verb(event, tuple(verb.split()), (*parts, WORDS), (*attributes, *TIMED, *COMMON), said, by, {})


def _attribution(mode: AttributionMode, verb: str, *parts: Part) -> Verb:
    return replace(_statement(AttackAttributed, verb, *parts, attributes=(HEDGE,)), fixed={"mode": mode})


def _sentence(
    event: type[Event], when: str, who: Key, verb: str, *parts: Part, attributes: tuple[Attribute, ...]
) -> Verb:
    return Verb(event, (verb,), parts, (*attributes, *TIMED, *COMMON), Time(when), who, {})


FORMS = (
    _declaration(
        SituationOpened,
        "situation",
        Key("situation", kind=Kind.SITUATION, new=True),
        Text("title"),
        Literal("zone"),
        Words("zone", bare=True),
    ),
    _declaration(
        SourceRegistered,
        "source",
        Key("source", kind=Kind.SOURCE, new=True),
        Text("name"),
        Voice(),
        attributes=(Attribute("of", Key("affiliation", kind=Kind.SOURCE), inline=True),),
    ),
    _declaration(
        ReportPublished,
        "report",
        Key("report", kind=Kind.REPORT, new=True),
        Key("outlet", kind=Kind.SOURCE),
        Text("title"),
        Literal("published"),
        Time("published"),
        attributes=(URL, BODY, *TIMED),
    ),
    _declaration(
        EvidenceCaptured,
        "capture",
        Revision(),
        Literal("captured"),
        Time("captured"),
        attributes=(
            Attribute("sha256", Digest("sha256")),
            Attribute("method", Words("method", bare=True)),
            Attribute("archive-url", Words("archive_url", bare=True)),
            *TIMED,
        ),
    ),
    _declaration(
        IncidentReported,
        "incident",
        Key("incident", kind=Kind.INCIDENT, new=True),
        Text("title"),
        Literal("by"),
        Key("by", kind=Kind.SOURCE),
        Literal("occurred"),
        Time("occurred"),
        attributes=(*OCCURRED, *TIMED),
    ),
    _declaration(
        ClaimFramed,
        "claim",
        Key("claim", new=True),
        Text("text"),
        attributes=(
            Attribute("about", Key("about", kind=Kind.INCIDENT), inline=True),
            Attribute("aspect", Words("aspect", bare=True), inline=True),
            Attribute("value", Worth("value"), inline=True),
            *TIMED,
        ),
    ),
    _declaration(
        ClaimsConflicted,
        "conflict",
        Rivals("claims"),
        Literal("by"),
        Declarer("declared_by", kind=Kind.SOURCE),
        Text("reason"),
    ),
    _statement(ClaimAsserted, "says", CLAIM, attributes=(HEDGE, Attribute("via", Key("relayed_by", kind=Kind.SOURCE)))),
    _statement(ClaimDenied, "denies", Scope(), CLAIM),
    _statement(ClaimHedged, "unclear", CLAIM),
    _statement(ClaimCorroborated, "corroborates", CLAIM, Origin()),
    _statement(ClaimRetracted, "retracts", CLAIM),
    _attribution(AttributionMode.ACCUSATION, "blames", ACTOR, Literal("for"), INCIDENT),
    _attribution(AttributionMode.ASSESSMENT, "attributes", INCIDENT, Literal("to"), ACTOR),
    _attribution(AttributionMode.SELF_CLAIM, "claims", INCIDENT, Literal("for"), DOER),
    _attribution(AttributionMode.APPARENT_SELF_CLAIM, "apparently claims", INCIDENT, Literal("for"), DOER),
    _sentence(
        ReportPublished,
        "published",
        Key("outlet", kind=Kind.SOURCE),
        "publishes",
        Key("report", kind=Kind.REPORT, new=True),
        Text("title"),
        attributes=(URL, BODY),
    ),
    _sentence(
        ArticleUpdated,
        "updated",
        Key("report", kind=Kind.REPORT),
        "updates",
        Literal("to"),
        NewRevision("revision"),
        Text("notice", optional=True),
        attributes=(
            Attribute("as", Choice("kind", words=UpdateKind), inline=True),
            Attribute("changes", Words("changes", prose=True)),
            Attribute("title", Words("title")),
            Attribute("wrong", Key("wrong", many=True)),
            Attribute("replaced-by", Key("replaced_by", many=True)),
            BODY,
        ),
    ),
    _sentence(
        IncidentReported,
        "occurred",
        Key("by", kind=Kind.SOURCE),
        "reports",
        Key("incident", kind=Kind.INCIDENT, new=True),
        Text("title"),
        attributes=OCCURRED,
    ),
    _declaration(
        SourceAssessed,
        "assess source",
        Key("source", kind=Kind.SOURCE),
        Literal("by"),
        Words("analyst", bare=True),
        attributes=(
            Attribute("reliability", Choice("reliability", words=Reliability), inline=True),
            CONFIDENCE,
            REASON,
        ),
    ),
    _declaration(
        ClaimAssessed,
        "assess claim",
        CLAIM,
        Literal("by"),
        Words("analyst", bare=True),
        attributes=(
            Attribute("credibility", Whole("credibility"), inline=True),
            Attribute("likelihood", Choice("likelihood", words=Likelihood), inline=True),
            CONFIDENCE,
            REASON,
        ),
    ),
    _declaration(EvidenceLinked, "link", Entry("entry")),
    _declaration(
        BriefingIssued,
        "brief",
        Text("audience"),
        attributes=(
            Attribute("at", Moment("asked.at"), inline=True),
            Attribute("recorded-at", Moment("asked.recorded_at"), inline=True),
            Attribute("by", Choice("asked.by", words=Clock, default=Clock.SAID), inline=True),
            Attribute("strict", Flag("asked.strict"), inline=True),
            Attribute("position", Whole("asked.position")),
            Attribute("root", Words("asked.root", bare=True)),
            Attribute("digest", Digest("digest")),
            Attribute("used", Key("claims", many=True)),
        ),
    ),
    _declaration(EntryCorrected, "correct", Entry("entry"), Text("reason")),
    _declaration(EntryWithdrawn, "withdraw", Entry("entry"), Text("reason")),
    _declaration(EntryRedacted, "redact", Entry("entry"), Text("basis")),
)
VERBS = {form.opening: form for form in FORMS if isinstance(form, Verb)}
DECLARATIONS = {form.opening: form for form in FORMS if form.opening not in VERBS}


def form_of(event: Event) -> Form:
    """Give the form in which an event is written."""
    return next(form for form in FORMS if form.writes(event))
