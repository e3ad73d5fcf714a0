"""Which briefings a change of our own overtook: their questions answered from the log before it and after."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sitlog.domain.answer import document
from sitlog.domain.effective import worded
from sitlog.domain.entry import Entry
from sitlog.domain.events import (
    ArticleUpdated,
    BriefingIssued,
    ClaimAssessed,
    ClaimDenied,
    ClaimFramed,
    ClaimsConflicted,
    EntryRedacted,
    EvidenceCaptured,
    EvidenceLinked,
    SourceAssessed,
    SourceRegistered,
    Statement,
)
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, DenialScope, Position, ReportId, SourceId
from sitlog.projections.briefings import Briefing, Issue
from sitlog.projections.claims import claims
from sitlog.projections.replay import Replay

Concerned = frozenset[ClaimId] | None
"""Claims; None where it may be any, and all else that an answer tells."""

Answers = Mapping[Position, Any]
"""The answers to what was issued, by the entries of the briefings."""

_IN_NO_ANSWER = (BriefingIssued, ClaimAssessed, EvidenceCaptured, SourceAssessed)
_ON_CLAIMS = (ClaimFramed, ClaimsConflicted, EvidenceLinked, Statement)


class Issued:
    """The briefings of a situation, as its log is walked entry by entry."""

    def __init__(self, entries: Iterable[Entry], told: Mapping[Position, Briefing], replay: Replay) -> None:
        """Look ahead at *entries*, which *replay* is about to take in, with the briefings *told* among them."""
        self._replay = replay
        self._coming = sorted(told.values(), key=_asked_at, reverse=True)
        self._issues: dict[Position, Issue] = {}
        self._naming = defaultdict[ClaimId, set[ReportId]](set)
        self._voices = _Voices(entries if self._coming else ())

    def reach(self, entry: Entry) -> None:
        """Keep what was issued from the log as it stands before *entry* is taken in, and which reports name claims."""
        if isinstance(event := worded(entry).event, ArticleUpdated):
            for claim in (*event.wrong, *event.replaced_by):
                self._naming[claim].add(event.report)
        while self._coming and _asked_at(self._coming[-1]) < entry.position:
            briefing = self._coming.pop()
            self._issues[briefing.entry] = Issue(briefing.event, self._replay.story)

    def concerned(self, entry: Entry) -> Concerned:
        """Give the claims whose answers a change may alter once it is taken in."""
        versions = list(self._replay.versions(entry))
        if isinstance(entry.event, EntryRedacted):
            return None  # an answer lists what was redacted
        if all(isinstance(each.event, _IN_NO_ANSWER) for each in versions):
            return frozenset()
        touched = self._replay.touched_by(entry)
        if not all(isinstance(each.event, _ON_CLAIMS) for each in versions):
            return None
        framed = {claim for each in versions for claim in claims.folded([each]).values()}
        beside = {other for each in framed for other in self._replay.about(each)}
        return frozenset(beside.union(*map(self._replay.beside, touched | self._voices.elsewhere(touched))))

    def answers(self, concerned: Concerned, before: Position) -> Answers:
        """Answer what was issued before a position from the log as it stands now, as far as claims are concerned."""
        issues = {brief: issue for brief, issue in self._issues.items() if brief < before}
        if not issues or concerned == frozenset():
            return dict.fromkeys(issues)
        story = self._replay.story if concerned is None else self._part(concerned)
        return {brief: document(issue.answer(story, concerned)) for brief, issue in issues.items()}

    def overtaken(self, entry: Entry, before: Answers, after: Answers) -> tuple[Position, ...]:
        """Give the briefings whose answers a change altered, or some of whose answer it took away."""
        return tuple(
            brief for brief in before if before[brief] != after[brief] or _took_away(entry, self._issues[brief])
        )

    def _part(self, concerned: Collection[ClaimId]) -> Story:
        """Give what the answers on some claims rest on."""
        whole = self._replay.story
        keys = set(self._voices.disowned).union(*map(self._replay.beside, concerned))
        told = {key: whole.told[key] for key in keys if key in whole.told}
        cited = {cited.report for some in told.values() for each in some for cited in each.evidence}
        cited = cited.union(*(self._naming.get(each, ()) for each in concerned))
        framed = {key: whole.claims[key] for key in keys if key in whole.claims}
        return whole._replace(
            claims=framed, told=told, reports={key: whole.reports[key] for key in cited & whole.reports.keys()}
        )


def _took_away(entry: Entry, issue: Issue) -> bool:
    """Tell whether a redaction took away what a briefing may have used; what it was, the log cannot tell any more."""
    event = entry.event
    return isinstance(event, EntryRedacted) and not issue.reproducible and event.entry <= issue.event.asked.position


def _asked_at(briefing: Briefing) -> Position:
    return Position(briefing.event.asked.position)


class _Voices:
    """Where voices ever spoke, and on which claims whom they speak for may have disowned them, and so elsewhere too."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Look through all entries."""
        self._claims = defaultdict[SourceId, set[ClaimId]](set)
        self._above = defaultdict[SourceId, set[SourceId]](set)
        denying = defaultdict[ClaimId, set[SourceId]](set)
        for event in (worded(each).event for each in entries):
            match event:
                case SourceRegistered(source=source, affiliation=str() as principal):
                    self._above[source].add(principal)
                case Statement():
                    claim = ClaimId(getattr(event, "claim", ""))
                    self._claims[event.by].add(claim)
                    if isinstance(event, ClaimDenied) and event.scope is DenialScope.AUTHORSHIP:
                        denying[claim].add(event.by)
                case _:
                    pass
        spoken = ((claim, voice) for voice, claims in self._claims.items() for claim in claims & denying.keys())
        self.disowned = defaultdict[ClaimId, set[SourceId]](set)
        for claim, voice in spoken:
            if denying[claim] & self._principals(voice):
                self.disowned[claim].add(voice)

    def elsewhere(self, touched: Iterable[ClaimId]) -> set[ClaimId]:
        """Give the claims on which voices speak that may be disowned on the claims *touched*."""
        return {claim for each in touched for voice in self.disowned.get(each, ()) for claim in self._claims[voice]}

    def _principals(self, voice: SourceId) -> set[SourceId]:
        found: set[SourceId] = set()
        coming = {voice}
        while coming:
            coming = {above for each in coming for above in self._above.get(each, ())} - found
            found |= coming
        return found
