"""What lies between two answers, found among the claims that they may tell otherwise; the others are only counted."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sitlog.domain.asked import Asked, Clock, Wanted
from sitlog.domain.difference import Difference, Extent, difference
from sitlog.domain.knowledge import Known, outlined
from sitlog.domain.marks import marks
from sitlog.domain.remarks import Voices, principals
from sitlog.domain.values import ClaimId, Kind, SourceId
from sitlog.store.statements.between import Between
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.frame import frame_of
from sitlog.store.statements.looking import Looked, looked_over
from sitlog.store.statements.outline import Outline
from sitlog.store.statements.whole import whole_at


def difference_at(log: Held, situation: str, first: Asked, last: Asked) -> Difference:
    """Give what changed from one answer on a situation to another.

    The questions are the same but for their instants and positions.
    """
    if first.by is Clock.PUBLICATION:  # when a statement became public, the narrow columns do not tell
        before, after = (whole_at(log, situation, each, Wanted()).known for each in (first, last))
        return difference(before, after)
    ledger, positions = log.read().ledger, {first.position, last.position}
    with ledger.database.one_state() as connection:
        between = Between(connection, ledger.names, situation, positions)
        frames = {each: frame_of(Found(connection, ledger.names, situation, each)) for each in positions}
        denied = between.denied()
        was, now = (Outline(frames[each.position], each, denied) for each in (first, last))
        moved = {each.claim for each in between.said() if was.hear(each) != now.hear(each)}
        voices = _voices(between, was, now)
        concerned = _concerned(between, was, now, moved, voices)
        beside = between.beside(concerned)
        keys = between.keys(Kind.CLAIM, concerned | was.claims | now.claims)
    named = {number: ClaimId(key) for number, key in keys.items()}
    looked: dict[int, Iterator[Looked]] = {}
    for position, frame in frames.items():
        questions = [each for each in (first, last) if each.position == position]
        looked[position] = iter(looked_over(log, frame.story, questions, among=beside))
    claims = {named[each] for each in concerned}
    before, after = (_answer(each, next(looked[each.asked.position]), named, claims, voices) for each in (was, now))
    return difference(before, after, Extent(now.order(named), max(was.last, now.last)))


class _Voices(NamedTuple):
    """Of the claims of which somebody denies to be the author, the *keys* of who surely spoke there.

    *unsure* are those on which a report that was withdrawn carries a statement: what stands there, rows do not tell.
    """

    keys: Mapping[int, SourceId]
    unsure: set[int]


def _voices(between: Between, *ends: Outline) -> _Voices:
    keys = between.keys(Kind.SOURCE, {each for end in ends for each in end.on(end.denied)})
    withdrawn = {key for end in ends for key in end.withdrawn}
    return _Voices({number: SourceId(key) for number, key in keys.items()}, between.citing(withdrawn))


def _answer(end: Outline, looked: Looked, named: Mapping[int, ClaimId], claims: set[ClaimId], voices: _Voices) -> Known:
    """Give the answer at one end, of claims no more than some."""
    story, about = end.frame
    looked.disown(end.disowned(voices.keys, but=voices.unsure))
    known = outlined(story, end.asked, about={about.get(named[each]) for each in end.claims})
    return known._replace(claims=looked.claims(claims.intersection(looked.told()), about))


def _concerned(between: Between, first: Outline, last: Outline, moved: set[int], voices: _Voices) -> set[int]:
    """Give the claims that may be told otherwise: those whose statements *moved*, and all that rests on these.

    Those on which it is unsure what stands are among them, as voices spoke there that may be disowned otherwise.
    """
    was, now = first.frame.story, last.frame.story
    carried = between.citing(_unlike(first.withdrawn, last.withdrawn))
    marked = between.numbers(Kind.CLAIM, _unlike(marks(was.reports, first.asked), marks(now.reports, last.asked)))
    speaking = _speaking_for(_unlike(was.voices, now.voices), was.voices, now.voices)
    speaking |= {voices.keys[each] for end in (first, last) for each in end.on(voices.unsure)}
    speaking |= _unlike(*(each.disowned(voices.keys) for each in (first, last)))
    spoken = between.spoken_of_by(between.numbers(Kind.SOURCE, speaking))
    return between.beside({*moved, *carried, *marked, *spoken, *between.reworded()})


def _speaking_for(some: set[SourceId], *registered: Voices) -> set[SourceId]:
    """Give some voices with those that belong to them."""
    if not some:
        return set()
    belonging = (each for voices in registered for each in voices if not some.isdisjoint(principals(each, voices)))
    return {*some, *belonging}


def _unlike(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> set[Any]:
    return {each for each in one.keys() | other.keys() if one.get(each) != other.get(each)}
