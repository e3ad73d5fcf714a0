"""Checkpoints of a log: made from what is read back, kept for good, and never at odds with each other."""

import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from sitlog.domain.errors import BrokenLog, KeyUnusable, NoSuchEntry
from sitlog.store.evidence.checkpoints import Checkpoints, Signer, export
from sitlog.store.evidence.proving import prove
from sitlog.store.proofs.checkpoint import open_checkpoint
from sitlog.store.proofs.keyfile import save_key
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.proofs.note import Note
from tests.given import at, says
from tests.store.town import ORIGIN, Town, found_town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)


@pytest.fixture
def anywhere(database_url: str, tmp_path: Path) -> Town:
    """The town on each database, for what rests on it."""
    return found_town(database_url, tmp_path)


def test_a_checkpoint_states_the_head_of_the_log(town: Town) -> None:
    note = town.checkpoint()

    with town.ledger() as ledger:
        head = ledger.head()
    checkpoint = open_checkpoint(note, [town.signer.key.verifier]).checkpoint
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, head.position, head.root)


def test_nothing_new_makes_no_new_checkpoint(town: Town) -> None:
    assert town.checkpoint() == town.checkpoint()
    with town.ledger() as ledger:
        assert [kept.size for kept in Checkpoints(ledger).kept()] == [5, 8, 12]


def test_every_so_many_entries_a_checkpoint_is_made(anywhere: Town) -> None:
    with anywhere.log() as log, anywhere.ledger() as ledger:
        checkpoints = Checkpoints(ledger)
        for hour in (15, 16, 17, 18):
            log.record(says("mayor", "accident", at(f"{hour}:00")))
            checkpoints.keep_up(anywhere.signer, every=2)

        assert [kept.size for kept in checkpoints.kept()] == [5, 8, 12, 14, 16]


def test_a_checkpoint_is_never_changed_nor_deleted(anywhere: Town) -> None:
    for statement in ("UPDATE checkpoints SET size = 1", "DELETE FROM checkpoints", "DELETE FROM timestamps"):
        with anywhere.ledger() as ledger:
            Checkpoints(ledger).keep_token(Checkpoints(ledger).newest(), b"token")
            with pytest.raises(DatabaseError), ledger.database.engine.begin() as connection:
                connection.execute(text(statement))


def test_a_key_of_another_name_signs_nothing(town: Town) -> None:
    save_key(town.folder / "other.key", SignerKey.generate("desk.example/mill"))

    with town.ledger() as ledger, pytest.raises(KeyUnusable):
        Checkpoints(ledger).make(Signer.load(town.folder / "other.key"))


def test_an_entry_that_was_changed_on_disk_is_not_signed(anywhere: Town) -> None:
    with anywhere.log() as log:
        log.record(says("mayor", "accident", at("15:00"), words="a spark"))
    _behind_its_back(anywhere, "disclosure", "= 13")

    with anywhere.ledger() as ledger, pytest.raises(BrokenLog):
        Checkpoints(ledger).make(anywhere.signer)


def test_a_log_that_was_rewritten_is_not_signed(town: Town) -> None:
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))
    _behind_its_back(town, "tree", "< 9")

    with town.ledger() as ledger, pytest.raises(BrokenLog):
        Checkpoints(ledger).make(town.signer)


def _behind_its_back(town: Town, column: str, which: str) -> None:
    with town.ledger() as ledger:
        engine = ledger.database.engine
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(text("DROP TRIGGER entries_are_never_changed"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            change = f"UPDATE entries SET {column} = :value WHERE position {which}"  # noqa: S608  # both are ours
            connection.execute(text(change), {"value": bytes(64)})


def test_an_older_copy_of_the_log_is_not_signed(town: Town, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "sitlog.db", tmp_path / "older.db")
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))
    town.checkpoint()
    shutil.copy(tmp_path / "older.db", tmp_path / "sitlog.db")

    with pytest.raises(BrokenLog, match="with 13 entries, and it has 12"):
        town.checkpoint()

    with town.log() as log:
        log.record(says("mayor", "accident", at("16:00")))
    with pytest.raises(BrokenLog, match="not those that were signed"):
        town.checkpoint()


def test_what_no_checkpoint_covers_yet_cannot_be_proven(town: Town) -> None:
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))

    with town.ledger() as ledger:
        assert prove(ledger, 12).index == 11
        with pytest.raises(NoSuchEntry, match="covers 12 entries"):
            prove(ledger, 13)
        with pytest.raises(NoSuchEntry, match="no entry e14"):
            prove(ledger, 14)


def test_a_proof_holds_for_its_entry(anywhere: Town) -> None:
    with anywhere.ledger() as ledger:
        for position in range(1, 13):
            proof = prove(ledger, position)
            assert proof.verify(proof.extra, [anywhere.signer.key.verifier]).checkpoint.size == 12


def test_a_witness_that_signed_makes_a_further_row(town: Town) -> None:
    mill = SignerKey.generate("mill.example", KeyKind.WITNESS)
    with town.ledger() as ledger:
        checkpoints = Checkpoints(ledger)
        note = Note.parse(checkpoints.newest().note).cosign(mill, at=1_900_000_000)
        kept = checkpoints.keep(note, 12)

        assert (kept.number, kept.size) == (4, 12)
        assert checkpoints.keep(note, 12) == kept


def test_a_checkpoint_is_exported_as_a_plain_file(town: Town, tmp_path: Path) -> None:
    with town.ledger() as ledger:
        newest = Checkpoints(ledger).newest()

    assert export(newest, tmp_path).name == "12.checkpoint"
    assert export(newest, tmp_path / "mine").read_bytes() == newest.note


def test_what_a_key_signed_last_is_kept_beside_it(town: Town) -> None:
    assert town.signer.memory.read_bytes() == town.checkpoint()
    assert stat.S_IMODE((town.folder / "desk.key").stat().st_mode) == 0o600
