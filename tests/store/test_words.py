"""Looking for words."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.errors import NotUnderstood
from sitlog.domain.events import EntryRedacted
from sitlog.domain.wording import read_wording, texts_of, tokens
from sitlog.store.ledger.engine import database_at
from sitlog.store.log import SituationLog
from sitlog.store.words import Words
from tests.given import TOWN, at, claim, opened, says, source

NOW = datetime(2031, 5, 20, tzinfo=UTC)


def _made(url: str) -> SituationLog:
    log = SituationLog.open(url, create=True, clock=lambda: NOW)
    log.record(
        opened(),
        source("mayor", name="Mayor Inês Duarte"),
        claim("arson", text="Somebody laid the fire"),
        says("mayor", "arson", at("10:00"), words="cans of petrol, and a lighter"),
        says("mayor", "arson", at("11:00"), words="电线起火了"),
    )
    return log


def _found(log: SituationLog, typed: str) -> list[int]:
    return [each.position for each in log.search(read_wording(typed), situation=TOWN)]


def test_words_are_found_whatever_their_letters(database_url: str) -> None:
    with _made(database_url) as log:
        assert _found(log, "INES") == [2]
        assert _found(log, "fire") == [1, 3]
        assert _found(log, "petrol lighter") == [4]
        assert _found(log, '"petrol and a"') == [4]
        assert _found(log, '"lighter petrol"') == []
        assert _found(log, "petr*") == [4]
        assert _found(log, "petr") == []
        assert _found(log, "起火") == [5]
        assert _found(log, "mayor arson") == [4, 5]
        assert [each.position for each in log.search(read_wording("fire"), until=2)] == [1]


def test_a_redacted_entry_vanishes_from_the_index(database_url: str) -> None:
    with _made(database_url) as log:
        assert _found(log, "petrol") == [4]

        log.record(EntryRedacted.of(situation=TOWN, entry=4, basis="a private person"))

        assert _found(log, "petrol") == []
        assert _found(log, "private") == [6]


def test_a_redacted_entry_that_was_not_yet_in_the_index_never_comes_into_it(database_url: str) -> None:
    with _made(database_url) as log:
        log.record(EntryRedacted.of(situation=TOWN, entry=4, basis="a private person"))

        assert _found(log, "petrol") == []


def test_no_word_of_a_redacted_entry_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sitlog.db"
    with _made(f"sqlite:///{path}") as log:
        assert _found(log, "petrol")
        log.record(EntryRedacted.of(situation=TOWN, entry=4, basis="a private person"))

    held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"petrol" not in held
    assert b"private" in held


def test_an_append_does_not_touch_the_index(database_url: str) -> None:
    with _made(database_url), closing(database_at(database_url)) as database:
        assert Words(database).reached() == 0


def test_what_the_index_lacks_is_read_where_it_cannot_be_written(sqlite_url: str) -> None:
    with _made(sqlite_url) as log:
        assert _found(log, "petrol") == [4]
        log.record(says("mayor", "arson", at("12:00"), words="more petrol"))

        with (
            closing(database_at(sqlite_url)) as other,
            other.writing(),
            SituationLog.open(f"{sqlite_url}?timeout=0") as impatient,
        ):
            assert _found(impatient, "petrol") == [4, 6]


WORDS = ["petrol", "Pétrol", "lighter", "o'clock", "2nd", "电线", "e-mail", "Straße", "PETROLS"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_the_index_finds_what_reading_every_entry_finds(told: list[list[str]], data: st.DataObject) -> None:
    typed = data.draw(
        st.sampled_from(["petrol", '"petrol lighter"', "petr*", "strasse", "o clock 2nd", '"e mail"', "电"])
    )
    with SituationLog.open("sqlite://", create=True, clock=lambda: NOW) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        for hour, each in enumerate(told):
            log.record(says("mayor", "arson", at(f"{hour}:00"), words=" ".join(each)))
        wording = read_wording(typed)

        read = [each.position for each in log.read() if each.event and wording.matches(texts_of(each.event))]
        assert _found(log, typed) == read


@pytest.mark.parametrize("typed", ["", "   ", '""', "?!", "*"])
def test_what_holds_no_word_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        read_wording(typed)


def test_words_are_split_where_readers_split_them() -> None:
    assert tokens("Señor O'Neill's 2nd e-mail, 王小明_x") == [
        "senor",
        "o",
        "neill",
        "s",
        "2nd",
        "e",
        "mail",
        "王",
        "小",
        "明",
        "x",
    ]
