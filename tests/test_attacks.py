"""The table of attacks: what is done to a log behind its back, and what a verification then shows."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, event
from sqlalchemy import Connection as Core

from sitlog.domain.events import EntryCorrected, EntryRedacted
from sitlog.domain.identity import identity
from sitlog.projections.statements import statements
from sitlog.store.ledger.connection import Connection
from sitlog.store.proofs.checkpoint import Checkpoint
from sitlog.store.proofs.disclosure import digest_of, payload_of
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.proofs.tree import Frontier, leaf_hash
from sitlog.store.statements.filling import fill
from sitlog.store.verify.bundle import verify_bundle
from sitlog.store.verify.findings import Findings, Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.views.kept import KeptProjections
from tests.conftest import run_sql
from tests.given import TOWN
from tests.store.town import ORIGIN, Town, found_town

PROVEN, TAMPERED, NOT_PROVEN = Verdict.PROVEN, Verdict.TAMPERED, Verdict.NOT_PROVEN

Copy = Callable[[], str]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("founded")
    return found_town(f"sqlite:///{folder / 'sitlog.db'}", folder)


@pytest.fixture(scope="module")
def template(postgres_server_url: URL, founded: Town) -> Iterator[str]:
    """A database to copy: the same town on a PostgreSQL server."""
    name = f"sitlog_{uuid4().hex}"
    run_sql(postgres_server_url, f"CREATE DATABASE {name}")
    folder = founded.folder / "postgres"
    folder.mkdir()
    found_town(postgres_server_url.set(database=name).render_as_string(hide_password=False), folder)
    yield name
    run_sql(postgres_server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def town(request: pytest.FixtureRequest, founded: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of its own for each attack."""
    kept_in = founded.folder if request.param == "sqlite" else founded.folder / "postgres"
    if request.param == "postgres":
        request.getfixturevalue("template")
    for name in ("desk.key", "desk.key.last"):
        shutil.copy(kept_in / name, tmp_path / name)
    signer = replace(founded.signer, memory=tmp_path / "desk.key.last")
    if request.param == "sqlite":
        shutil.copy(founded.folder / "sitlog.db", tmp_path / "sitlog.db")
        yield Town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path, signer)
        return
    server = request.getfixturevalue("postgres_server_url")
    name = f"sitlog_{uuid4().hex}"
    run_sql(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('template')}")
    yield Town(server.set(database=name).render_as_string(hide_password=False), tmp_path, signer)
    run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


class Insider:
    """Somebody with the database open and the triggers out of the way."""

    def __init__(self, connection: Core) -> None:
        self.connection = connection
        if connection.dialect.name == "sqlite":
            for name in self.column("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
                self.run(f"DROP TRIGGER {name}")
        else:
            self.run("SET session_replication_role = replica")

    def run(self, statement: str, *values: Any) -> Any:
        sign = "?" if self.connection.dialect.name == "sqlite" else "%s"
        return self.connection.exec_driver_sql(statement.replace("?", sign), values)

    def column(self, statement: str, *values: Any) -> list[Any]:
        return list(self.run(statement, *values).scalars())

    def value(self, statement: str, *values: Any) -> Any:
        return self.run(statement, *values).scalar_one()

    def change(self, position: int, column: str, change: Callable[[bytes], bytes]) -> None:
        old = bytes(self.value(f"SELECT {column} FROM entries WHERE position = ?", position))
        assert change(old) != old
        self.run(f"UPDATE entries SET {column} = ? WHERE position = ?", change(old), position)

    def renumber(self, position: int, to: int) -> None:
        self.run("UPDATE entries SET position = ? WHERE position = ?", to, position)
        self.run("UPDATE entry_tags SET position = ? WHERE position = ?", to, position)
        if to > 0:
            self.change(to, "entry", lambda old: old.replace(b'"position":%d,' % position, b'"position":%d,' % to))

    def cover_up(self) -> None:
        """Make tree, head and the table of statements fit the entries as they are now."""
        rows = self.run("SELECT position, recorded_at, entry FROM entries ORDER BY position").all()
        frontier, trees = Frontier().extend(leaf_hash(bytes(row[2])) for row in rows)
        for row, tree in zip(rows, trees, strict=True):
            self.run("UPDATE entries SET tree = ? WHERE position = ?", tree, row[0])
        values = (rows[-1][0], rows[-1][1], frontier.root, b"".join(frontier.subtrees))
        self.run("UPDATE head SET position = ?, recorded_at = ?, root = ?, subtrees = ?", *values)
        fill(Connection.of(self.connection), until=rows[-1][0])

    def sign_again(self, town: Town) -> None:
        """Forget all checkpoints, and sign what is there with the log's own key."""
        size, root = self.run("SELECT position, root FROM head").one()
        note = bytes(Checkpoint(ORIGIN, size, bytes(root)).sign(town.signer.key))
        self.run("DELETE FROM checkpoints")
        self.run("INSERT INTO checkpoints (number, size, note) VALUES (1, ?, ?)", size, note)


def inside(town: Town, act: Callable[[Insider], None]) -> None:
    engine = create_engine(town.url, paramstyle="qmark" if town.url.startswith("sqlite") else "format")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = OFF"))
    with engine.begin() as connection:
        act(Insider(connection))
    engine.dispose()


def _reword(old: bytes) -> bytes:
    return old.replace(b"set on fire", b"put on fire")


def edit_a_payload(it: Insider, _: Town) -> None:
    it.change(6, "disclosure", _reword)


def edit_an_entry(it: Insider, _: Town) -> None:
    it.change(6, "entry", lambda old: old.replace(b":00.000000Z", b":01.000000Z"))


def flip_a_bit_of_a_leaf(it: Insider, _: Town) -> None:
    it.change(6, "tree", lambda old: bytes([old[0] ^ 1]) + old[1:])


def edit_and_cover_up(it: Insider, _: Town) -> None:
    it.change(9, "disclosure", lambda old: old.replace(b"misheard", b"mistyped"))
    disclosure = bytes(it.value("SELECT disclosure FROM entries WHERE position = 9"))
    it.change(9, "entry", lambda old: old[:15] + digest_of(disclosure).encode() + old[58:])
    changed = identity(EntryCorrected.model_validate_json(payload_of(disclosure)))
    it.run("UPDATE entries SET identity = ? WHERE position = 9", changed)
    it.cover_up()


def rewrite_and_sign_again(it: Insider, town: Town) -> None:
    edit_and_cover_up(it, town)
    it.sign_again(town)


def drop_an_entry(it: Insider, _: Town) -> None:
    it.run("DELETE FROM entries WHERE position = 7")
    it.run("DELETE FROM entry_tags WHERE position = 7")


def drop_an_entry_and_cover_up(it: Insider, town: Town) -> None:
    drop_an_entry(it, town)
    for position in range(8, 13):
        it.renumber(position, position - 1)
    it.cover_up()


def insert_an_entry(it: Insider, _: Town) -> None:
    for position in range(12, 6, -1):
        it.renumber(position, position + 1)
    columns = "recorded_at, situation, type, tags, entry, tree, disclosure"
    it.run(f"INSERT INTO entries (position, {columns}) SELECT 7, {columns} FROM entries WHERE position = 6")
    it.change(7, "entry", lambda old: old.replace(b'"position":6,', b'"position":7,'))
    it.run("INSERT INTO entry_tags (position, tag) SELECT 7, tag FROM entry_tags WHERE position = 6")
    it.cover_up()


def reorder(it: Insider, _: Town) -> None:
    for position, to in ((10, -1), (11, 10), (-1, 11)):
        it.run("UPDATE entries SET position = ? WHERE position = ?", to, position)
        it.run("UPDATE entry_tags SET position = ? WHERE position = ?", to, position)


def truncate(it: Insider, _: Town) -> None:
    it.run("DELETE FROM entries WHERE position > 9")
    it.run("DELETE FROM entry_tags WHERE position > 9")
    it.cover_up()


def restore_an_older_copy(it: Insider, town: Town) -> None:
    truncate(it, town)
    it.run("DELETE FROM entries WHERE position > 8")
    it.run("DELETE FROM entry_tags WHERE position > 8")
    it.run("DELETE FROM checkpoints WHERE size > 8")
    it.cover_up()
    _forget_unused_names(it)


def _forget_unused_names(it: Insider) -> None:
    it.run("DELETE FROM tags WHERE id NOT IN (SELECT tag FROM entry_tags)")
    it.run("DELETE FROM types WHERE id NOT IN (SELECT type FROM entries)")


def back_date(it: Insider, _: Town) -> None:
    earlier = it.value("SELECT recorded_at FROM entries WHERE position = 1") - 1
    it.run("UPDATE entries SET recorded_at = ? WHERE position = 12", earlier)


def back_date_and_cover_up(it: Insider, _: Town) -> None:
    it.change(9, "entry", lambda old: old.replace(b"T12:", b"T11:").replace(b"T11:", b"T10:"))
    it.cover_up()


def delete_a_payload(it: Insider, _: Town) -> None:
    it.run("UPDATE entries SET disclosure = NULL WHERE position = 6")


def delete_a_payload_and_say_erased(it: Insider, town: Town) -> None:
    delete_a_payload(it, town)
    it.run("INSERT INTO erasures (position, redacted_by) VALUES (6, 9)")


def alter_the_index_by_tags(it: Insider, _: Town) -> None:
    it.run("DELETE FROM entry_tags WHERE position = 6 AND tag = (SELECT min(tag) FROM entry_tags WHERE position = 6)")


def fork(_: Insider, town: Town) -> None:
    """Another log of the same name, signed by the same key, of which the auditor holds a checkpoint."""
    other = Checkpoint(ORIGIN, 12, b"\x0f" * 32).sign(town.signer.key)
    town.signer.memory.write_bytes(bytes(other))


def nothing(_: Insider, __: Town) -> None:
    """Leave it as it is."""


def another_key(it: Insider, _: Town) -> None:
    size, root = it.run("SELECT position, root FROM head").one()
    forger = SignerKey(ORIGIN, KeyKind.LOG, b"\x66" * 32)
    note = bytes(Checkpoint(ORIGIN, size, bytes(root)).sign(forger))
    it.run("UPDATE checkpoints SET note = ? WHERE number = 3", note)


@dataclass(frozen=True)
class Attack:
    """What is done, what a verification shows of the log and of a bundle exported after it, and where."""

    act: Callable[[Insider, Town], None]
    live: Verdict
    bundle: Verdict
    first: int | None = None
    anchor: bool = False

    def __str__(self) -> str:
        return self.act.__name__.replace("_", "-") + ("-with-an-anchor" if self.anchor else "")


ATTACKS = [
    Attack(edit_a_payload, TAMPERED, TAMPERED, first=6),
    Attack(edit_an_entry, TAMPERED, TAMPERED, first=6),
    Attack(flip_a_bit_of_a_leaf, TAMPERED, PROVEN, first=6),  # a bundle has no tree to change
    Attack(edit_and_cover_up, TAMPERED, TAMPERED, first=12),  # the checkpoint that it is under
    Attack(rewrite_and_sign_again, PROVEN, PROVEN),  # ... is what an anchor is for:
    Attack(rewrite_and_sign_again, TAMPERED, TAMPERED, first=12, anchor=True),
    Attack(drop_an_entry, TAMPERED, TAMPERED, first=7),
    Attack(drop_an_entry_and_cover_up, TAMPERED, TAMPERED, first=7),
    Attack(insert_an_entry, TAMPERED, TAMPERED, first=7),
    Attack(reorder, TAMPERED, TAMPERED, first=10),
    Attack(truncate, TAMPERED, TAMPERED, first=10),
    Attack(restore_an_older_copy, PROVEN, PROVEN),
    Attack(restore_an_older_copy, TAMPERED, TAMPERED, first=9, anchor=True),
    Attack(back_date, TAMPERED, TAMPERED, first=12),
    Attack(back_date_and_cover_up, TAMPERED, TAMPERED, first=9),
    Attack(delete_a_payload, TAMPERED, TAMPERED, first=6),
    Attack(delete_a_payload_and_say_erased, TAMPERED, TAMPERED, first=6),
    Attack(alter_the_index_by_tags, TAMPERED, PROVEN, first=6),
    Attack(another_key, TAMPERED, TAMPERED, first=12),
    Attack(fork, TAMPERED, TAMPERED, first=12, anchor=True),
    Attack(nothing, PROVEN, PROVEN, anchor=True),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_is_shown(town: Town, attack: Attack) -> None:
    inside(town, lambda it: attack.act(it, town))

    anchors = [town.signer.memory.read_bytes()] if attack.anchor else []
    live, bundle = verify_log(town.url, town.trust(*anchors)), verify_bundle(town.bundle(), town.trust(*anchors))
    assert (live.verdict, bundle.verdict) == (attack.live, attack.bundle), told(live, bundle)
    assert first(live) == attack.first


def first(findings: Findings) -> int | None:
    return min((each.position for each in findings.found if each.position is not None), default=None)


def told(*findings: Findings) -> str:
    return "\n".join(f"{each.verdict!r}: {[str(one) for one in each.found]} {each.unproven}" for each in findings)


def test_an_altered_row_of_a_kept_view_is_shown(town: Town) -> None:
    with town.log() as log:
        kept = KeptProjections(log)
        kept.start(statements)
        kept.runner([statements]).catch_up()
    assert verify_log(town.url, town.trust()).verdict is PROVEN

    inside(town, lambda it: it.run("UPDATE view_rows SET value = replace(value, 'chief', 'mayor') WHERE since = 7"))

    findings = verify_log(town.url, town.trust())
    assert findings.verdict is TAMPERED
    assert first(findings) == 7


def test_a_lawful_redaction_is_no_attack(town: Town) -> None:
    with town.log() as log:
        log.record(EntryRedacted.of(situation=TOWN, entry=10, basis="the Privacy Act"))
    town.checkpoint()

    live, bundle = verify_log(town.url, town.trust()), verify_bundle(town.bundle(), town.trust())

    assert (live.verdict, bundle.verdict) == (NOT_PROVEN, NOT_PROVEN), told(live, bundle)
