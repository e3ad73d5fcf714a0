"""One situation of an invented town as it grows, entry by entry."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from benchmarks.prose import article, quotation, sentence
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimAsserted,
    ClaimAssessed,
    ClaimCorroborated,
    ClaimDenied,
    ClaimFramed,
    ClaimHedged,
    ClaimRetracted,
    ClaimsConflicted,
    EntryCorrected,
    EntryWithdrawn,
    EvidenceCaptured,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SituationOpened,
    SourceRegistered,
    Statement,
)
from sitlog.domain.when import Precision, When

_REMEMBERED = 8  # statements, and reports, that what follows may be about
_AFFILIATED = 4  # one voice in so many speaks for another
_KINDS = ("person", "person", "person", "group", "organisation", "channel", "outlet")
_IDENTIFIED = ("named", "named", "institutional", "unnamed_individual", "unspecified")
_SCOPES = ("truth", "truth", "truth", "authorship", "responsibility", "knowledge")
_DELAYS = ((88, timedelta(minutes=40)), (10, timedelta(hours=9)), (2, timedelta(days=6)))
_PRECISIONS = ((84, Precision.MINUTE), (10, Precision.HOUR), (6, Precision.DAY))


class _Said(NamedTuple):
    position: int
    event: Statement


class Story:
    """One situation as it grows: how many things it has, and the last of them, which what follows is about."""

    def __init__(self, key: str, chance: Random, *, changing: bool = True) -> None:
        """Begin a story; its first entries open it, with a few voices, a claim, a happening and a report.

        Unless *changing*, no entry of it is corrected or withdrawn.
        """
        self._key, self._chance, self._changing = key, chance, changing
        self._voices = self._claims = self._incidents = self._reports = 0
        self._said: deque[_Said] = deque(maxlen=_REMEMBERED)
        self._revised: deque[list[int]] = deque(maxlen=_REMEMBERED)  # each report with its last revision
        self._opening = iter(_OPENING)
        self._at, self._now = 0, datetime(2031, 5, 5, tzinfo=UTC)  # where and when the next event is recorded

    def next(self, position: int, now: datetime) -> Event:
        """Give the event that is recorded at a position and an instant (UTC)."""
        self._at, self._now = position, now
        way = next(self._opening, None) or self._chance.choices(_HOW, cum_weights=_UP_TO)[0]
        made = way(self)
        if isinstance(made, Statement) and not isinstance(made, ClaimRetracted):
            self._said.append(_Said(position, made))
        return made

    def opened(self) -> Event:
        """The story begins."""
        return self._of(SituationOpened, title=sentence(len(self._key)), zone="Europe/Lisbon")

    def voice(self) -> Event:
        """Somebody gets a name; one in four speaks for somebody else."""
        self._voices += 1
        speaks_for = f"s{self._few(self._voices - 1)}" if self._voices % _AFFILIATED == 0 else None
        return self._of(
            SourceRegistered,
            source=f"s{self._voices - 1}",
            name=f"Voice {self._voices} of the town",
            kind=_KINDS[self._at % len(_KINDS)],
            identification=_IDENTIFIED[self._at % len(_IDENTIFIED)],
            affiliation=speaks_for,
        )

    def claim(self) -> Event:
        """The desk words a claim; one in three is about a number, so that some exclude each other."""
        self._claims += 1
        fields: dict[str, Any] = {"claim": f"c{self._claims - 1}", "text": sentence(self._at)}
        if self._claims % 3 == 0:
            number = str(self._chance.randrange(4))
            value = {"type": "number", "at_least": number, "at_most": number}
            fields |= {"about": self._incident(), "aspect": f"aspect {self._claims // 9}", "value": value}
        return self._of(ClaimFramed, **fields)

    def incident(self) -> Event:
        """A happening gets a name."""
        self._incidents += 1
        return self._of(
            IncidentReported,
            incident=f"i{self._incidents - 1}",
            kind="fire",
            title=sentence(self._at),
            by=self._speaker(),
            occurred=self._when(),
        )

    def report(self) -> Event:
        """An article appears, with its text."""
        self._reports += 1
        self._revised.append([self._reports - 1, 1])
        return self._of(
            ReportPublished,
            report=f"r{self._reports - 1}",
            outlet=self._speaker(),
            title=sentence(self._at),
            published=self._when(),
            body=article(self._reports - 1, 1),
        )

    def revision(self) -> Event:
        """An article changes."""
        revised = self._chance.choice(self._revised)
        revised[1] += 1
        return self._of(
            ArticleUpdated,
            report=f"r{revised[0]}",
            revision=revised[1],
            kind="update",
            updated=self._when(),
            body=article(*revised),
        )

    def captured(self) -> Event:
        """The bytes of a revision are kept."""
        report = f"r{self._chance.choice(self._revised)[0]}"
        digest = f"{self._at:064x}"
        return self._of(
            EvidenceCaptured, report=report, revision=1, sha256=digest, captured=self._when(), method="browser"
        )

    def linked(self) -> Event:
        """Evidence comes up for an earlier statement."""
        if not self._said:
            return self.assertion()
        return self._of(EvidenceLinked, entry=self._chance.choice(self._said).position, evidence=[self._cited()])

    def assertion(self) -> Event:
        """Somebody says so; some pass on what others said, some soften it."""
        fields: dict[str, Any] = {"relayed_by": self._speaker()} if self._at % 10 == 0 else {}
        return self._stated(ClaimAsserted, hedge="apparently" if self._at % 15 == 0 else None, **fields)

    def denial(self) -> Event:
        """Somebody denies it."""
        return self._stated(ClaimDenied, scope=_SCOPES[self._at % len(_SCOPES)])

    def hedge(self) -> Event:
        """Somebody calls it unclear."""
        return self._stated(ClaimHedged)

    def corroboration(self) -> Event:
        """Somebody supports what another said."""
        independence = ("independent", "same_origin", "unknown")[self._at % 3]
        return self._stated(ClaimCorroborated, independence=independence)

    def attribution(self) -> Event:
        """Somebody says who did it."""
        return self._of(
            AttackAttributed,
            incident=self._incident(),
            actor=self._speaker(),
            by=self._speaker(),
            said=self._when(),
            mode="accusation",
            words=quotation(self._at),
        )

    def retraction(self) -> Event:
        """Somebody takes back what they said."""
        found = next((each for each in self._said if getattr(each.event, "claim", None)), None)
        if found is None or isinstance(found.event, AttackAttributed):
            return self.denial()
        taken: Any = found.event
        # What they said of it besides is no longer theirs to take back or to correct.
        kept = [e for e in self._said if (e.event.by, getattr(e.event, "claim", None)) != (taken.by, taken.claim)]
        self._said = deque(kept, maxlen=_REMEMBERED)
        return self._of(
            ClaimRetracted, claim=taken.claim, by=taken.by, said=When.at(self._now), words=quotation(self._at)
        )

    def conflict(self) -> Event:
        """The desk says that two claims exclude each other."""
        one, other = self._few(self._claims), self._few(self._claims)
        if one == other:
            return self.claim()
        return self._of(
            ClaimsConflicted, claims=[f"c{one}", f"c{other}"], declared_by="recorder", reason=sentence(self._at)
        )

    def assessment(self) -> Event:
        """An analyst judges a claim."""
        return self._of(
            ClaimAssessed, claim=self._about(), analyst="rk", credibility=1 + self._at % 6, reason=sentence(self._at)
        )

    def correction(self) -> Event:
        """We had a statement wrong: its time, or its words."""
        if not self._said or not self._changing:
            return self.assertion()
        wrong = self._chance.choice(self._said)
        update = {"words": quotation(self._at)} if self._at % 2 else {"said": self._when()}
        replacement = wrong.event.model_copy(update=update)
        return self._of(EntryCorrected, entry=wrong.position, replacement=replacement, reason=sentence(self._at))

    def withdrawal(self) -> Event:
        """We should not have recorded a statement."""
        if not self._said or not self._changing:
            return self.assertion()
        gone = self._said.popleft()
        return self._of(EntryWithdrawn, entry=gone.position, reason=sentence(self._at))

    def _stated(self, event: type[Statement], **fields: Any) -> Event:
        cited = [self._cited()] if self._at % 3 == 0 else []
        said = {"said": self._when(), "words": quotation(self._at), "evidence": cited}
        return self._of(event, claim=self._about(), by=self._speaker(), **said, **fields)

    def _of(self, event: type[Event], /, **fields: Any) -> Event:
        return event.of(situation=self._key, external_id=f"wire-{self._at}", **fields)

    def _when(self) -> When:
        """Before now, by a delay that is mostly short; now and then only the hour or the day is known."""
        ((_, delay),) = self._chance.choices(_DELAYS, [weight for weight, _ in _DELAYS])
        ((_, precision),) = self._chance.choices(_PRECISIONS, [weight for weight, _ in _PRECISIONS])
        at = self._now - timedelta(seconds=int(delay.total_seconds() * self._chance.random() ** 2))
        if precision is Precision.MINUTE:
            return When.at(at, precision)
        width = timedelta(days=1) if precision is Precision.DAY else timedelta(hours=1)
        return When(earliest=at - width, latest=at, precision=precision)

    def _few(self, count: int) -> int:
        """One of so many, mostly one of the first few."""
        return int(count * self._chance.random() ** 3)

    def _speaker(self) -> str:
        return f"s{self._few(self._voices)}"

    def _about(self) -> str:
        return f"c{self._few(self._claims)}"

    def _incident(self) -> str:
        return f"i{self._few(self._incidents)}"

    def _cited(self) -> dict[str, Any]:
        return {"report": f"r{self._chance.choice(self._revised)[0]}", "revision": 1, "place": "¶2"}


_Way = Callable[[Story], Event]
_WAYS: dict[_Way, float] = {
    Story.assertion: 36,
    Story.denial: 13,
    Story.hedge: 5,
    Story.corroboration: 7,
    Story.attribution: 1,
    Story.retraction: 2,
    Story.claim: 9,
    Story.voice: 5,
    Story.linked: 6,
    Story.report: 4,
    Story.revision: 4,
    Story.captured: 1.5,
    Story.incident: 0.5,
    Story.conflict: 1,
    Story.assessment: 1,
    Story.correction: 3,
    Story.withdrawal: 1,
}
_HOW, _UP_TO = list(_WAYS), list(accumulate(_WAYS.values()))
_OPENING: tuple[_Way, ...] = (
    *(Story.opened, Story.voice, Story.voice, Story.voice),
    *(Story.incident, Story.claim, Story.claim, Story.report),
)
