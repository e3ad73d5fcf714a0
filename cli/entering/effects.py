"""What newly recorded entries did to the statuses of claims."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.show.recorded import Change, Recorded
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.projections.story import story

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Receipt, SituationLog


def effects(log: "SituationLog", receipt: "Receipt") -> Recorded:
    """Tell what recording did to the situation of the first entry, by all that had been said until now."""
    recorded = receipt.recorded
    first = recorded[0].position if recorded else receipt.positions[0]
    situation = log.situation(str(log.entry(first).situation))
    entries = list(log.of(situation.key).until(receipt.recorded[-1].position if recorded else first))
    now = max(session.now(), entries[-1].recorded_at)
    after = story(situation.key, entries)
    before = story(situation.key, [each for each in entries if each.position < first])
    asked = Asked(at=now, recorded_at=now, position=0, root="")
    return Recorded(
        entries=recorded,
        held=[position for _, position in receipt.skipped],
        changes=list(_changes(recorded, _statuses(before, asked), _statuses(after, asked))) if recorded else [],
        story=after,
        calendar=Calendar(session.zone_of(situation), now),
    )


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
