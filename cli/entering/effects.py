"""What newly recorded entries did to the statuses of claims."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.show.recorded import Change, Recorded
from sitlog.cli.show.times import Calendar
from sitlog.cli.since import changed_since
from sitlog.domain.asked import Asked
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected
from sitlog.domain.knowledge import statuses
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId, Kind

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.receipt import Receipt


def effects(log: "SituationLog", receipt: "Receipt") -> Recorded:
    """Tell what recording did to the situation of the first entry, by all that had been said until now."""
    from sitlog.store.shift import shift_of  # noqa: PLC0415  # slow to import, and --help needs none of it

    recorded = receipt.recorded
    last = recorded[-1] if recorded else log.entry(receipt.positions[0])
    situation = log.situation(str(last.situation))
    now = max(session.now(), last.recorded_at)
    asked = Asked(at=now, recorded_at=now, position=last.position, root="")
    shift = shift_of(log, situation.key, *(recorded or [last]))
    named = {claim for each in recorded for claim in _claims_of(each.event)}
    claims = {*shift.restated(), *named}
    before, after = shift.stories(claims)
    earlier, later = (statuses(each, asked, only=claims) for each in (before, after))
    held = [position for _, position in receipt.skipped]
    return Recorded(
        entries=recorded,
        held=held,
        changes=list(_changes(named, earlier, later)) if recorded else [],
        story=after,
        calendar=Calendar(session.zone_of(situation), now),
        since=changed_since(log, held),
    )


def _changes(
    named: Collection[ClaimId], before: Mapping[ClaimId, Status], after: Mapping[ClaimId, Status]
) -> Iterator[Change]:
    """Give the claims on which something was said or changed; those that were framed now changed nothing."""
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
