"""The claims near those that are asked about: in conflict with them, or with another value of the same aspect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from json import loads
from typing import NamedTuple

from sitlog.domain.conflict import incompatible
from sitlog.domain.story import Claim
from sitlog.domain.values import Kind
from sitlog.projections.claims import claims
from sitlog.projections.lines import ASSERTING, Act
from sitlog.store import codec
from sitlog.store.statements.finding import Found
from sitlog.store.statements.reading import events_of
from sitlog.store.statements.rows import Row


class Near(NamedTuple):
    """How claims near others are framed, and what is said of them; of claims by their numbers.

    *rivals* are those in conflict with the others: of these it is all that is said, in order. *alike* has, for each
    claim asked about, those with a value of the same aspect: of these it is what sources say who stand behind that one.
    """

    rows: Sequence[Row]
    rivals: set[int]
    alike: Mapping[int, AbstractSet[int]]


def near_to(found: Found, asked: Sequence[Row]) -> Near:
    """Find what is near the claims whose rows are given."""
    own = {row.thing for row in asked}
    alike: dict[int, set[int]] = defaultdict(set)
    valued: dict[tuple[int, ...], Row] = {}
    rivals = _declared(found, asked)
    for place, mine in _by_aspect(asked).items():
        beside = [row for row in found.of_aspect(*place, _behind(mine)) if row.thing not in own]
        valued |= {row.key: row for row in beside}
        rivals |= set(_excluded(_framed(place, beside), _framed(place, mine)))
        claims_of_it = {row.thing for row in (*beside, *mine)}
        for each in claims_of_it & own:
            alike[each] |= claims_of_it - {each}
    rivals -= own
    rows = [row for row in valued.values() if row.thing not in rivals]
    rows += (row for row in found.of_things(rivals) if row.act <= Act.FRAMED)
    return Near(sorted(rows), rivals, alike)


def _declared(found: Found, asked: Iterable[Row]) -> set[int]:
    """The claims that somebody declared to be in conflict with these."""
    keys = {claim for row in asked if row.act == Act.CONFLICTED for claim in loads(row.rest)["claims"]}
    return set(found.numbers([codec.naming(found.situation, Kind.CLAIM, key) for key in keys]).values())


def _by_aspect(asked: Iterable[Row]) -> Mapping[tuple[int, str], list[Row]]:
    """The rows of claims by each aspect that these have a value of; all that is told of such a claim."""
    told: dict[int, list[Row]] = defaultdict(list)
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in asked:
        told[row.thing].append(row)
        if row.about is not None and row.aspect is not None:
            places[row.about, row.aspect].add(row.thing)
    return {place: [row for thing in things for row in told[thing]] for place, things in places.items()}


def _behind(rows: Iterable[Row]) -> set[int]:
    return {row.source for row in rows if row.act in ASSERTING and row.source is not None}


def _framed(place: tuple[int, str], rows: Iterable[Row]) -> Mapping[int, Claim]:
    framed = [row for row in rows if row.act == Act.FRAMED and (row.about, row.aspect) == place]
    numbers = {row.position: row.thing for row in framed}
    return {numbers[each.framed_by]: each for each in claims.folded(events_of("", framed)).values()}


def _excluded(others: Mapping[int, Claim], mine: Mapping[int, Claim]) -> Iterator[int]:
    return (thing for thing, each in others.items() if any(incompatible(each, one) for one in mine.values()))
