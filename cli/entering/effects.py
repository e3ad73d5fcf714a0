"""What newly recorded entries did to the statuses of claims."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.show.recorded import Change, Recorded
from sitlog.cli.show.times import Calendar
from sitlog.cli.since import changed_since
from sitlog.domain.asked import Asked
from sitlog.domain.conflict import rivals
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    ReportPublished,
)
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind, Position

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.receipt import Receipt

_ABOUT_ENTRIES = (EntryCorrected, EntryWithdrawn, EntryRedacted, EvidenceLinked)


def effects(log: "SituationLog", receipt: "Receipt") -> Recorded:
    """Tell what recording did to the situation of the first entry, by all that had been said until now."""
    from sitlog.store.statements.closure import story_of  # noqa: PLC0415  # slow to import, and --help needs none of it

    recorded = receipt.recorded
    first = recorded[0].position if recorded else receipt.positions[0]
    last = recorded[-1] if recorded else log.entry(first)
    situation = log.situation(str(last.situation))
    now = max(session.now(), last.recorded_at)
    asked = Asked(at=now, recorded_at=now, position=0, root="")
    claims = _touched(log, situation.key, recorded, last.position)
    ends = (first - 1, last.position)
    around = claims | _rivals(story_of(log, situation.key, end, claims, sparing=True) for end in ends)
    before, after = (story_of(log, situation.key, end, around, sparing=True) for end in ends)
    earlier, later = (
        {claim: each for claim, each in _statuses(told, asked).items() if claim in around} for told in (before, after)
    )
    held = [position for _, position in receipt.skipped]
    return Recorded(
        entries=recorded,
        held=held,
        changes=list(_changes(recorded, earlier, later)),
        story=after,
        calendar=Calendar(session.zone_of(situation), now),
        since=changed_since(log, held),
    )


def _touched(log: "SituationLog", situation: str, recorded: Sequence[Entry], until: Position) -> set[ClaimId]:
    """Give the claims whose statuses entries may have changed, but for those in conflict with them."""
    from sitlog.store.about import citing  # noqa: PLC0415  # as above
    from sitlog.store.touching import surrounded  # noqa: PLC0415  # as above

    about = {event.entry for each in recorded if isinstance(event := each.event, _ABOUT_ENTRIES)}
    events = [each.event for each in surrounded(log, [*recorded, *log.read().at(about)], until=until)]
    events += [each.replacement for each in events if isinstance(each, EntryCorrected)]
    reports = {each.report for each in events if isinstance(each, ReportPublished | ArticleUpdated)}
    carried = {claim for each in reports for claim in citing(log, situation, each, until=until).told}
    return carried | {claim for each in events for claim in _claims_of(each)}


def _rivals(stories: Iterable[Story]) -> set[ClaimId]:
    found = (rivals(told.claims, told.conflicts) for told in stories)
    return {claim for each in found for others in each.values() for claim in others}


def _statuses(told: Story, asked: Asked) -> dict[ClaimId, Status]:
    return {each.claim.claim: each.status for each in known(told, asked, everything=True).claims}


def _changes(
    recorded: Iterable[Entry], before: dict[ClaimId, Status], after: dict[ClaimId, Status]
) -> Iterator[Change]:
    """Give the claims on which something was said or changed; those that were framed now changed nothing."""
    named = {key for entry in recorded for key in _claims_of(entry.event)}
    for claim, status in after.items():
        earlier = before.get(claim, Status.NOT_YET_PUBLIC)
        if earlier is not status or (claim in named and claim in before):
            yield Change(claim, earlier, status)


def _claims_of(event: Event | None) -> Iterator[ClaimId]:
    if isinstance(event, EntryCorrected):
        yield from _claims_of(event.replacement)
    elif event is not None:
        named = (*event.references, *event.introductions)
        yield from (ClaimId(each.key) for each in named if each.kind is Kind.CLAIM)
