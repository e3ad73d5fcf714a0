"""Which statements on claims near others decide anything about these, at whatever instant is asked.

That is so by when statements were said, all of them considered, and if no report was ever withdrawn on which what is
chosen rests, or what is said of the claims asked about. Where somebody stands behind a rival for good, and needs no
report for it, it is asserted from then on: who says so later, or otherwise, decides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product

from sitlog.projections.lines import ASSERTING, Act
from sitlog.store.statements.near import Near
from sitlog.store.statements.rows import Row

Speaking = Mapping[int, AbstractSet[int]]
"""For whom voices speak, and which: those of whom it matters whether they are disowned."""

_CITED = re.compile(r'"report":"([^"]+)"')  # a key of evidence: within a text, quotation marks are escaped


def deciding(asked: Iterable[Row], near: Near, speaking: Speaking) -> list[Row]:
    """Choose of rows near claims, whose own are given, those that decide; for somebody speak those who may be kin."""
    own = sorted(row for row in asked if row.is_statement)
    said = _by_claim(row for row in near.rows if row.thing in near.rivals)
    heard = {*_superseding(own, near), *_citing_the_same(own, near)}
    kin = {voice for voices in speaking.values() for voice in voices}
    denying = {row.position for each in said.values() for row in _denying(each, speaking.keys())}
    # A status began when whatever was said at that moment may have been said first: so all of that is chosen.
    moments = {row.said_latest for row in own} | {row.said_latest for each in said.values() for row in _telling(each)}
    return [
        row
        for row in near.rows
        if row.act == Act.FRAMED
        or (row.thing, row.source) in heard
        or row.position in denying
        or (row.thing in near.rivals and (row.said_latest in moments or row.source in kin))
    ]


def cited(row: Row) -> list[str]:
    """Give the reports on which a statement rests."""
    return _CITED.findall(row.rest) if row.is_statement and '"evidence":[' in row.rest else []


def _by_claim(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    said: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_statement:
            said[row.thing].append(row)
    return said


def _superseding(own: Iterable[Row], near: Near) -> Iterator[tuple[int, int | None]]:
    """On which claims it matters what who says, as they stand behind another value of the same aspect.

    A claim is superseded no more once somebody stands behind it for good who is behind no other value.
    """
    behind: dict[int, set[int | None]] = defaultdict(set)
    for row in (*own, *near.rows):
        if row.act in ASSERTING:
            behind[row.thing].add(row.source)
    told = _by_claim(own)
    for claim, others in near.alike.items():
        elsewhere = {source for other in others for source in behind[other]}
        last = _first_for_good(told[claim], lambda row: row.source not in elsewhere)  # noqa: B023  # called at once
        before = (row for row in told[claim] if last is None or row.said_latest < last.said_latest)
        sources = {row.source for row in before if row.act in ASSERTING} & elsewhere
        yield from product(others, sources)


def _citing_the_same(own: Iterable[Row], near: Near) -> Iterator[tuple[int, int | None]]:
    """On which claims it matters what who says, as a report carries them and a claim with a value that excludes theirs.

    That they do is told by their values: those that were declared to be in conflict may have none.
    """
    reports = {report for row in own if row.act in ASSERTING for report in cited(row)}
    valued = near.rivals & {other for others in near.alike.values() for other in others}
    for row in near.rows if reports else ():
        if row.thing in valued and row.act in ASSERTING and not reports.isdisjoint(cited(row)):
            yield row.thing, row.source


def _telling(said: Sequence[Row]) -> Iterator[Row]:
    """From all that is said of a claim, in order, what tells when somebody stands behind it, surely or perhaps."""
    while (first := _first_for_good(said, lambda row: '"evidence":[' not in row.rest)) is not None:
        yield first
        # Before that, the same again: who stands behind it for good as far as that goes?
        until = first.said_latest, first.said_earliest
        said = [row for row in said if row.said_latest < until[0] or row.said_earliest < until[1]]
    behind = {row.source for row in said if row.act in ASSERTING}
    yield from (row for row in said if row.source in behind)


def _denying(said: Iterable[Row], sources: AbstractSet[int]) -> Iterator[Row]:
    """When sources deny to be the author of a claim, and what they say of it next."""
    denied: set[int | None] = set()
    for row in said:
        if row.source in sources:
            if row.act == Act.DISOWNS or row.source in denied:
                yield row
            (denied.add if row.act == Act.DISOWNS else denied.discard)(row.source)


def _first_for_good(said: Iterable[Row], counts: Callable[[Row], bool]) -> Row | None:
    """The first statement, of those in order, by which a source stood behind the claim and said nothing else since."""
    since: dict[int | None, Row] = {}
    for row in said:
        if row.act in ASSERTING and counts(row):
            since.setdefault(row.source, row)
        else:
            since.pop(row.source, None)
    return min(since.values(), default=None)
