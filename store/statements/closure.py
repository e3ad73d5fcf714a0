"""A story of only some claims: all that their answer needs, found by indexes, and nothing that grows with the rest.

What is told of other claims in it is not the whole: ask it about the wanted ones alone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from json import loads
from typing import Any

from sitlog.domain.conflict import incompatible
from sitlog.domain.remarks import SELF_CLAIMS
from sitlog.domain.story import Claim, Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.projections.claims import claims
from sitlog.projections.lines import ASSERTING, Act
from sitlog.store import codec
from sitlog.store.ledger.heads import position_at
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.reading import events_of, story_of_rows
from sitlog.store.statements.rows import NOTHING, Row


def story_of(log: Held, situation: str, recorded_at: datetime | int, wanted: Collection[ClaimId]) -> Story:
    """Put together, as the log stood at an instant (with a zone) or position, what an answer on some claims needs.

    `known` gives of these claims just what it gives with the whole story; of those that the log has not, nothing.
    The texts of reports are not read: one that is held is empty.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, position_at(connection, recorded_at))
        return story_of_rows(connection, situation, _Closure(found).around(wanted), texts=False)


class _Closure:
    """Rows gathered step by step, each thing at most once."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._rows: list[Row] = []
        self._seen: set[int] = set()
        self._principals: dict[int, int] = {}

    def around(self, wanted: Collection[ClaimId]) -> list[Row]:
        """Give the rows that bear on some claims."""
        asked = self._take(self._numbers(Kind.CLAIM, wanted))
        self._take(self._declared(asked))
        self._take_aspects(asked)
        self._take_voices({row.source for row in self._rows if row.source is not None})
        self._take_disowned(asked)
        self._take_reports()
        self._take_voices(self._numbers(Kind.SOURCE, {key for row in self._rows for key in _others(row)}))
        incidents = {row.about for row in asked if row.about is not None}
        self._take({NOTHING} | incidents | self._numbers(Kind.INCIDENT, _abouts(asked)))
        return self._rows

    def _declared(self, asked: Iterable[Row]) -> set[int]:
        """The claims that somebody declared to be in conflict with these."""
        declared = (loads(row.rest)["claims"] for row in asked if row.act == Act.CONFLICTED)
        return self._numbers(Kind.CLAIM, {claim for conflict in declared for claim in conflict})

    def _take_aspects(self, asked: Sequence[Row]) -> None:
        """Take in the claims that give a value to the same aspect: whole, if both values cannot hold.

        Of the others it matters only whether those who say so said something else later.
        """
        sources = {row.source for row in asked if row.act in ASSERTING and row.source is not None}
        for about, aspect in {(row.about, row.aspect) for row in asked if row.about is not None and row.aspect}:
            beside = self._found.of_aspect(about, aspect)
            framed = {row.thing: _framed(row) for row in beside if row.act == Act.FRAMED}
            mine = [framed[row.thing] for row in asked if row.act == Act.FRAMED and row.thing in framed]
            self._take({thing for thing, claim in framed.items() if any(incompatible(claim, each) for each in mine)})
            others = [row for row in beside if row.thing not in self._seen]
            self._rows += others
            for thing in {row.thing for row in others}:
                self._rows += (row for row in self._found.by_sources(thing, sources) if row.about is None)

    def _take_voices(self, sources: set[int]) -> None:
        """Take in sources, and whom these belong to."""
        while coming := sources - self._seen:
            held = {row.thing: loads(row.rest) for row in self._take(coming) if row.act == Act.REGISTERED}
            keys = {source: each["affiliation"] for source, each in held.items() if each.get("affiliation")}
            tags = {key: codec.naming(self._found.situation, Kind.SOURCE, key) for key in keys.values()}
            numbers = self._found.numbers(list(tags.values()))
            self._principals |= {source: numbers[tags[key]] for source, key in keys.items()}
            sources = set(numbers.values())

    def _take_disowned(self, asked: Iterable[Row]) -> None:
        """Take in who was disowned by whom they speak for: what both say of the claims where that is so.

        It matters where two speak for the same one, and one of them stands behind a claim; and where somebody is said
        to have owned up to something by another's voice.
        """
        voices = {row.source: self._above(row.source) for row in self._rows if row.source is not None}
        behind = {row.source for row in asked if row.act in ASSERTING and row.source is not None}
        speaking = {
            principal: {voice for voice, above in voices.items() if principal in above}
            for principal in {each for voice in behind for each in voices[voice]}
        }
        disowning = {principal: below for principal, below in speaking.items() if len(below) > 1}
        for actor in self._numbers(Kind.SOURCE, {each["actor"] for each in _owned_up(asked)}):
            disowning[actor] = {voice for voice in behind if voice == actor or actor in voices[voice]}
        for principal, below in disowning.items():
            for claim in self._found.disowned_by(principal, below) - self._seen:
                self._rows += self._found.by_sources(claim, below | {principal})

    def _above(self, voice: int) -> set[int]:
        found: set[int] = set()
        at: int | None = self._principals.get(voice)
        while at is not None and at not in found:
            found.add(at)
            at = self._principals.get(at)
        return found - {voice}

    def _take_reports(self) -> None:
        """Take in what was published of the reports that statements rest on, or in which claims are named."""
        reports = {report for row in self._rows for report in _reports(row)}
        self._rows += self._found.reports(self._numbers(Kind.REPORT, reports))

    def _numbers(self, kind: Kind, keys: Collection[str]) -> set[int]:
        return set(self._found.numbers([codec.naming(self._found.situation, kind, key) for key in keys]).values())

    def _take(self, things: set[int]) -> list[Row]:
        coming = list(self._found.of_things(things - self._seen))
        self._seen |= things
        self._rows += coming
        return coming


def _framed(row: Row) -> Claim:
    (entry,) = events_of("", [row])
    (claim,) = claims.folded([entry]).values()
    return claim


def _reports(row: Row) -> Iterator[str]:
    """The reports that a statement rests on, or in which its publisher speaks of a claim."""
    if row.is_statement and '"evidence":[' in row.rest:  # spares the reading of those that surely have none
        yield from (each["report"] for each in loads(row.rest)["evidence"])
    elif row.act == Act.NAMED:
        yield loads(row.rest)["report"]


def _others(row: Row) -> Iterator[str]:
    """The sources that are named beside the one that speaks: who passed it on, who is said to have acted, an outlet."""
    if row.act == Act.PUBLISHED or (row.is_statement and ('"relayed_by"' in row.rest or '"actor"' in row.rest)):
        fields = loads(row.rest)
        yield from (fields[name] for name in ("relayed_by", "actor", "outlet") if name in fields)


def _owned_up(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    attributions = (loads(row.rest) for row in rows if row.act == Act.ATTRIBUTES)
    return (each for each in attributions if each["mode"] in SELF_CLAIMS)


def _abouts(rows: Iterable[Row]) -> set[str]:
    """The incidents that claims are about."""
    return {about for row in rows if row.act == Act.FRAMED and (about := loads(row.rest).get("about"))}
