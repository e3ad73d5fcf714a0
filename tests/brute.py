"""What was known at (T, R), read off the raw entries as the meaning of the log has it, with no cleverness at all.

Plain loops, nothing kept between two questions: slow, and so simple that it can be checked by reading. The laws of
test_laws.py hold the domain to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.claimvalue import ActorValue, ClaimValue, DateValue, NumberValue
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimAsserted,
    ClaimCorroborated,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    ClaimRetracted,
    ClaimsConflicted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SourceRegistered,
)
from sitlog.domain.values import AttributionMode, DenialScope, Evidence, Identification, Independence, UpdateKind
from sitlog.domain.when import Span, When, rfc3339

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
Stance = Literal["asserts", "denies", "hedges", "retracts"]
STATEMENTS: dict[type[Event], Stance] = {
    ClaimAsserted: "asserts",
    AttackAttributed: "asserts",
    ClaimCorroborated: "asserts",
    ClaimDenied: "denies",
    ClaimHedged: "hedges",
    ClaimRetracted: "retracts",
}


@dataclass(frozen=True)
class Line:
    """An entry of the log at R; its event is what it says now, None if that was redacted."""

    entry: Entry
    event: Any
    corrections: tuple[int, ...]
    written_at: datetime


@dataclass(frozen=True)
class Said:
    """A statement in the log at R."""

    line: Line
    claim: str
    source: str
    stance: Stance
    said: When
    public: When
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Frame:
    """A claim in the log at R."""

    text: str | None
    about: str | None
    aspect: str | None
    value: ClaimValue | None


# --- the log at R ---------------------------------------------------------------------------------------------------


def log_at(entries: Iterable[Entry], position: int) -> list[Line]:
    """Each entry replaced by its latest correction, minus the withdrawn, in the original order."""
    log = [each for each in entries if each.position <= position]
    redacted = {each.event.entry for each in log if isinstance(each.event, EntryRedacted)}
    redacted |= {each.position for each in log if each.event is None}
    withdrawn = {each.event.entry for each in log if isinstance(each.event, EntryWithdrawn)}
    lines = []
    for each in log:
        if each.position in redacted:
            lines.append(Line(each, None, (), each.recorded_at))
        elif each.position not in withdrawn:
            lines.append(corrected(each, log, withdrawn))
    return lines


def corrected(entry: Entry, log: Sequence[Entry], withdrawn: set[Any]) -> Line:
    """The entry as its last standing correction has it, with when its time was first written down."""
    corrections = [
        each
        for each in log
        if isinstance(each.event, EntryCorrected)
        and each.position not in withdrawn
        and original(each, log) == entry.position
    ]
    versions: list[tuple[datetime, Any]] = [(entry.recorded_at, entry.event)]
    for each in corrections:
        assert isinstance(each.event, EntryCorrected)
        versions.append((each.recorded_at, each.event.replacement))
    last = versions[-1][1]
    written = [at for at, version in versions if getattr(version, "said", None) == getattr(last, "said", None)]
    return Line(entry, last, tuple(each.position for each in corrections), written[0])


def original(entry: Entry, log: Sequence[Entry]) -> int:
    """The entry that a correction, perhaps of a correction, corrects in the end."""
    at = entry
    while isinstance(at.event, EntryCorrected):
        at = log[at.event.entry - 1]
    return at.position


# --- time -----------------------------------------------------------------------------------------------------------


def membership(when: Span, at: datetime) -> str:
    """Certain, possible, or not yet."""
    if (when.latest or LAST) <= at and when.latest is not None:
        return "certain"
    return "possible" if (when.earliest or FIRST) <= at else "not-yet"


def clamped(said: When, recorded: datetime) -> When:
    """What began before we wrote it down cannot end after we did."""
    if (said.earliest or FIRST) > recorded or (said.latest or LAST) <= recorded:
        return said
    left = [
        Span(earliest=each.earliest, latest=min(each.latest or LAST, recorded))
        for each in said.alternatives or (said,)
        if (each.earliest or FIRST) <= recorded
    ]
    latest = max(each.latest or LAST for each in left)
    return replace(said, latest=latest, alternatives=tuple(left) if len(left) > 1 else ())


def can_coincide(one: When, other: When) -> bool:
    """Whether an instant lies in both; a span is half-open, a point is itself."""
    return any(
        spans_meet(mine, theirs) for mine in one.alternatives or (one,) for theirs in other.alternatives or (other,)
    )


def spans_meet(one: Span, other: Span) -> bool:
    """Whether two spans share an instant; if they do, they share the later of their beginnings."""
    later = max(one.earliest or FIRST, other.earliest or FIRST)
    return lies_in(later, one) and lies_in(later, other)


def lies_in(instant: datetime, span: Span) -> bool:
    """Whether an instant lies in a span."""
    begin, end = span.earliest or FIRST, span.latest or LAST
    return instant == begin if begin == end else begin <= instant < end


def surely_later(one: When, other: When) -> bool:
    """Not before the other has ended, and not at the same instant."""
    return order(one)[1] >= order(other)[0] and order(one)[0] > order(other)[0]


def order(when: When) -> tuple[datetime, datetime]:
    """By the latest bound, then the earliest."""
    return when.latest or LAST, when.earliest or FIRST


# --- the story at R -------------------------------------------------------------------------------------------------


class Brute:
    """One question, answered the long way."""

    def __init__(self, entries: Iterable[Entry], asked: Asked) -> None:
        self.asked = asked
        self.lines = log_at(entries, asked.position)
        self.revisions = [
            (each.event.report, 1, each.event.published, None, each.event.body)
            if isinstance(each.event, ReportPublished)
            else (each.event.report, each.event.revision, each.event.updated, each.event.kind, each.event.body)
            for each in self.lines
            if isinstance(each.event, ReportPublished | ArticleUpdated)
        ]
        self.said = [self.statement(each) for each in self.lines if type(each.event) in STATEMENTS]

    def statement(self, line: Line) -> Said:
        event = line.event
        evidence = event.evidence
        for each in self.lines:
            if isinstance(each.event, EvidenceLinked) and each.event.entry == line.entry.position:
                evidence += each.event.evidence
        said = clamped(event.said, line.written_at)
        return Said(
            line, event.claim, event.by, STATEMENTS[type(event)], said, self.published(evidence, said), evidence
        )

    def published(self, evidence: Iterable[Evidence], said: When) -> When:
        """The earliest revision cited, or when it was said; on the other clock always the latter."""
        if self.asked.by is Clock.SAID:
            return said
        cited = [
            published
            for each in evidence
            for report, number, published, _, _ in self.revisions
            if (each.report, each.revision) == (report, number)
        ]
        return min(cited, key=order) if cited else said

    def frames(self) -> dict[str, Frame]:
        found: dict[str, Frame] = {}
        for line in self.lines:
            match line.event:
                case ClaimFramed() as event:
                    found[event.claim] = Frame(event.text, event.about, event.aspect, event.value)
                case AttackAttributed() as event if event.claim not in found:
                    text = f"{event.incident} was carried out by {event.actor}"
                    found[event.claim] = Frame(
                        text, event.incident, "actor", ActorValue(type="actor", actor=event.actor)
                    )
                case _:
                    pass
        for each in self.said:
            found.setdefault(each.claim, Frame(None, None, None, None))
        return found

    def source(self, key: str) -> SourceRegistered | None:
        found = [each.event for each in self.lines if isinstance(each.event, SourceRegistered)]
        return next((each for each in found if each.source == key), None)

    def principals(self, key: str) -> list[str]:
        """Whom a source speaks for, and whom they do; itself excluded."""
        above: list[str] = []
        voice = self.source(key)
        while voice and voice.affiliation and voice.affiliation not in (key, *above):
            above.append(voice.affiliation)
            voice = self.source(voice.affiliation)
        return above

    # --- conflicts --------------------------------------------------------------------------------------------------

    def rivals(self, claim: str) -> set[str]:
        declared = [each.event.claims for each in self.lines if isinstance(each.event, ClaimsConflicted)]
        rivals = {str(other) for claims in declared if claim in claims for other in claims}
        return (rivals | self.value_rivals(claim)) - {claim}

    def value_rivals(self, claim: str) -> set[str]:
        frames = self.frames()
        return {other for other in frames if self.evidently(frames.get(claim), frames[other])}

    @staticmethod
    def evidently(one: Frame | None, other: Frame) -> bool:
        if one is None or one.about is None or one.aspect is None:
            return False
        if (one.about, one.aspect) != (other.about, other.aspect):
            return False
        match one.value, other.value:
            case NumberValue() as a, NumberValue() as b:
                lows = [each for each in (a.at_least, b.at_least) if each is not None]
                highs = [each for each in (a.at_most, b.at_most) if each is not None]
                return a.unit == b.unit and bool(lows) and bool(highs) and max(lows) > min(highs)
            case DateValue(when=a), DateValue(when=b):
                return not can_coincide(a, b)
            case _:
                return False

    # --- standing ---------------------------------------------------------------------------------------------------

    def by(self, at: datetime, *, perhaps: bool = False) -> list[Said]:
        """The statements certain by an instant, or all that may have been made."""
        wanted = {"certain", "possible"} if perhaps else {"certain"}
        return [each for each in self.said if membership(each.public, at) in wanted]

    def standing(self, claim: str, heard: Iterable[Said], at: datetime) -> list[Said]:
        """Of each source its latest statement, unless taken back or carried no more."""
        latest: dict[str, Said] = {}
        for each in heard:
            if each.claim == claim:
                before = latest.get(each.source)
                if before is None or order(before.said) <= order(each.said):
                    latest[each.source] = each
        return [each for each in latest.values() if each.stance != "retracts" and self.carried(each, at)]

    def carried(self, said: Said, at: datetime) -> bool:
        return not said.evidence or any(not self.is_withdrawn(each.report, at) for each in said.evidence)

    def is_withdrawn(self, report: str, at: datetime) -> bool:
        out = [
            (number, kind)
            for key, number, published, kind, _ in self.revisions
            if key == report and membership(published, at) == "certain"
        ]
        return bool(out) and max(out, key=lambda each: each[0])[1] is UpdateKind.WITHDRAWAL

    def status(self, claim: str, at: datetime, *, perhaps: bool = False) -> str:
        heard = self.by(at, perhaps=perhaps)
        if not any(each.claim == claim for each in heard):
            return "not-yet-public"
        stances = {each.stance for each in self.standing(claim, heard, at)}
        if not stances:
            return "withdrawn"
        opposed = any(
            each.stance == "asserts" for rival in self.rivals(claim) for each in self.standing(rival, heard, at)
        )
        if "asserts" in stances and ("denies" in stances or opposed):
            return "disputed"
        if "denies" in stances:
            return "denied-only"
        return "unclear" if "hedges" in stances else "unchallenged"

    def phases(self, claim: str) -> list[tuple[str, datetime | None, datetime]]:
        """Each status the claim went through, with its beginning: not before, and certainly by."""
        about = [each for each in self.by(self.asked.at) if each.claim in {claim, *self.rivals(claim)}]
        moments = {each.public.latest for each in about} | {
            published.latest for _, _, published, _, _ in self.revisions
        }
        passed: list[tuple[str, datetime | None, datetime]] = []
        for moment in sorted(each for each in moments if each is not None and each <= self.asked.at):
            status = self.status(claim, moment)
            if status != (passed[-1][0] if passed else "not-yet-public"):
                came = [each.public for each in about if each.public.latest == moment]
                came = came or self.turned([each for each in about if order(each.public)[0] <= moment], moment)
                began = min(each.earliest or FIRST for each in came)
                passed.append((status, None if began == FIRST else began, moment))
        return passed

    def turned(self, about: Iterable[Said], moment: datetime) -> list[When]:
        """The revisions by which reports that carry something were withdrawn, or came back, at an instant."""
        return [
            published
            for report in {evidence.report for each in about for evidence in each.evidence}
            if self.is_withdrawn(report, moment) != self.is_withdrawn(report, moment - timedelta(microseconds=1))
            for key, number, published, _, _ in self.revisions
            if key == report and published.latest == moment
            if number
            == max(each[1] for each in self.revisions if each[0] == key and membership(each[2], moment) == "certain")
        ]

    # --- remarks and counts -----------------------------------------------------------------------------------------

    def now(self, claim: str) -> list[Said]:
        return self.standing(claim, self.by(self.asked.at), self.asked.at)

    def asserting(self, claim: str) -> list[Said]:
        return [each for each in self.now(claim) if each.stance == "asserts"]

    def lineages(self, said: Iterable[Said]) -> set[str]:
        """Of affiliated sources one; a corroboration counts if declared independent, or if there is nothing else."""
        own, shared = set(), set()
        for each in said:
            origin = [each.source, *self.principals(each.source)][-1]
            if not isinstance(each.line.event, ClaimCorroborated):
                own.add(origin)
            elif each.line.event.independence is Independence.INDEPENDENT:
                own.add(each.source)
            else:
                shared.add(origin)
        return own or set(list(shared)[:1])

    def sides(self, claim: str) -> list[list[Said]]:
        standing = self.now(claim)
        stances = {each.stance for each in standing}
        return [[each for each in standing if each.stance == stance] for stance in stances]

    def disowners(self, source: str) -> set[str]:
        """The principals that deny to be behind something that this source asserts."""
        return {
            each.source
            for claim in self.frames()
            if any(mine.source == source for mine in self.asserting(claim))
            for each in self.now(claim)
            if self.denies_authorship(each) and each.source in self.principals(source)
        }

    @staticmethod
    def denies_authorship(said: Said) -> bool:
        return isinstance(said.line.event, ClaimDenied) and said.line.event.scope is DenialScope.AUTHORSHIP

    def remarks(self, claim: str) -> list[str]:
        found = {
            "corroborated": len(self.lineages(self.asserting(claim))) >= 2,
            "one-lineage": any(len(side) >= 2 and len(self.lineages(side)) == 1 for side in self.sides(claim)),
            "split": self.split(claim),
            "disowned": self.disowned(claim),
            "self-conflicting": self.self_conflicting(claim),
            "superseded": self.superseded(claim),
        }
        return [remark for remark, holds in found.items() if holds]

    def split(self, claim: str) -> bool:
        against = [each.source for each in self.now(claim) if each.stance == "denies"]
        against += [each.source for rival in self.rivals(claim) for each in self.asserting(rival)]
        for voice in {each.source for each in self.asserting(claim)}:
            if any(other != voice and self.spoken_for(voice) & self.spoken_for(other) for other in against):
                return True
        return False

    def spoken_for(self, voice: str) -> set[str]:
        """The principals of a voice but those that disowned it."""
        return set(self.principals(voice)) - self.disowners(voice)

    def disowned(self, claim: str) -> bool:
        asserting = self.asserting(claim)
        for denial in self.now(claim):
            if self.denies_authorship(denial) and any(
                denial.source in self.principals(each.source) for each in asserting
            ):
                return True
        return bool(asserting) and all(
            isinstance(each.line.event, AttackAttributed)
            and each.line.event.mode in {AttributionMode.SELF_CLAIM, AttributionMode.APPARENT_SELF_CLAIM}
            and each.line.event.actor in self.disowners(each.source)
            for each in asserting
        )

    def self_conflicting(self, claim: str) -> bool:
        def revisions(key: str) -> set[tuple[str, int]]:
            return {(cited.report, cited.revision) for each in self.asserting(key) for cited in each.evidence}

        return any(revisions(claim) & revisions(rival) for rival in self.value_rivals(claim))

    def superseded(self, claim: str) -> bool:
        frames = self.frames()
        mine = frames[claim]
        if mine.about is None or mine.aspect is None or mine.value is None:
            return False
        newer = [
            each
            for other, frame in frames.items()
            if (frame.about, frame.aspect) == (mine.about, mine.aspect) and frame.value not in (None, mine.value)
            for each in self.asserting(other)
        ]
        asserting = self.asserting(claim)
        return bool(asserting) and all(
            any(each.source == old.source and surely_later(each.said, old.said) for each in newer) for old in asserting
        )

    def counts(self, claim: str) -> dict[str, int]:
        sources = {each.source for each in self.now(claim)}
        unnamed = {Identification.UNNAMED_INDIVIDUAL, Identification.UNNAMED_GROUP}
        return {
            "statements": sum(1 for each in self.by(self.asked.at) if each.claim == claim),
            "sources": len(sources),
            "lineages": sum(len(self.lineages(side)) for side in self.sides(claim)),
            "unnamed": sum(1 for each in sources if (voice := self.source(each)) and voice.identification in unnamed),
        }

    # --- the answer -------------------------------------------------------------------------------------------------

    def document(self, situation: str, *, everything: bool) -> dict[str, Any]:
        claims = [self.claim(key, frame) for key, frame in sorted(self.frames().items(), key=self.place)]
        listed = [each for each in claims if each["statements"] or everything]
        about = {each["about"] for each in listed}
        incidents = {each.event.incident: each.event for each in self.lines if isinstance(each.event, IncidentReported)}
        return {
            "format": "sitlog.known/1",
            "situation": situation,
            "asked": self.asked.model_dump(mode="json"),
            "claims": listed,
            "reports": [told for key in sorted({each[0] for each in self.revisions}) if (told := self.report(key))],
            "incidents": [self.incident(each) for key, each in sorted(incidents.items()) if everything or key in about],
            "redacted": [
                {"entry": each.entry.position, "recorded_at": rfc3339(each.entry.recorded_at), "type": each.entry.type}
                for each in self.lines
                if each.event is None
            ],
        }

    def place(self, framed: tuple[str, Frame]) -> tuple[object, ...]:
        """Claims in the order of their first statements; those without any at the end."""
        times = [order(each.public) for each in self.said if each.claim == framed[0]]
        return (0, min(times), framed[0]) if times else (1, (LAST, LAST), framed[0])

    def claim(self, key: str, frame: Frame) -> dict[str, Any]:
        phases = self.phases(key)
        status = self.status(key, self.asked.at)
        perhaps = None if self.asked.strict else self.status(key, self.asked.at, perhaps=True)
        told = [each for each in self.said if each.claim == key and self.shown(each.public)]
        told.sort(key=lambda each: (*order(each.public), each.line.entry.position))
        assert status == (phases[-1][0] if phases else "not-yet-public")
        return {
            "claim": key,
            "text": frame.text,
            "about": frame.about,
            "aspect": frame.aspect,
            "value": frame.value.model_dump(mode="json", exclude_defaults=True) if frame.value else None,
            "status": status,
            "perhaps": None if perhaps == status else perhaps,
            "against": sorted(self.rivals(key) & self.all_asserted()) if key in self.all_asserted() else [],
            "since": bounds(*phases[-1][1:]) if phases else None,
            "earlier": [
                {"status": phase[0], "since": bounds(*phase[1:]), "until": bounds(*after[1:])}
                for phase, after in pairwise(phases)
            ],
            "remarks": self.remarks(key),
            "corrected_by_publisher": self.marks(key),
            "counts": self.counts(key),
            "statements": [self.told(each) for each in told],
        }

    def marks(self, claim: str) -> list[dict[str, Any]]:
        corrections = [
            (each.event, each.entry.position)
            for each in self.lines
            if isinstance(each.event, ArticleUpdated)
            and claim in each.event.wrong + each.event.replaced_by
            and self.shown(each.event.updated)
        ]
        return [
            {
                "report": event.report,
                "revision": event.revision,
                "entry": position,
                "says": "wrong" if claim in event.wrong else "replacement",
                "membership": membership(event.updated, self.asked.at),
            }
            for event, position in sorted(corrections, key=lambda each: (each[0].report, each[1]))
        ]

    def all_asserted(self) -> set[str]:
        return {each.claim for each in self.said if self.asserting(each.claim)}

    def shown(self, public: When) -> bool:
        return membership(public, self.asked.at) in ({"certain"} if self.asked.strict else {"certain", "possible"})

    def told(self, said: Said) -> dict[str, Any]:
        event, entry = said.line.event, said.line.entry
        particulars = ("scope", "mode", "actor", "independence", "hedge", "words", "relayed_by", "note")
        return {
            "entry": entry.position,
            "source": said.source,
            "stance": said.stance,
            **{name: value for name in particulars if (value := getattr(event, name, None)) is not None},
            "membership": membership(said.public, self.asked.at),
            "standing": said in self.now(said.claim),
            "said": time(said.said),
            **({"public": time(said.public)} if said.public != said.said else {}),
            "recorded_at": rfc3339(entry.recorded_at),
            **({"corrected_by": list(said.line.corrections)} if said.line.corrections else {}),
            "evidence": [each.model_dump(mode="json") for each in said.evidence],
        }

    def report(self, key: str) -> dict[str, Any] | None:
        """The newest revision that may be out, and the newest that certainly is."""
        out = [
            (number, membership(published, self.asked.at), body)
            for report, number, published, _, body in self.revisions
            if report == key and self.shown(published)
        ]
        if not out:
            return None
        number, how, body = max(out, key=lambda each: each[0])
        certain = [each[0] for each in out if each[1] == "certain"]
        return {
            "report": key,
            "revision": number,
            "membership": how,
            "held": body is not None,
            "certain": max(certain, default=None),
        }

    def incident(self, event: IncidentReported) -> dict[str, Any]:
        return {
            "incident": event.incident,
            "kind": event.kind,
            "title": event.title,
            "by": event.by,
            "place": event.place,
            "occurred": time(event.occurred),
            "membership": membership(event.occurred, self.asked.at),
        }


def bounds(earliest: datetime | None, latest: datetime | None) -> dict[str, str | None]:
    return {
        "earliest": None if earliest is None else rfc3339(earliest),
        "latest": None if latest is None else rfc3339(latest),
    }


def time(when: When) -> dict[str, Any]:
    told: dict[str, Any] = {
        **bounds(when.earliest, when.latest),
        "precision": when.precision.value,
        "zone": when.zone,
        "words": when.words,
    }
    if when.alternatives:
        told["alternatives"] = [bounds(each.earliest, each.latest) for each in when.alternatives]
    return told


def known(situation: str, entries: Iterable[Entry], asked: Asked, *, everything: bool = False) -> dict[str, Any]:
    """The whole answer, as the JSON of `known`."""
    return Brute(entries, asked).document(situation, everything=everything)
