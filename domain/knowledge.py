"""What was known at (T, R): the story as it stood at R, looked at from T."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.conflict import rivals
from sitlog.domain.marks import Mark, marks
from sitlog.domain.parts import divided
from sitlog.domain.phases import Phases
from sitlog.domain.public import Carriers, PublicClock, in_force
from sitlog.domain.remarks import Bystander, Remark, by_stance, lineages
from sitlog.domain.status import Bench, Phase, Status, status_of
from sitlog.domain.story import Claim, Gap, Incident, Report, Revision, Stance, Story, Told
from sitlog.domain.values import ClaimId, IncidentId, ReportId
from sitlog.domain.when import Membership, When

_AT_ONCE = 50  # claims


class KnownStatement(NamedTuple):
    """A statement on a claim: whether it had surely been made, and whether it is its source's latest that holds."""

    told: Told
    public: When
    membership: Membership
    standing: bool


class Counts(NamedTuple):
    """How many statements were surely made, and how many sources, independent lineages and unnamed sources stand."""

    statements: int
    sources: int
    lineages: int
    unnamed: int


class KnownClaim(NamedTuple):
    """A claim with its status; *perhaps* is the one it would have if all that may have been said had been.

    *against* names the claims in conflict with it, where it and they are asserted; *phases* are the statuses it went
    through, the present one last; *marks* are what publishers say of it.
    """

    claim: Claim
    status: Status
    perhaps: Status | None
    against: tuple[ClaimId, ...]
    phases: tuple[Phase, ...]
    remarks: tuple[Remark, ...]
    marks: tuple[Mark, ...]
    counts: Counts
    statements: tuple[KnownStatement, ...]


class KnownReport(NamedTuple):
    """The newest revision of a report that was out, surely or possibly, and the newest that surely was."""

    report: Report
    revision: Revision
    membership: Membership
    certain: Revision | None


class Known(NamedTuple):
    """An answer: what was known in a situation, on both clocks."""

    story: Story
    asked: Asked
    claims: tuple[KnownClaim, ...]
    reports: tuple[KnownReport, ...]
    incidents: tuple[Incident, ...]
    gaps: tuple[Gap, ...]


def known(story: Story, asked: Asked, *, everything: bool = False, only: Collection[ClaimId] | None = None) -> Known:
    """Answer what was known; *story* must be put together from the log as it stood at asked.recorded_at.

    Claims without a statement that was surely or possibly made are left out unless *everything* is wanted. If *only*
    some claims are wanted, the story must hold no more than bears on these, and there are just the reports that carry
    them or speak of them.
    """
    view = _View(story, asked)
    claims = tuple(view.claims(everything=everything, only=only))
    about = story.incidents.keys() if everything else {each.claim.about for each in claims}
    reports = story.reports if only is None else _speaking_of(story, claims)
    return outlined(story._replace(reports=reports), asked, about=about)._replace(story=story, claims=claims)


def outlined(story: Story, asked: Asked, *, about: Container[IncidentId | None]) -> Known:
    """Give an answer without its claims, of which is told what incidents they are *about*."""
    return Known(
        story=story,
        asked=asked,
        claims=(),
        reports=tuple(_reports(story.reports, asked)),
        incidents=tuple(each for key, each in sorted(story.incidents.items()) if key in about),
        gaps=tuple(story.gaps),
    )


class _View:
    """The story from the public clock's T."""

    def __init__(self, story: Story, asked: Asked) -> None:
        self._story = story
        self._asked = asked
        self._clock = PublicClock(story.reports, asked.by)
        self._carriers = Carriers(story.reports)
        self._rivals = rivals(story.claims, story.conflicts)
        self._told = {claim: sorted(told, key=self._clock.order) for claim, told in story.told.items()}
        self._certain = self._until(Membership.CERTAIN)
        carried = self._carriers.at(asked.at)
        possible = self._until(Membership.CERTAIN, Membership.POSSIBLE)
        self._possible = {claim: Bench(told).stances(carried) for claim, told in possible.items()}
        standing = {claim: Bench(told).standing(carried) for claim, told in self._certain.items()}
        self._standing = standing
        self._marks = marks(story.reports, asked)
        self._bystander = Bystander(story.claims, story.voices, self._rivals, standing)

    def claims(self, *, everything: bool, only: Collection[ClaimId] | None) -> Iterator[KnownClaim]:
        wanted = [each for each in self._claims() if only is None or each.claim in only]
        passed = self._passed({each.claim for each in wanted})
        for claim in sorted(wanted, key=lambda each: (self._first(each.claim), each.claim)):
            answer = self._claim(claim, passed[claim.claim])
            if answer.statements or everything:
                yield answer

    def _passed(self, wanted: AbstractSet[ClaimId]) -> Mapping[ClaimId, tuple[Phase, ...]]:
        """Give the statuses that claims went through by T; in parts, as following voices takes much memory."""
        passed: dict[ClaimId, tuple[Phase, ...]] = {}
        for part in divided(wanted, self._rivals, size=_AT_ONCE):
            phases = Phases(self._story.told, self._clock, self._carriers)
            for each in wanted & set(part):
                passed[each] = tuple(phases.of(each, self._rivals.get(each, ()), until=self._asked.at))
        return passed

    def _claims(self) -> Iterator[Claim]:
        yield from self._story.claims.values()
        # A claim whose framing was redacted is known by its key alone.
        for claim in self._story.told.keys() - self._story.claims.keys():
            yield Claim(claim, None, None, None, None, self._story.told[claim][0].entry)

    def _first(self, claim: ClaimId) -> tuple[object, ...]:
        told = self._told.get(claim)
        return (0, *self._clock.order(told[0])[:2]) if told else (1,)

    def _claim(self, claim: Claim, passed: tuple[Phase, ...]) -> KnownClaim:
        key = claim.claim
        status = passed[-1].status if passed else Status.NOT_YET_PUBLIC
        return KnownClaim(
            claim=claim,
            status=status,
            perhaps=self._perhaps(key, status),
            against=self._against(key),
            phases=passed,
            remarks=self._bystander.remarks(key),
            marks=self._marks.get(key, ()),
            counts=self._counts(key),
            statements=tuple(self._statements(key)),
        )

    def _against(self, claim: ClaimId) -> tuple[ClaimId, ...]:
        if not self._is_asserted(claim):
            return ()
        return tuple(sorted(each for each in self._rivals.get(claim, ()) if self._is_asserted(each)))

    def _is_asserted(self, claim: ClaimId) -> bool:
        return any(each.stance is Stance.ASSERTS for each in self._standing.get(claim, ()))

    def _perhaps(self, claim: ClaimId, status: Status) -> Status | None:
        if self._asked.strict:
            return None
        rivals = (self._possible.get(each) for each in self._rivals.get(claim, ()))
        opposed = any(Stance.ASSERTS in stances for stances in rivals if stances)
        perhaps = status_of(self._possible.get(claim), opposed=opposed)
        return None if perhaps is status else perhaps

    def _statements(self, claim: ClaimId) -> Iterator[KnownStatement]:
        standing = {each.entry for each in self._standing.get(claim, ())}
        for told in self._told.get(claim, ()):
            membership = self._membership(told)
            if membership is Membership.NOT_YET or (self._asked.strict and membership is Membership.POSSIBLE):
                continue
            yield KnownStatement(told, self._clock.time(told), membership, told.entry in standing)

    def _counts(self, claim: ClaimId) -> Counts:
        standing = self._standing.get(claim, ())
        voices = self._story.voices
        sides = by_stance(standing).values()
        return Counts(
            statements=len(self._certain.get(claim, ())),
            sources=len(standing),
            lineages=sum(len(lineages(side, voices)) for side in sides),
            unnamed=sum(1 for each in standing if each.source in voices and voices[each.source].unnamed),
        )

    def _membership(self, told: Told) -> Membership:
        return self._clock.time(told).by(self._asked.at)

    def _until(self, *wanted: Membership) -> Mapping[ClaimId, Sequence[Told]]:
        return {
            claim: [each for each in told if self._membership(each) in wanted] for claim, told in self._told.items()
        }


def _speaking_of(story: Story, claims: Iterable[KnownClaim]) -> Mapping[ReportId, Report]:
    wanted = {each.claim.claim for each in claims}
    cited = {cited.report for claim in claims for each in claim.statements for cited in each.told.evidence}
    return {
        key: report
        for key, report in story.reports.items()
        if key in cited or any(wanted & {*each.wrong, *each.replaced_by} for each in report.revisions)
    }


def _reports(reports: Mapping[ReportId, Report], asked: Asked) -> Iterator[KnownReport]:
    for _, report in sorted(reports.items()):
        newest, certain = in_force(report, asked.at), _certain(report, asked.at)
        if newest is None or (asked.strict and certain is None):
            continue
        if asked.strict and certain is not None:
            newest = (certain, Membership.CERTAIN)
        yield KnownReport(report, *newest, certain)


def _certain(report: Report, at: datetime) -> Revision | None:
    out = (each for each in report.revisions if each.published.by(at) is Membership.CERTAIN)
    return max(out, key=lambda each: each.number, default=None)
