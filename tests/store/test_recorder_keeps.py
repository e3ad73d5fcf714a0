"""That entries stay as they are, in the database too, and what lawful erasure may do to them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from sitlog.domain.errors import NoSuchEntry
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.tables import entries, erasures
from sitlog.store.recorder import Recorder, open_recorder
from tests.store.ledgers import draft


@pytest.fixture
def ledger(database_url: str) -> Iterator[Recorder]:
    ledger = open_recorder(database_url, create=True)
    ledger.append_drafts([draft("BridgeClosed", once="closed"), draft("SirenHeard"), draft("FireSeen")])
    yield ledger
    ledger.close()


FORBIDDEN = {
    "another payload": update(entries).values(disclosure=b"[]"),
    "no payload": update(entries).values(disclosure=None),
    "another time": update(entries).values(recorded_at=entries.c.recorded_at + 1),
    "another place": update(entries).values(position=entries.c.position + 10),
    "another type": update(entries).values(type=7),
    "another leaf": update(entries).values(entry=b"{}"),
    "another tree": update(entries).values(tree=b""),
    "another identity": update(entries).values(identity=None),
    "no entry": delete(entries),
}


@pytest.mark.parametrize("change", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_database_refuses_to_change_an_entry(ledger: Recorder, change: object) -> None:
    before = contents(ledger)

    with pytest.raises(DBAPIError, match="never"), ledger.database.engine.begin() as connection:
        connection.execute(change.where(entries.c.position == 1))  # type: ignore[attr-defined]  # both kinds have it

    assert contents(ledger) == before


def test_the_database_refuses_to_empty_or_replace_entries(ledger: Recorder) -> None:
    attempt = {"sqlite": "INSERT OR REPLACE INTO entries SELECT * FROM entries", "postgresql": "TRUNCATE entries"}
    engine = ledger.database.engine

    with pytest.raises(DBAPIError, match="never"), engine.begin() as connection:
        connection.exec_driver_sql(attempt[engine.dialect.name])


def test_an_erasure_takes_the_payload_and_leaves_the_entry(ledger: Recorder) -> None:
    before = list(ledger.read_stored(whole=True))

    redaction = ledger.append_drafts([replace(draft("EntryRedacted"), erases=(2,))])

    after = list(ledger.read_stored(whole=True))
    assert [stored.payload is None for stored in after] == [False, True, False, False]
    assert [stored._replace(payload=None) for stored in after[:3]] == [one._replace(payload=None) for one in before]
    assert [read.event.data for read in ledger.read(after=1, limit=1)] == [b""]
    with ledger.database.reading() as connection:
        assert connection.core.execute(select(erasures)).all() == [(2, redaction.positions[0])]


def test_an_erasure_may_be_asked_for_again(ledger: Recorder) -> None:
    ledger.append_drafts([replace(draft("EntryRedacted"), erases=(2,))])

    ledger.append_drafts([replace(draft("EntryRedacted"), erases=(2, 1))])

    with ledger.database.reading() as connection:
        assert set(connection.core.execute(select(erasures)).all()) == {(1, 5), (2, 4)}


def test_each_redaction_of_a_batch_answers_for_its_own(ledger: Recorder) -> None:
    batch = [
        draft("FireOut"),
        replace(draft("EntryRedacted"), erases=(3,)),
        replace(draft("EntryRedacted"), erases=(1,)),
    ]

    ledger.append_drafts(batch)

    with ledger.database.reading() as connection:
        assert set(connection.core.execute(select(erasures)).all()) == {(3, 5), (1, 6)}


def test_what_is_not_there_cannot_be_erased(ledger: Recorder) -> None:
    with pytest.raises(NoSuchEntry, match="no entry 4 to erase"):
        ledger.append_drafts([replace(draft("EntryRedacted"), erases=(1, 4))])

    assert ledger.head().position == 3
    assert [stored.payload is None for stored in ledger.read_stored()] == [False] * 3


def test_an_erased_payload_still_cannot_be_given_another(ledger: Recorder) -> None:
    ledger.append_drafts([replace(draft("EntryRedacted"), erases=(2,))])

    with pytest.raises(DBAPIError, match="never"), ledger.database.engine.begin() as connection:
        connection.execute(update(entries).where(entries.c.position == 2).values(disclosure=b"[]"))


@pytest.mark.parametrize("size", [40, 100_000], ids=["within a page", "over many pages"])
def test_an_erased_payload_is_nowhere_in_the_files(sqlite_url: str, tmp_path: Path, size: int) -> None:
    secret = b"The mayor's cellar " * (size // 19)
    ledger = open_recorder(sqlite_url, create=True)
    ledger.append_drafts([draft("BridgeClosed"), Draft("Secret", secret, situation="flood"), draft("SirenHeard")])
    assert b"cellar" in all_bytes(tmp_path)

    ledger.append_drafts([replace(draft("EntryRedacted"), erases=(2,))])

    assert b"cellar" not in all_bytes(tmp_path)
    ledger.close()


def contents(ledger: Recorder) -> list[object]:
    with ledger.database.reading() as connection:
        return list(connection.core.execute(select(entries).order_by(entries.c.position)).all())


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("sitlog.db*"))
