"""What is read of claims in conflict is little, and no answer is another for it."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from sitlog.domain.answer import document
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.conflict import rivals
from sitlog.domain.errors import Refused
from sitlog.domain.event import Event
from sitlog.domain.knowledge import Known, known
from sitlog.domain.remarks import Remark, principals
from sitlog.domain.status import Status
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId
from sitlog.domain.when import When
from sitlog.domain.without import without
from sitlog.store.log import SituationLog
from sitlog.store.statements.closure import story_of
from sitlog.store.views.stories import story_at
from tests.given import (
    TOWN,
    at,
    between,
    blames,
    cites,
    claim,
    clock,
    conflict,
    corrects,
    corroborates,
    denies,
    incident,
    opened,
    report,
    retracts,
    says,
    source,
    unclear,
    updates,
)
from tests.laws import Ticking

TOWN_HALL = {"town-hall": None, "clerk": "town-hall", "officer": "clerk", "guard": "town-hall"}
VOICES = {**TOWN_HALL, "gang": None, "blog": "gang", "friend": "gang", "paper": None, "witness": None}
DEATHS = {"one-dead": (1, 1), "two-dead": (2, 2), "three-dead": (3, 3), "some-dead": (1, None), "many-dead": (3, None)}
CLAIMS = (*DEATHS, "arson", "post", "fire-by-gang", "fire-by-blog", "fire-by-clerk")
REPORTS = ("news", "bulletin", "letter")
HOURS = [f"{hour}:00" for hour in range(8, 22)]


def prelude() -> Iterator[Event]:
    """Who may speak, of what, and through what."""
    yield opened()
    yield from (source(key, of=principal) for key, principal in VOICES.items())
    yield incident("fire", by="paper", occurred=between("8:00", "9:00"))
    for key, (least, most) in DEATHS.items():
        value: dict[str, Any] = {"type": "number", "at_least": least} | ({"at_most": most} if most else {})
        yield claim(key, about="fire", aspect="deaths", value=value)
    yield from (claim("arson", about="fire"), claim("post"))
    yield from (report(key, outlet="paper", published=at("9:00")) for key in REPORTS[:-1])
    yield report(REPORTS[-1], outlet="paper", published=at("9:00"), evidence=[cites(REPORTS[0])])


class Quarrel:
    """People who say this and that of a few claims that exclude each other, and take it back, and say it again."""

    def __init__(self, chance: Random) -> None:
        """Let chance decide; of how many voices, claims and hours they are is chosen first."""
        self._chance = chance
        self._voices = chance.sample(list(VOICES), chance.randint(2, len(VOICES)))
        self._claims = chance.sample(CLAIMS, chance.randint(2, 5))
        self._hours = sorted(chance.sample(HOURS, chance.randint(3, len(HOURS))))
        self._cited = chance.choice([0, 0.1, 0.5])
        self._withdrawing = chance.random() < 0.2
        self._revision = 1

    def next(self, position: int) -> Event:
        """What somebody tries to record next, after an entry."""
        made = self._chance.random()
        if made < 0.05:
            return conflict(*self._chance.sample(CLAIMS, 2))
        if made < 0.1:
            return self._blamed()
        if made < 0.13:
            self._revision += 1
            kind = "withdrawal" if self._withdrawing else "correction"
            named = {} if self._withdrawing else {"wrong": [self._chance.choice(self._claims)]}
            return updates("news", self._revision, self._when(), kind, **named)
        if made < 0.17:
            return corrects(self._chance.randint(position - 8, position), self._said())
        return self._said()

    def _said(self) -> Event:
        deeds: list[Callable[..., Event]] = [says, says, says, says, denies, denies, unclear, retracts]
        do = self._chance.choice([*deeds, self._disowned, self._backed])
        return do(self._chance.choice(self._voices), self._chance.choice(self._claims), self._when(), **self._by_what())

    def _disowned(self, by: str, of: str, said: When, **fields: Any) -> Event:
        by = self._chance.choice([by, "town-hall", "gang"])
        return denies(by, of, said, scope="authorship", **fields)

    def _backed(self, by: str, of: str, said: When, **fields: Any) -> Event:
        return corroborates(by, of, said, self._chance.choice(["independent", "same_origin"]), **fields)

    def _blamed(self) -> Event:
        mode = self._chance.choice(["accusation", "self_claim", "apparent_self_claim"])
        actor = self._chance.choice(["gang", "blog", "clerk"])
        return blames(self._chance.choice(self._voices), actor, "fire", self._when(), mode=mode, **self._by_what())

    def _by_what(self) -> dict[str, Any]:
        return {"evidence": [cites(self._chance.choice(REPORTS))]} if self._chance.random() < self._cited else {}

    def _when(self) -> When:
        hour, other = sorted(self._chance.choices(self._hours, k=2), key=HOURS.index)
        which = self._chance.random()
        if which < 0.7 or hour == other:
            return at(hour)
        return between(hour, other) if which < 0.9 else replace(between(hour, other), earliest=None)


def quarrelled(url: str, chance: Random, entries: int) -> SituationLog:
    log = SituationLog.open(url, create=True, clock=Ticking())
    log.record(*prelude())
    quarrel = Quarrel(chance)
    for _ in range(entries):
        with suppress(Refused):
            log.record(quarrel.next(log.head.position))
    return log


def asked_at(log: SituationLog, hour: str, by: Clock, *, strict: bool) -> Asked:
    recorded_at = clock("23:00", days=9)
    return Asked(
        at=clock(hour), recorded_at=recorded_at, by=by, strict=strict, position=log.head.position, root="0" * 64
    )


def answers_alike(part: Story, whole: Story, asked: Asked, wanted: Collection[ClaimId]) -> None:
    """What `known` and `why` tell of claims is the same from both stories."""
    told, expected = (known(each, asked, everything=True, only=wanted) for each in (part, whole))
    assert told.claims == expected.claims
    told, expected = (known(each, asked, only=wanted) for each in (part, whole))
    assert document(told) == document(expected)


def is_told_alike(part: Story, whole: Story, wanted: Collection[ClaimId]) -> None:
    """What else is told of claims is the same: who speaks and for whom, and which others are in conflict with them."""
    for each in wanted:
        assert list(part.told.get(each, ())) == list(whole.told.get(each, ()))
        for said in whole.told.get(each, ()):
            named = [each for each in (said.source, said.relayed_by, said.actor) if each]
            for voice in [*named, *(above for each in named for above in principals(each, whole.voices))]:
                assert part.voices[voice] == whole.voices[voice]
        against, expected = (rivals(put.claims, put.conflicts).get(each, frozenset()) for put in (part, whole))
        assert against == expected
        assert {key: _worded(part, key) for key in against} == {key: _worded(whole, key) for key in against}


def _worded(put: Story, key: ClaimId) -> str | None:
    return put.claims[key].text if key in put.claims else None


@pytest.mark.parametrize("seed", range(12))
def test_what_decides_on_claims_answers_as_the_whole_does(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    with quarrelled("sqlite://", chance, chance.choice([20, 50, 80])) as log:
        agree(log, chance)


@pytest.mark.parametrize("seed", range(100, 102))
def test_what_decides_on_claims_does_so_on_every_database(database_url: str, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    with quarrelled(database_url, chance, 50) as log:
        agree(log, chance)


def agree(log: SituationLog, chance: Random) -> None:
    head = log.head.position
    whole = story_at(log, TOWN, head)
    some = [tuple(map(ClaimId, chance.sample(CLAIMS, 3))) for _ in range(3)]
    for wanted in [*((ClaimId(each),) for each in CLAIMS), *some]:
        read, sparing = (story_of(log, TOWN, head, wanted, sparing=each) for each in (False, True))
        is_told_alike(sparing, whole, wanted)
        for hour, strict in product(chance.sample(HOURS, 3), (False, True)):
            answers_alike(sparing, whole, asked_at(log, hour, Clock.SAID, strict=strict), wanted)
            by_publication = asked_at(log, hour, Clock.PUBLICATION, strict=strict)
            answers_alike(read, whole, by_publication, wanted)
            left_out = [chance.choice(list(VOICES)), chance.choice(REPORTS)]
            answers_alike(without(read, left_out), without(whole, left_out), by_publication, wanted)


def test_what_was_said_of_a_rival_at_the_same_moment_tells_when_a_dispute_began() -> None:
    said = [
        says("paper", "two-dead", at("9:00")),
        says("witness", "two-dead", between("10:00", "12:00")),
        says("officer", "three-dead", between("11:00", "12:00")),
    ]

    (told,) = told_sparingly(*said, of="three-dead").claims

    assert [(each.status, each.earliest) for each in told.phases] == [(Status.DISPUTED, clock("10:00"))]


def test_who_denied_a_rival_for_a_while_disowns_nobody_afterwards() -> None:
    said = [
        says("paper", "two-dead", at("8:00")),
        says("clerk", "three-dead", at("10:00")),
        denies("guard", "three-dead", at("10:00")),
        denies("town-hall", "two-dead", at("10:00"), scope="authorship"),
        unclear("town-hall", "two-dead", at("11:00")),
        says("clerk", "two-dead", at("12:00")),
    ]

    (told,) = told_sparingly(*said, of="three-dead").claims

    assert Remark.SPLIT in told.remarks


def test_a_rival_that_only_a_withdrawn_report_carries_is_asserted_no_more() -> None:
    said = [
        says("paper", "two-dead", at("9:00")),
        says("officer", "three-dead", at("10:00")),
        says("paper", "two-dead", at("11:00"), evidence=[cites("news")]),
        updates("news", 2, at("13:00"), "withdrawal"),
    ]

    (told,) = told_sparingly(*said, of="three-dead").claims

    assert [each.status for each in told.phases] == [Status.DISPUTED, Status.UNCHALLENGED]


def test_a_voice_is_disowned_whenever_it_is_on_account_of_any_claim() -> None:
    said = [
        says("blog", "post", at("8:00")),
        denies("gang", "post", at("9:00"), scope="authorship"),
        unclear("gang", "post", at("10:00")),
        blames("blog", "gang", "fire", at("10:00"), mode="self_claim"),
        says("blog", "arson", at("11:00")),
        denies("gang", "arson", at("12:00"), scope="authorship"),
    ]

    (told,) = told_sparingly(*said, of="fire-by-gang").claims

    assert Remark.DISOWNED in told.remarks


def test_who_attributed_a_claim_and_took_it_back_is_not_disowned_for_it() -> None:
    said = [
        blames("gang", "clerk", "fire", at("8:00")),
        says("witness", "fire-by-clerk", at("8:15")),
        blames("blog", "gang", "fire", at("9:00")),
        retracts("blog", "fire-by-gang", at("9:30")),
        says("gang", "fire-by-gang", at("8:30")),
        denies("gang", "fire-by-gang", at("10:00"), scope="authorship"),
        says("blog", "fire-by-clerk", at("12:00")),
        denies("friend", "fire-by-clerk", at("12:00")),
    ]

    (told,) = told_sparingly(*said, of="fire-by-clerk").claims

    assert Remark.SPLIT in told.remarks


def test_an_attribution_is_not_superseded_by_what_the_desk_framed_otherwise() -> None:
    said = [blames("paper", "clerk", "fire", at("9:00")), blames("paper", "gang", "fire", at("10:00"))]

    (told,) = told_sparingly(claim("fire-by-gang"), *said, of="fire-by-clerk").claims

    assert told.remarks == ()


def told_sparingly(*events: Event, of: str) -> Known:
    """What is known of a claim in the evening from no more than decides; it is what the whole tells."""
    with SituationLog.open("sqlite://", create=True, clock=Ticking()) as log:
        log.record(*prelude())
        log.record(*events)
        asked = asked_at(log, "20:00", Clock.SAID, strict=False)
        wanted = [ClaimId(of)]
        part = story_of(log, TOWN, asked.position, wanted, sparing=True)
        answers_alike(part, story_at(log, TOWN, asked.position), asked, wanted)
        return known(part, asked, only=wanted)
