"""What a ledger keeps, and under which conditions."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from eventsourcing.dcb.api import DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.persistence import ProgrammingError
from sqlalchemy import select

from sitlog.domain.errors import BadEvent, LogUnreachable, NoSuchEntry
from sitlog.store.ledger.conditions import Condition, Overtaken, Tagged
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Placed
from sitlog.store.ledger.query import Scope
from sitlog.store.ledger.tables import entries
from sitlog.store.proofs.disclosure import digest_of
from sitlog.store.proofs.tree import Frontier, inclusion_proof, leaf_hash, verify_inclusion
from sitlog.store.recorder import Recorder, open_recorder
from tests.store.ledgers import NOON, TownClock, draft


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite://" if request.param == "memory" else str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def clock() -> TownClock:
    return TownClock()


@pytest.fixture
def ledger(url: str, clock: TownClock) -> Iterator[Recorder]:
    ledger = open_recorder(url, create=True, clock=clock)
    yield ledger
    ledger.close()


def tagged(*tags: str, types: tuple[str, ...] = (), after: int = 0) -> Condition:
    return Condition([Tagged(tags, types)], after)


def test_an_empty_log_reaches_nowhere(ledger: Recorder) -> None:
    head = ledger.head()

    assert (head.position, head.recorded_at, head.root) == (0, None, Frontier().root)
    assert list(ledger.read_stored()) == []
    assert ledger.head_at(NOON) == head


def test_what_is_appended_is_read_back(ledger: Recorder) -> None:
    appended = ledger.append_drafts([draft("BridgeClosed", "bridge:old", "source:mayor"), draft("SirenHeard")])

    first, second = ledger.read_stored(whole=True)
    assert (appended.positions, appended.recorded_at) == (range(1, 3), NOON)
    assert (first.position, first.recorded_at, first.type, first.schema) == (1, NOON, "BridgeClosed", 1)
    assert (first.situation, first.payload) == ("flood", b'{"what":"BridgeClosed"}')
    assert first.tags == ("situation:flood", "bridge:old", "source:mayor")
    assert (second.position, second.tags) == (2, ("situation:flood",))


def test_the_tag_of_the_situation_keeps_the_place_it_was_given(ledger: Recorder) -> None:
    ledger.append([DCBEvent("BridgeClosed", b"{}", ["bridge:old", "situation:flood", "bridge:old"])])

    (read,) = ledger.read()
    assert read.event.tags == ["bridge:old", "situation:flood", "bridge:old"]
    assert [stored.situation for stored in ledger.read_stored(Scope(situation="flood"))] == ["flood"]


def test_payloads_are_kept_byte_for_byte(ledger: Recorder) -> None:
    payloads = [b"", b"not json \x00\xff", b'{"text":"' + "Brücke ☃".encode() + b'"}', b"x" * 300_000]

    ledger.append([DCBEvent("Noted", payload) for payload in payloads])

    assert [stored.payload for stored in ledger.read_stored()] == payloads


def test_entries_are_canonical_json_about_the_disclosure(ledger: Recorder, clock: TownClock) -> None:
    clock.now = NOON.astimezone().replace(microsecond=250)
    ledger.append_drafts([draft("BridgeClosed"), replace(draft("SirenHeard", situation=None), schema=3)])

    for stored, disclosure in zip(ledger.read_stored(whole=True), column(ledger, "disclosure"), strict=True):
        entry = json.loads(stored.entry)
        assert rfc8785.dumps(entry) == stored.entry
        assert stored.entry.isascii()
        assert entry["disclosure"] == digest_of(disclosure)
        assert (entry["position"], entry["type"], entry["schema"]) == (stored.position, stored.type, stored.schema)
        assert entry["recorded_at"] == "2031-05-06T12:00:00.000250Z"
        assert (entry["situation"] is None) == (stored.situation is None)


def test_entries_do_not_tell_the_name_of_the_situation(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed"), draft("SirenHeard"), draft("FireSeen", situation="fire")])

    opaque = [json.loads(stored.entry)["situation"] for stored in ledger.read_stored(whole=True)]
    assert opaque[0] == opaque[1] != opaque[2]
    assert {len(name) for name in opaque} == {22}
    assert "flood" not in opaque[0]


def test_the_same_words_leave_different_disclosures(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed"), draft("BridgeClosed")])

    one, other = column(ledger, "disclosure")
    assert one != other
    assert json.loads(one)[1] == json.loads(other)[1]


def test_the_time_of_recording_never_goes_back(ledger: Recorder, clock: TownClock) -> None:
    ledger.append_drafts([draft("BridgeClosed")])
    clock.strike(minutes=-30)
    ledger.append_drafts([draft("SirenHeard")])
    later = clock.strike(minutes=45)
    ledger.append_drafts([draft("FireSeen"), draft("FireOut")])

    assert [stored.recorded_at for stored in ledger.read_stored()] == [NOON, NOON, later, later]


def test_types_are_told_apart_by_their_version(ledger: Recorder) -> None:
    ledger.append_drafts([replace(draft("BridgeClosed"), schema=schema) for schema in (1, 2, 1)])

    assert [stored.schema for stored in ledger.read_stored(Scope(types=("BridgeClosed",)))] == [1, 2, 1]


def test_a_scope_is_all_that_it_says(ledger: Recorder, clock: TownClock) -> None:
    ledger.append_drafts([draft("BridgeClosed", "by:mayor"), draft("SirenHeard", "by:anna")])
    clock.strike(minutes=10)
    ledger.append_drafts([draft("BridgeClosed", "by:anna", situation="fire"), draft("BridgeOpened", "by:anna")])

    def positions(scope: Scope, **how: bool | int) -> list[int]:
        return [stored.position for stored in ledger.read_stored(scope, **how)]  # type: ignore[arg-type]  # of a table

    by_anna = DCBQuery([DCBQueryItem(tags=["by:anna"])])
    either = DCBQuery([DCBQueryItem(tags=["by:mayor"]), DCBQueryItem(types=["BridgeOpened", "SirenHeard"])])
    assert positions(Scope(situation="flood")) == [1, 2, 4]
    assert positions(Scope(types=("BridgeClosed",))) == [1, 3]
    assert positions(Scope(situation="fire", types=("BridgeOpened",))) == []
    assert positions(Scope(situation="nowhere")) == []
    assert positions(Scope(query=by_anna)) == [2, 3, 4]
    assert positions(Scope(query=by_anna, situation="flood", types=("BridgeOpened",))) == [4]
    assert positions(Scope(query=either), limit=2, reverse=True) == [4, 2]
    assert positions(Scope(query=either, situation="fire")) == []
    assert positions(Scope(query=DCBQuery([DCBQueryItem(tags=["by:anna", "situation:flood"])]))) == [2, 4]
    assert positions(Scope(query=DCBQuery([DCBQueryItem(tags=["situation:fire", "situation:flood"])]))) == []
    assert positions(Scope(after=1, until=3)) == [2, 3]
    assert positions(Scope(recorded_by=NOON + timedelta(minutes=9))) == [1, 2]
    assert positions(Scope(recorded_by=NOON - timedelta(minutes=1))) == []
    assert positions(Scope(), reverse=True, limit=3) == [4, 3, 2]


def test_reading_streams_one_state_of_the_log(ledger: Recorder) -> None:
    ledger.append_drafts([draft(f"Drop{number}") for number in range(2500)])
    reading = ledger.read_stored()
    first = next(reading)

    ledger.append_drafts([draft("BridgeClosed")])

    assert first.position == 1
    assert reading.head.position == 2500
    assert [stored.position for stored in reading] == list(range(2, 2501))


def test_a_reading_can_be_left_early(ledger: Recorder) -> None:
    ledger.append_drafts([draft(f"Drop{number}") for number in range(2500)])
    reading = ledger.read_stored()
    next(reading)

    reading.close()

    assert list(reading) == []
    assert ledger.append_drafts([draft("BridgeClosed")]).positions == range(2501, 2502)


def test_a_condition_fails_on_what_came_after_the_decision(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed", "bridge:old"), draft("SirenHeard")])

    with pytest.raises(Overtaken, match="entry 1"):
        ledger.append_drafts([draft("BridgeOpened")], tagged("bridge:old"))
    with pytest.raises(Overtaken, match="entry 2"):
        ledger.append_drafts([draft("BridgeOpened")], tagged("situation:flood", after=1))

    for passing in (
        tagged("bridge:old", after=1),
        tagged("bridge:new"),
        tagged("bridge:old", "situation:fire"),
        tagged("bridge:old", types=("BridgeOpened",)),
    ):
        ledger.append_drafts([draft("Noted", situation="fire")], passing)


def test_a_condition_sees_far_back(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed", "bridge:old")])
    ledger.append_drafts([draft("Drop") for _ in range(1500)])

    with pytest.raises(Overtaken, match="entry 1 "):
        ledger.append_drafts([draft("BridgeOpened")], tagged("bridge:old"))
    ledger.append_drafts([draft("BridgeOpened")], tagged("bridge:new"))


def test_an_identity_is_recorded_once_in_a_situation(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed", once="closed")])

    with pytest.raises(Overtaken, match="entry 1 has the same identity"):
        ledger.append_drafts([draft("SirenHeard"), draft("BridgeClosed", once="closed")])
    with pytest.raises(Overtaken, match="together"):
        ledger.append_drafts([draft("FireSeen", once="fire"), draft("FireSeen", once="fire")])
    ledger.append_drafts([draft("BridgeClosed", situation="fire", once="closed")])
    ledger.append_drafts([draft("BridgeClosed", situation=None, once="closed")])

    with pytest.raises(Overtaken, match="entry 3 has the same identity"):
        ledger.append_drafts([draft("BridgeClosed", situation=None, once="closed")])
    identity = draft("BridgeClosed", once="closed").identity or b""
    assert ledger.positions_of("flood", [identity, b"\0" * 16]) == {identity: 1}
    assert ledger.positions_of(None, [identity]) == {identity: 3}
    assert ledger.positions_of("nowhere", [identity]) == {}


def test_a_refused_append_leaves_nothing_behind(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed")])

    with pytest.raises(Overtaken):
        ledger.append_drafts([draft("FireSeen", "fire:1", situation="fire")], tagged("situation:flood"))

    assert ledger.tag_names("") == []
    assert ledger.tag_names("situation:") == ["situation:flood"]
    assert ledger.head().position == 1


def test_what_cannot_be_stored_is_refused_before_it_is_tried() -> None:
    good = draft("BridgeClosed")
    slips: list[dict[str, Any]] = [
        {"type": ""},
        {"type": 'Bridge"Closed'},
        {"type": "Brücke"},
        {"type": "Bridge\n"},
        {"tags": ("half \ud800",)},
        {"tags": ("nul \0",)},
        {"situation": "nul \0"},
        {"tags": ("situation:fire",)},
        {"identity": b"short"},
    ]
    for slip in slips:
        with pytest.raises(BadEvent):
            replace(good, **slip)


def test_nothing_is_not_appended(ledger: Recorder) -> None:
    with pytest.raises(ProgrammingError):
        ledger.append([])


def test_names_are_listed_and_placed(ledger: Recorder) -> None:
    ledger.append_drafts([draft("BridgeClosed", "bridge:old", "bridge:à"), draft("FireSeen", "b%", situation="fire")])
    ledger.append_drafts([draft("BridgeOpened", "bridge:old", "bridge_1")])

    assert ledger.tag_names("bridge:") == ["bridge:old", "bridge:à"]
    assert ledger.tag_names("b", limit=2) == ["b%", "bridge:old"]
    assert ledger.tag_names("situation:f") == ["situation:fire", "situation:flood"]
    assert ledger.first_positions(["bridge:old", "bridge_1", "nothing", "situation:fire", "situation:no"]) == {
        "bridge:old": 1,
        "bridge_1": 3,
        "situation:fire": 2,
    }


def test_the_head_can_be_asked_for_any_past_moment(ledger: Recorder, clock: TownClock) -> None:
    for number in range(1, 21):
        ledger.append_drafts([draft(f"Drop{number}") for _ in range(number % 4 + 1)])
        clock.strike(minutes=1)

    stored = list(ledger.read_stored(whole=True))
    frontier = Frontier()
    for each in stored:
        frontier, _ = frontier.append(leaf_hash(each.entry))
        assert ledger.head_at(each.position).root == frontier.root
        together = [other for other in stored if other.recorded_at <= each.recorded_at]
        assert ledger.head_at(each.recorded_at) == ledger.head_at(together[-1].position)
    assert ledger.head() == ledger.head_at(len(stored)) == ledger.head_at(clock.now)
    assert ledger.head_at(NOON - timedelta(seconds=1)).position == 0
    with pytest.raises(NoSuchEntry, match="no entry 999"):
        ledger.head_at(999)


def test_proofs_come_from_stored_nodes(ledger: Recorder) -> None:
    ledger.append_drafts([draft(f"Drop{number}") for number in range(13)])
    stored = list(ledger.read_stored(whole=True))

    for size in range(1, 14):
        for index in range(size):
            proof = inclusion_proof(index, size, ledger.read_nodes)
            verify_inclusion(leaf_hash(stored[index].entry), index, size, proof, ledger.head_at(size).root)


def test_what_must_stand_with_the_entries_is_written_with_them(url: str) -> None:
    seen: list[tuple[int, str | None]] = []

    def refuse_fires(connection: Connection, placed: Sequence[Placed]) -> None:
        assert connection.core.execute(select(entries.c.position)).scalars().all()[-1] == placed[-1].position
        seen.extend((one.position, one.draft.situation) for one in placed)
        if placed[-1].draft.situation == "fire":
            raise RuntimeError("no fires")

    ledger = open_recorder(url, create=True, within=[refuse_fires])
    ledger.append_drafts([draft("BridgeClosed")])
    with pytest.raises(RuntimeError, match="no fires"):
        ledger.append_drafts([draft("FireSeen", situation="fire")])

    assert seen == [(1, "flood"), (2, "fire")]
    assert ledger.head().position == 1
    assert ledger.tag_names("situation:") == ["situation:flood"]
    ledger.close()


def test_names_that_were_undone_are_given_anew(url: str) -> None:
    def look_and_refuse(connection: Connection, placed: Sequence[Placed]) -> None:
        assert town.names.tags.labels(connection, placed[0].tags[1:])
        if placed[0].draft.type == "Trouble":
            raise RuntimeError("trouble")

    town = open_recorder(url, create=True, within=[look_and_refuse])
    with pytest.raises(RuntimeError):
        town.append_drafts([draft("Trouble", "bridge:old")])
    with closing(town):
        town.append_drafts([draft("BridgeClosed", "bridge:new"), draft("BridgeClosed", "bridge:old")])

        assert [stored.tags[1] for stored in town.read_stored(whole=True)] == ["bridge:new", "bridge:old"]


def test_a_full_disk_is_told_and_what_was_there_stays(sqlite_url: str) -> None:
    with closing(open_recorder(sqlite_url, create=True)) as ledger:
        ledger.append_drafts([draft("BridgeClosed")])
        with ledger.database.outside_transactions() as connection:
            pages = connection.core.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.core.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")

        with pytest.raises(LogUnreachable, match="no room left") as caught:
            ledger.append_drafts([replace(draft("Flood"), data=b"x" * 100_000)])

        assert "make room" in str(caught.value.hint)
        assert ledger.append_drafts([draft("SirenHeard")]).positions == range(2, 3)
        assert [stored.type for stored in ledger.read_stored()] == ["BridgeClosed", "SirenHeard"]


def column(ledger: Recorder, name: str) -> list[bytes]:
    with ledger.database.reading() as connection:
        return list(connection.core.execute(select(entries.c[name]).order_by(entries.c.position)).scalars())
