"""A situation played entry by entry, held against the table thing by thing."""

from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitlog.store import replaying
from sitlog.store.log import SituationLog
from sitlog.store.replaying import told_otherwise
from tests.given import TOWN, at, cites, conflict, says
from tests.laws import Ticking, found, play
from tests.store.test_statements import Told


def otherwise(log: SituationLog, until: int) -> list[str]:
    return list(told_otherwise(log, TOWN, log.of(TOWN).until(until), until=until))


@settings(max_examples=15, phases=[Phase.generate])  # to find a smaller log takes very long
@given(data=st.data())
def test_the_table_tells_what_playing_the_log_comes_to(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with pytest.MonkeyPatch.context() as patch, told.log as log:
        patch.setattr(replaying, "_AT_ONCE", 3)
        patch.setattr(replaying, "_ENTRIES", 4)
        told.play(data, 30)
        for until in {log.head.position, data.draw(st.integers(0, log.head.position))}:
            assert otherwise(log, until) == [], f"at e{until}"


@pytest.mark.parametrize("seed", range(2))
def test_it_does_on_every_database(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(seed), 80)  # noqa: S311  # no secret
        assert otherwise(log, log.head.position) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("""UPDATE told SET rest = replace(rest, '"paper"', '"clerk"') WHERE act = 1""", "claim 'arson'"),
        ("UPDATE told SET until = position + 1 WHERE act = 1", "claim 'arson'"),
        ("""UPDATE told SET rest = replace(rest, '"2"', '"4"') WHERE act = 10""", "claim 'two-dead'"),
        ("UPDATE told SET rest = replace(rest, 'recorder', 'nobody') WHERE act = 11", "claim 'arson'"),
        ("UPDATE told SET rest = replace(rest, 'Clerk', 'Clerks') WHERE act = 12", "source 'clerk'"),
        ("UPDATE told SET rest = replace(rest, 'paper', 'clerk') WHERE act = 13", "incident 'fire'"),
        ("UPDATE told SET until = since + 1 WHERE act = 14 AND position = 17", "report 'bulletin'"),
        ("DELETE FROM told WHERE position = 15", "claim 'post'"),
    ],
)
def test_what_the_table_tells_otherwise_is_found(change: str, told: str) -> None:
    with Told("sqlite:///:memory:").log as log:
        log.record(says("paper", "arson", at("9:00"), evidence=(cites("news", 1),)), conflict("arson", "post"))
        with log.read().ledger.database.writing() as connection:
            changed: Any = connection.driver.execute(change)
            assert changed.rowcount > 0

        assert otherwise(log, log.head.position)[:1] == [told]
