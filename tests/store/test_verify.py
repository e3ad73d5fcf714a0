"""The verification of a live log: what a healthy one shows, and that no stored value changes unnoticed."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import grimp
import pytest

from sitlog.domain.errors import BrokenLog, NoSuchLog, SitlogError
from sitlog.domain.events import EntryRedacted
from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.store.ledger import founding
from sitlog.store.ledger.founding import open_database
from sitlog.store.verify import database
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.kept import KeptProjections
from tests.given import TOWN, at, cites, links, report, says, withdraws
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
        "tag index": 12, "checkpoints": 3, "time-stamps": 0, "answers": 1, "views": 8, "statements": 10,
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


def test_hashes_alone_show_what_was_rewritten_and_say_what_they_leave_out(town: Town) -> None:
    healthy = verify_log(town.url, town.trust(), hashes_only=True)
    edit(town, "UPDATE entry_tags SET tag = tag + 1 WHERE position = 6")
    beside = verify_log(town.url, town.trust(), hashes_only=True)
    reworded = "CAST(replace(CAST(disclosure AS TEXT), 'set on fire', 'put on fire') AS BLOB)"
    edit(town, f"UPDATE entries SET disclosure = {reworded} WHERE position = 6")
    rewritten = verify_log(town.url, town.trust(), hashes_only=True)

    assert healthy.verdict is beside.verdict is Verdict.PROVEN
    assert healthy.unasked[-1] == beside.unasked[-1]
    assert healthy.unasked[-1].startswith("what payloads say, and what is kept beside them")
    assert [str(each) for each in rewritten.found] == ["e6: the payload is not the one that was recorded"]


def test_hashes_alone_know_a_redaction_from_a_payload_that_is_gone(town: Town) -> None:
    with town.log() as log:
        log.record(EntryRedacted.of(situation=TOWN, entry=10, basis="the Privacy Act"))
    redacted = verify_log(town.url, Trust(), hashes_only=True)
    edit(town, "UPDATE entries SET disclosure = NULL WHERE position = 6")
    gone = verify_log(town.url, Trust(), hashes_only=True)

    assert redacted.unproven[0] == "what e10 said: it was redacted by e13 (the Privacy Act)"
    assert [each.position for each in redacted.found] == []
    assert [each.position for each in gone.found] == [6]


def test_entries_about_each_other_are_compared_however_many_they_are(town: Town) -> None:
    with town.log() as log:
        log.record(report("hello", outlet="mayor", published=at("15:00")))
        log.record(*(links(6, cites("hello").model_copy(update={"place": f"line {line}"})) for line in range(300)))
        log.record(*(says("mayor", "accident", at("16:00"), words=f"time {time}") for time in range(200)))
        log.record(*(withdraws(position) for position in range(320, 510)))
    healthy = verify_log(town.url, Trust())
    edit(town, "UPDATE told SET said_latest = said_latest + 1 WHERE position IN (330, 500)")
    edited = verify_log(town.url, Trust())

    assert [str(each) for each in healthy.found] == []
    assert {each.position for each in edited.found} == {330, 500}


def edit(town: Town, statement: str) -> None:
    """Change the file with its guards out of the way."""
    with closing(sqlite3.connect(town.folder / "sitlog.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()


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
    assert database.REVISION == founding.REVISION


def test_the_verifier_shares_nothing_with_what_wrote_the_log() -> None:
    graph = grimp.build_graph("sitlog")

    known = graph.find_upstream_modules("sitlog.store.verify", as_package=True)

    assert {name for name in known if not name.startswith(("sitlog.domain", "sitlog.projections"))} <= {"sitlog.store"}
