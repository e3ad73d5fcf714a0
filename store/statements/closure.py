"""A story of only some claims: all that their answer needs, found by indexes, and nothing that grows with the rest.

What is told of other claims in it is not the whole: ask it about the wanted ones alone.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain
from json import loads

from sitlog.domain.remarks import SELF_CLAIMS
from sitlog.domain.story import Stance, Story
from sitlog.domain.values import ClaimId, Kind
from sitlog.projections.lines import STANCE_OF, Act
from sitlog.store import codec
from sitlog.store.ledger.heads import position_at
from sitlog.store.statements.deciding import Speaking, cited, deciding
from sitlog.store.statements.disowning import disowning
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.kin import Kin
from sitlog.store.statements.near import Near, near_to
from sitlog.store.statements.reading import story_of_rows
from sitlog.store.statements.rows import NOTHING, Row, withdraws


def story_of(
    log: Held, situation: str, recorded_at: datetime | int, wanted: Collection[ClaimId], *, sparing: bool = False
) -> Story:
    """Put together, as the log stood at an instant (with a zone) or position, what an answer on some claims needs.

    `known` gives of these claims just what it gives with the whole story; of those that the log has not, nothing.
    The texts of reports are not read: one that is held is empty. A *sparing* story has of what is said of claims in
    conflict only what decides: enough as long as it is asked by when statements were said, and nothing is left out.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        position = recorded_at if isinstance(recorded_at, int) else position_at(connection, recorded_at)
        closure = _Closure(Found(connection, ledger.names, situation, position))
        return story_of_rows(connection, situation, closure.around(wanted, sparing=sparing), texts=False)


class _Closure:
    """Rows gathered step by step, each at most once."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._rows: dict[tuple[int, ...], Row] = {}
        self._heard: set[int] = set()
        self._kin = Kin(found)

    def around(self, wanted: Collection[ClaimId], *, sparing: bool) -> Collection[Row]:
        """Give the rows that bear on some claims."""
        asked = self._take(self._found.of_things(self._numbers(Kind.CLAIM, wanted)))
        near = near_to(self._found, asked)
        published = self._take(self._reports(asked))
        self._take_named(asked, published)
        speaking = self._speaking(asked, near)
        disowned = self._disowned(speaking)
        chosen = deciding(asked, near, speaking)
        for principal, rows in disowned.items():
            chosen += disowning(rows, principal, speaking[principal])
        if not sparing or any(map(withdraws, (*published, *self._reports(chosen)))):
            chosen = [*near.rows, *chain.from_iterable(disowned.values())]
            self._take(self._reports(chosen))
        self._take(chosen)
        self._take(self._attributed(near.rivals | {row.thing for row in near.rows if row.key in self._rows}))
        return self._rows.values()

    def _take_named(self, asked: Iterable[Row], published: Iterable[Row]) -> None:
        """Take in whom and what these rows name, whom those belong to, and that something was redacted."""
        sources = {row.source for row in asked if row.source is not None}
        sources |= self._numbers(Kind.SOURCE, {key for row in (*asked, *published) for key in _others(row)})
        incidents = {row.about for row in asked if row.about is not None}
        incidents |= self._numbers(Kind.INCIDENT, _abouts(asked))
        self._take(self._hear({NOTHING} | sources | incidents))

    def _speaking(self, asked: Sequence[Row], near: Near) -> Speaking:
        """Give those by whom it matters that they disowned voices, with these.

        It matters where of two that speak for the same one, one is behind a claim and the other against it; and where
        somebody is said to have owned up to something by another's voice.
        """
        behind = _standing(asked, Stance.ASSERTS)
        speaking = self._divided(behind, asked, near) if any(map(self._kin.above, behind)) else {}
        for actor in self._numbers(Kind.SOURCE, _owning_up(asked)):
            voices = {voice for voice in behind if voice == actor or actor in self._kin.above(voice)}
            speaking[actor] = speaking.get(actor, set()) | voices
        return speaking

    def _divided(self, behind: set[int], asked: Sequence[Row], near: Near) -> dict[int, set[int]]:
        """Find for whom some speak who are behind a claim, and others who are against it, and take in these."""
        rivals = _standing((row for row in near.rows if row.thing in near.rivals), Stance.ASSERTS)
        aside = self._hear(rivals)
        divided = self._kin.divided(behind, rivals | _standing(asked, Stance.DENIES))
        voices = {voice for each in divided.values() for voice in each}
        above = {principal for voice in voices for principal in self._kin.above(voice)}
        self._take(row for row in aside if row.thing in voices | above)
        return divided

    def _disowned(self, speaking: Speaking) -> dict[int, list[Row]]:
        """Find what those for whom voices speak say, and these, of claims of which they deny to be the author."""
        return {
            principal: list(self._found.disowned_by(principal, voices | {principal}))
            for principal, voices in speaking.items()
        }

    def _attributed(self, near: AbstractSet[int]) -> list[Row]:
        """Find for claims that are not framed by what is there who attributed them, and all that these say of them."""
        acts = {Act.FRAMED, Act.ATTRIBUTES}
        unframed = near - {row.thing for row in self._rows.values() if row.act in acts}
        found = [row for row in self._found.of_things(unframed) if row.is_statement]
        who = {row.thing: row.source for row in found if row.act == Act.ATTRIBUTES}
        return [row for row in found if row.source == who.get(row.thing)]

    def _hear(self, things: set[int]) -> list[Row]:
        """Read what is told of things, and of whom they belong to; of each once."""
        heard: list[Row] = []
        while coming := things - self._heard:
            self._heard |= coming
            rows = list(self._found.of_things(coming))
            heard += rows
            things = self._kin.learn(rows)
        return heard

    def _reports(self, rows: Iterable[Row]) -> Iterator[Row]:
        """What was published of the reports that statements rest on, or in which claims are named."""
        return self._found.reports(self._numbers(Kind.REPORT, {report for row in rows for report in _reports(row)}))

    def _numbers(self, kind: Kind, keys: Collection[str]) -> set[int]:
        return set(self._found.numbers([codec.naming(self._found.situation, kind, key) for key in keys]).values())

    def _take(self, rows: Iterable[Row]) -> list[Row]:
        taken = [row for row in rows if row.act not in _BESIDE]
        self._rows |= {row.key: row for row in taken}
        return taken


_NAMED = re.compile(r'"(?:relayed_by|actor|outlet)":"([^"]+)"')  # keys: within a text, quotation marks are escaped
_BESIDE = {Act.CAPTURED, Act.CLAIM_JUDGED, Act.SOURCE_JUDGED}
"""What stands beside a story and is no part of it."""


def _standing(rows: Iterable[Row], stance: Stance) -> set[int]:
    return {row.source for row in rows if row.source is not None and STANCE_OF.get(row.act) is stance}


def _reports(row: Row) -> list[str]:
    """The reports that a statement rests on, or in which its publisher speaks of a claim."""
    return [loads(row.rest)["report"]] if row.act == Act.NAMED else cited(row)


def _others(row: Row) -> list[str]:
    """The sources that are named beside the one that speaks: who passed it on, who is said to have acted, an outlet."""
    return _NAMED.findall(row.rest) if row.is_statement or row.act == Act.PUBLISHED else []


def _owning_up(rows: Iterable[Row]) -> set[str]:
    """Those who are said to have owned up to something."""
    attributions = (loads(row.rest) for row in rows if row.act == Act.ATTRIBUTES)
    return {each["actor"] for each in attributions if each["mode"] in SELF_CLAIMS}


def _abouts(rows: Iterable[Row]) -> set[str]:
    """The incidents that claims are about."""
    return {about for row in rows if row.act == Act.FRAMED and (about := loads(row.rest).get("about"))}
