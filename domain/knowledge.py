"""What was known at (T, R): the story as it stood at R, looked at from T."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sitlog.domain.aside import Aside
from sitlog.domain.asked import Asked
from sitlog.domain.hearing import Hearing
from sitlog.domain.marks import Mark, marks
from sitlog.domain.phases import passed
from sitlog.domain.public import in_force
from sitlog.domain.remarks import Beside, Bystander, Remark, by_stance, lineages
from sitlog.domain.status import Phase, Status, status_of
from sitlog.domain.story import Claim, Gap, Incident, Report, Revision, Stance, Story, Told
from sitlog.domain.survey import Survey
from sitlog.domain.values import ClaimId, IncidentId, Position, ReportId
from sitlog.domain.voices import Voices
from sitlog.domain.when import Membership, When


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
    claims: Sequence[KnownClaim]
    reports: tuple[KnownReport, ...]
    incidents: tuple[Incident, ...]
    gaps: tuple[Gap, ...]


def known(story: Story, asked: Asked, *, everything: bool = False, only: Collection[ClaimId] | None = None) -> Known:
    """Answer what was known; *story* must be put together from the log as it stood at asked.recorded_at.

    Claims without a statement that was surely or possibly made are left out unless *everything* is wanted. If *only*
    some claims are wanted, the story must hold no more than bears on these, and there are just the reports that carry
    them or speak of them.
    """
    survey = Survey(story, asked)
    for claim, told in story.told.items():
        survey.hear(claim, told)
    view = View(story, survey)
    keys = survey.order(each for each in {*story.claims, *story.told} if only is None or each in only)
    answers = (view.claim(each, story) for each in keys)
    claims = tuple(each for each in answers if everything or each.statements)
    about = story.incidents.keys() if everything else {each.claim.about for each in claims}
    reports = story.reports if only is None else speaking_of(story, claims)
    return outlined(story._replace(reports=reports), asked, about=about)._replace(story=story, claims=claims)


def statuses(story: Story, asked: Asked, *, only: Collection[ClaimId]) -> Mapping[ClaimId, Status]:
    """Give the statuses of some claims, of those that the story has; it must hold no more than bears on these."""
    return {each.claim.claim: each.status for each in known(story, asked, everything=True, only=only).claims}


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


def some_of(known: Known, claims: Sequence[KnownClaim], *, everything: bool = False) -> Known:
    """Give an answer on some of its claims: with the reports that carry them, and what they are about, or *everything*.

    Of an answer on all of them.
    """
    reports, about = speaking_of(known.story, claims), {each.claim.about for each in claims}
    return known._replace(
        claims=claims,
        reports=tuple(each for each in known.reports if each.report.report in reports),
        incidents=tuple(each for each in known.incidents if everything or each.incident in about),
    )


class View:
    """The claims of a situation that was looked over, each told as it is asked for."""

    def __init__(self, story: Story, survey: Survey) -> None:
        """Look at a situation, of which *story* has at least the voices and reports."""
        self._survey = survey
        self._asked = survey.point.asked
        self._voices = story.voices
        self._marks = marks(story.reports, self._asked)
        self._bystander = Bystander(story.voices, survey.disowners)

    def claim(self, key: ClaimId, story: Story) -> KnownClaim:
        """Tell of a claim; *story* has how it is framed, and all that is said of it."""
        hearing = Hearing(story.told.get(key, ()), self._survey.point)
        # A claim whose framing was redacted is known by its key alone.
        claim = story.claims.get(key) or Claim(key, None, None, None, None, _first_entry(hearing))
        against = self._survey.against(key)
        passed = self._passed(hearing, against.values())
        status = passed[-1].status if passed else Status.NOT_YET_PUBLIC
        return KnownClaim(
            claim=claim,
            status=status,
            perhaps=self._perhaps(hearing, against.values(), status),
            against=_asserted(hearing, against),
            phases=passed,
            remarks=self._remarks(claim, hearing, against.values()),
            marks=self._marks.get(key, ()),
            counts=self._counts(hearing),
            statements=tuple(self._statements(hearing)),
        )

    def _passed(self, hearing: Hearing, against: Iterable[Aside]) -> tuple[Phase, ...]:
        point = self._survey.point
        voices = Voices(hearing.certain, point.clock, point.carriers)
        return tuple(passed(voices, (each.backing for each in against), until=self._asked.at))

    def _perhaps(self, hearing: Hearing, against: Iterable[Aside], status: Status) -> Status | None:
        if self._asked.strict:
            return None
        perhaps = status_of(hearing.possible, opposed=any(each.perhaps for each in against))
        return None if perhaps is status else perhaps

    def _remarks(self, claim: Claim, hearing: Hearing, against: Iterable[Aside]) -> tuple[Remark, ...]:
        kin = {each for aside in against for each in aside.kin}
        beside = Beside(kin, tuple(self._survey.alike(claim.claim)))
        return self._bystander.remarks(claim, hearing.standing, beside)

    def _statements(self, hearing: Hearing) -> Iterator[KnownStatement]:
        standing = {each.entry for each in hearing.standing}
        clock = self._survey.point.clock
        for told, made in hearing.made(strict=self._asked.strict):
            yield KnownStatement(told, clock.time(told), made, told.entry in standing)

    def _counts(self, hearing: Hearing) -> Counts:
        standing, voices = hearing.standing, self._voices
        return Counts(
            statements=len(hearing.certain),
            sources=len(standing),
            lineages=sum(len(lineages(side, voices)) for side in by_stance(standing).values()),
            unnamed=sum(1 for each in standing if each.source in voices and voices[each.source].unnamed),
        )


def _first_entry(hearing: Hearing) -> Position:
    return min((each.entry for each in hearing.told), default=Position(0))


def _asserted(hearing: Hearing, against: Mapping[ClaimId, Aside]) -> tuple[ClaimId, ...]:
    """Those in conflict that somebody stands behind, if somebody does behind the claim itself."""
    if not any(each.stance is Stance.ASSERTS for each in hearing.standing):
        return ()
    return tuple(sorted(each for each, aside in against.items() if aside.asserted))


def speaking_of(story: Story, claims: Iterable[KnownClaim]) -> Mapping[ReportId, Report]:
    """Give the reports that carry claims, or speak of them."""
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
