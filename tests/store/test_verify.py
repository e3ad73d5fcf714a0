"""The verification of a live log: what a healthy one shows, and that no stored value changes unnoticed."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import grimp
import pytest

from sitlog.domain.errors import BrokenLog, NewerLog, NoSuchLog, SitlogError
from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.store.ledger import tables
from sitlog.store.ledger.founding import open_database
from sitlog.store.verify import database
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.kept import KeptProjections
from tests.given import at, says
from tests.store.town import Town, found_town


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("founded")
    town = found_town(f"sqlite:///{folder / 'sitlog.db'}", folder)
    with town.log() as log:
        kept = KeptProjections(log)
        kept.start(claims)
        kept.start(statements)
        kept.runner([claims, statements]).catch_up()
    return town


@pytest.fixture
def town(founded: Town, tmp_path: Path) -> Town:
    for name in ("sitlog.db", "desk.key", "desk.key.last"):
        shutil.copy(founded.folder / name, tmp_path / name)
    signer = replace(founded.signer, memory=tmp_path / "desk.key.last")
    return Town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path, signer)


def test_a_healthy_log_is_proven_to_who_has_its_key(town: Town) -> None:
    findings = verify_log(town.url, town.trust())

    assert findings.verdict is Verdict.PROVEN
    assert findings.proven == "e1 to e12, by checkpoint 3, signed by desk.example/harbour"
    assert {check.name: check.count for check in findings.checks.values()} == {
        "entries": 12, "payloads": 12, "events": 12, "columns": 12, "tree": 12, "head": 1, "redactions": 0,
        "tag index": 12, "checkpoints": 3, "time-stamps": 0, "answers": 1, "views": 8,
    }  # fmt: skip


def test_without_a_policy_or_an_anchor_nothing_is_proven(town: Town) -> None:
    findings = verify_log(town.url, Trust())

    assert findings.verdict is Verdict.NOT_PROVEN
    assert findings.proven == ""
    assert "bring a policy" in findings.unproven[0]


def test_what_came_after_the_newest_checkpoint_is_not_proven(town: Town) -> None:
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")), says("chief", "accident", at("16:00")))

    findings = verify_log(town.url, town.trust())

    assert findings.verdict is Verdict.NOT_PROVEN
    assert findings.unproven == ["e13 to e14: not under a checkpoint that you trust"]


def test_an_anchor_alone_proves_what_it_is_of(town: Town) -> None:
    note = town.checkpoint()

    assert verify_log(town.url, town.trust(note, policy=False)).verdict is Verdict.PROVEN


def test_an_empty_log_has_nothing_to_prove(town: Town, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    open_database(empty, create=True).close()

    assert verify_log(empty, town.trust()).unproven == ["that the log is empty: not under a checkpoint that you trust"]


def test_verifying_changes_nothing(town: Town) -> None:
    file = town.folder / "sitlog.db"
    before = file.read_bytes()

    verify_log(town.url, town.trust())

    assert file.read_bytes() == before


NO_EVIDENCE = re.compile(r"words.*|views|tracking|view_refolds|reactors|dead_letters")
"""What says nothing about the world: the index that search uses, and how far programs got."""


def stored(file: Path) -> Iterator[tuple[str, str, str, Any]]:
    """Every value of the log: its table, column, the condition for its row, and the value."""
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in (name for name in names if not NO_EVIDENCE.fullmatch(name)):
            cursor = connection.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            key = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]] or columns[:1]
            for row in cursor.fetchall():
                values = dict(zip(columns, row, strict=True))
                where = " AND ".join(f"{name} = {values[name]!r}" for name in key)
                yield from ((table, column, where, value) for column, value in values.items())


def other(column: str, value: Any) -> Any:
    if isinstance(value, int) or column == "until":
        return (value or 0) + 1_000_000
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
    return b"\x01" if not value else value[:-1] + bytes([value[-1] ^ 1])


def edit(file: Path, table: str, column: str, where: str, value: Any) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,))
        connection.commit()


def test_no_stored_value_can_be_edited_by_hand_unnoticed(town: Town) -> None:
    file = town.folder / "sitlog.db"
    untouched = file.read_bytes()
    unnoticed, unnamed = [], []
    for table, column, where, value in list(stored(file)):
        file.write_bytes(untouched)
        try:
            edit(file, table, column, where, other(column, value))
            findings = verify_log(town.url, town.trust())
        except (sqlite3.IntegrityError, NewerLog, NoSuchLog):
            continue  # the database refuses it, or the verification to run
        found = list(findings.found)
        if findings.verdict is not Verdict.TAMPERED:
            unnoticed.append((table, column, where))
        elif table == "entries" and not any(
            f"position = {each.position}" in (where, f"position = {value}") for each in found
        ):
            unnamed.append((table, column, where, [str(each) for each in found]))

    assert unnoticed == []
    assert unnamed == []


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", NoSuchLog), (b"not a database, but long enough to look at" * 40, SitlogError)],
)
def test_what_is_no_log_is_told_so(tmp_path: Path, content: bytes, error: type[SitlogError]) -> None:
    file = tmp_path / "sitlog.db"
    file.write_bytes(content)

    with pytest.raises(error):
        verify_log(str(file), Trust())


def test_a_log_of_damaged_pages_is_told_so(town: Town) -> None:
    file = town.folder / "sitlog.db"
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
    file.write_bytes(whole)

    with pytest.raises(BrokenLog):
        verify_log(town.url, town.trust())


def test_the_tables_are_those_that_the_verifier_knows() -> None:
    assert database.REVISION == tables.REVISION


def test_the_verifier_shares_nothing_with_what_wrote_the_log() -> None:
    graph = grimp.build_graph("sitlog")

    known = graph.find_upstream_modules("sitlog.store.verify", as_package=True)

    assert {name for name in known if not name.startswith(("sitlog.domain", "sitlog.projections"))} <= {"sitlog.store"}
