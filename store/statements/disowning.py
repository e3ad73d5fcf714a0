"""When voices were disowned by whom they speak for, and by which of all that both say that is told."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sitlog.projections.lines import ASSERTING, Act
from sitlog.store.statements.rows import Row

_FOR_EVER = 2**63


class _Spell(NamedTuple):
    """From when until before when something holds, in microseconds, and the rows by which it does and then does not."""

    begin: int
    end: int
    rows: Sequence[Row]


def disowning(rows: Iterable[Row], principal: int, voices: Collection[int]) -> Iterator[Row]:
    """Choose, of what a source and voices say of claims, that from which it follows when it surely disowns which voice.

    A voice is disowned while it stands behind a claim and the other denies to be the author of that. Where it is for a
    time on account of some claims, what is said meanwhile of others adds nothing.
    """
    said: dict[tuple[int, int | None], list[Row]] = defaultdict(list)
    for row in sorted(rows):
        said[row.thing, row.source].append(row)
    denied = [
        (claim, spell) for claim, source in said if source == principal for spell in _denying(said[claim, source])
    ]
    for voice in voices:
        found = (
            both for claim, spell in denied if (claim, voice) in said for both in _during(spell, said[claim, voice])
        )
        yield from (row for spell in _covering(found) for row in spell.rows)


def _denying(said: Sequence[Row]) -> Iterator[_Spell]:
    return _spells(said, lambda row: row.act == Act.DISOWNS)


def _during(spell: _Spell, said: Sequence[Row]) -> Iterator[_Spell]:
    """When a voice stood behind a claim while another spell lasted."""
    for each in _spells(said, lambda row: row.act in ASSERTING):
        begin, end = max(spell.begin, each.begin), min(spell.end, each.end)
        if begin < end:
            yield _Spell(begin, end, (*spell.rows, *each.rows))


def _spells(said: Sequence[Row], holds: Callable[[Row], bool]) -> Iterator[_Spell]:
    """When what a source said last is of some kind, from all that it says of a claim, in order."""
    lasting: list[Row] = []
    for row in said:
        if holds(row):
            lasting.append(row)
        elif lasting:
            yield _Spell(lasting[0].said_latest, row.said_latest, (*lasting, row))
            lasting = []
    if lasting:
        yield _Spell(lasting[0].said_latest, _FOR_EVER, lasting)


def _covering(spells: Iterable[_Spell]) -> Iterator[_Spell]:
    """As many spells as it takes to cover all."""
    covered = -_FOR_EVER
    for spell in sorted(spells, key=lambda each: (each.begin, -each.end)):
        if spell.end > covered:
            covered = spell.end
            yield spell
