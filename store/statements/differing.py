"""What lies between two answers, found among the claims that they may tell otherwise; the others are only counted."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.difference import Difference, Extent, difference
from sitlog.domain.knowledge import Known, known, outlined
from sitlog.domain.marks import marks
from sitlog.domain.public import Carriers
from sitlog.domain.remarks import Voices, principals
from sitlog.domain.values import ClaimId, IncidentId, Kind, SourceId
from sitlog.store.statements.between import Between
from sitlog.store.statements.closure import story_of
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.outline import Outline, frame_of


def difference_at(log: Held, situation: str, first: Asked, last: Asked) -> Difference:
    """Give what changed from one answer on a situation to another, both by when statements were said.

    The questions are the same but for their instants and positions.
    """
    ledger, positions = log.read().ledger, {first.position, last.position}
    with ledger.database.one_state() as connection:
        between = Between(connection, ledger.names, situation, positions)
        frames = {each: frame_of(Found(connection, ledger.names, situation, each)) for each in positions}
        denied = between.denied()
        claims, ends, extent = _looked_through(
            between, *(Outline(frames[each.position], each, denied) for each in (first, last))
        )
    stories = {each: story_of(log, situation, each, claims) for each in positions}
    before, after = (
        each._replace(claims=known(stories[each.asked.position], each.asked, only=claims).claims) for each in ends
    )
    return difference(before, after, extent)


class _Concerned(NamedTuple):
    """The claims that two answers may tell otherwise, both answers without any, and how far they reach."""

    claims: frozenset[ClaimId]
    ends: tuple[Known, Known]
    extent: Extent


def _looked_through(between: Between, first: Outline, last: Outline) -> _Concerned:
    moved = {each.claim for each in between.said() if first.hear(each) != last.hear(each)}
    concerned = _concerned(between, first, last, moved)
    keys = between.keys(Kind.CLAIM, concerned | first.claims | last.claims)
    named = {number: ClaimId(key) for number, key in keys.items()}
    return _Concerned(
        frozenset(named[each] for each in concerned),
        (_without_claims(between, first), _without_claims(between, last)),
        Extent(last.order(named), max(first.last, last.last)),
    )


def _without_claims(between: Between, end: Outline) -> Known:
    about = {end.frame.about[claim] for claim in end.claims & end.frame.about.keys()}
    attributed = between.keys(Kind.INCIDENT, end.attributed()).values()
    incidents = {IncidentId(each) for each in (*about, *attributed) if each is not None}
    return outlined(end.frame.story, end.asked, about=incidents)


def _concerned(between: Between, first: Outline, last: Outline, moved: set[int]) -> set[int]:
    """Give the claims that may be told otherwise: those whose statements *moved*, and all that rests on these."""
    was, now = first.frame.story, last.frame.story
    withdrawn = [Carriers(each.frame.story.reports).by(each.asked.at) for each in (first, last)]
    carried = between.citing(_unlike(*withdrawn))
    marked = between.numbers(Kind.CLAIM, _unlike(marks(was.reports, first.asked), marks(now.reports, last.asked)))
    unsure = between.citing(withdrawn[0].keys() | withdrawn[1].keys())
    voices = _speaking_for(_unlike(was.voices, now.voices), was.voices, now.voices)
    spoken = between.spoken_of_by(voices | _otherwise_disowned(between, first, last, unsure))
    return between.beside({*moved, *carried, *marked, *spoken, *between.reworded()})


def _otherwise_disowned(between: Between, first: Outline, last: Outline, unsure: set[int]) -> set[SourceId]:
    """Give the voices that others disowned at the one end than at the other, or may have on claims *unsure*."""
    ends = (first, last)
    keys = between.keys(Kind.SOURCE, {each for end in ends for each in end.on(end.denied)})
    unsurely = {SourceId(keys[each]) for end in ends for each in end.on(unsure)}
    return unsurely | _unlike(*(end.disowned(keys) for end in ends))


def _speaking_for(some: set[SourceId], *registered: Voices) -> set[SourceId]:
    """Give some voices with those that belong to them."""
    if not some:
        return set()
    belonging = (each for voices in registered for each in voices if not some.isdisjoint(principals(each, voices)))
    return {*some, *belonging}


def _unlike(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> set[Any]:
    return {each for each in one.keys() | other.keys() if one.get(each) != other.get(each)}
