"""Backups: whole and of one moment while others record, the same log again wherever it is restored, and never half."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from sitlog.domain.errors import BrokenLog, ForeignFile, NotFound
from sitlog.domain.events import EntryRedacted
from sitlog.domain.wording import read_wording
from sitlog.projections.statements import statements
from sitlog.store.copies import pages
from sitlog.store.copies.backup import Copied, back_up
from sitlog.store.copies.drafted import Occupied
from sitlog.store.copies.restore import restore
from sitlog.store.copies.rows import copied_tables
from sitlog.store.ledger.founding import open_database
from sitlog.store.log import SituationLog
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.tables import reactors
from sitlog.store.views.webhooks import Posting, Webhooks
from tests.given import TOWN, at, says
from tests.store.keepers import deny, process
from tests.store.town import Town, found_town

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
EACH = 60


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Town:
    """A log with checkpoints, a correction, a redaction, a kept view and a webhook."""
    town = found_town(database_url, tmp_path)
    with town.log() as log:
        (entry,) = log.record(says("mayor", "arson", at("10:00"), words="my cousin lit it")).recorded
        log.record(EntryRedacted.of(situation=TOWN, entry=entry.position, basis="the law"))
        kept = KeptProjections(log)
        kept.start(statements)
        kept.runner([statements]).catch_up()
        Webhooks(log, lambda _: b"secret").start("desk", Posting("http://127.0.0.1:9/", "env:SITLOG_SECRET"))
    town.checkpoint()
    return town


def backed_up(town: Town, name: str = "backup.db") -> Copied:
    with closing(open_database(town.url)) as database:
        return back_up(database, town.folder / name)


def held(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a log."""
    with closing(open_database(url)) as database, database.reading() as connection:
        rows = {
            each.name: connection.core.execute(select(each).order_by(*each.primary_key.columns)).all()
            for each in copied_tables()
        }
    # Rates are rough, and PostgreSQL keeps fewer digits of them.
    return {
        name: [tuple(round(each) if isinstance(each, float) else each for each in row) for row in found]
        for name, found in rows.items()
    }


def test_a_backup_is_the_same_log_row_by_row_and_proves_what_it_proved(town: Town) -> None:
    copied = backed_up(town)

    with town.log() as log:
        assert (copied.position, copied.root, copied.place) == (14, log.head.root, str(town.folder / "backup.db"))
    assert copied.origin == "desk.example/harbour"
    assert held(copied.place) == held(town.url)
    findings = verify_log(copied.place, town.trust())
    assert findings.verdict is Verdict.NOT_PROVEN  # as of the log: the payload that was erased is no more
    assert [str(each) for each in findings.found] == []
    assert findings.unproven == verify_log(town.url, town.trust()).unproven


def test_what_was_redacted_is_in_no_backup_and_what_stands_can_be_looked_for(town: Town) -> None:
    copied = backed_up(town)

    raw = Path(copied.place).read_bytes()
    assert b"cousin" not in raw
    assert b"it was set on fire" in raw
    with SituationLog.open(copied.place) as log:
        assert [each.position for each in log.search(read_wording("fire"))]


def test_a_backup_can_be_recorded_in_and_its_views_kept(town: Town) -> None:
    copied = backed_up(town)

    with SituationLog.open(copied.place) as log:
        kept = KeptProjections(log)
        assert kept.read(statements, situation=TOWN) == statements(log.of(TOWN))
        log.record(says("chief", "arson", at("15:00")))
        kept.runner([statements]).catch_up()
        assert kept.read(statements, situation=TOWN) == statements(log.of(TOWN))
    assert verify_log(copied.place, Trust()).size == 15


def test_only_its_owner_can_read_a_backup_and_nothing_lies_beside_it(town: Town) -> None:
    before = set(town.folder.iterdir())

    copied = Path(backed_up(town).place)

    assert set(town.folder.iterdir()) - before == {copied}
    assert copied.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_there_already_is_never_written_over(town: Town, make: Any) -> None:
    file = town.folder / "backup.db"
    make(file)

    with pytest.raises(Occupied, match=r"backup\.db is there already"):
        backed_up(town)


def test_two_backups_to_one_place_leave_the_first(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    file = town.folder / "backup.db"
    link = os.link

    def another_was_faster(*names: Any) -> None:
        file.write_bytes(b"another")
        link(*names)

    monkeypatch.setattr(os, "link", another_was_faster)
    with pytest.raises(Occupied):
        backed_up(town)

    assert file.read_bytes() == b"another"


def test_a_disk_without_links_will_do(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)

    assert verify_log(backed_up(town).place, Trust()).size == 14


def test_a_folder_that_is_not_there_is_told(town: Town) -> None:
    with pytest.raises(NotFound, match="there is no folder"):
        backed_up(town, "no/where.db")


def test_a_log_that_does_not_agree_with_itself_is_not_backed_up(tmp_path: Path) -> None:
    town = found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)
    with closing(sqlite3.connect(tmp_path / "sitlog.db")) as raw, raw:
        raw.execute("DROP TRIGGER entries_are_never_changed")
        raw.execute(
            "UPDATE entries SET disclosure = CAST(replace(disclosure, 'fire', 'ice') AS BLOB) WHERE position = 6"
        )

    with pytest.raises(BrokenLog, match="does not agree with itself: e6"):
        backed_up(town)

    assert not (tmp_path / "backup.db").exists()


def test_a_backup_is_of_one_moment_while_two_processes_record(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_AT_ONCE", 1)
    recorders = [process(deny, town.url, name, EACH) for name in "ab"]
    try:
        copies: list[Copied] = []
        while len(copies) < 40 and (not copies or any(each.is_alive() for each in recorders)):
            copies.append(backed_up(town, f"{len(copies)}.db"))
        for recorder in recorders:
            recorder.join(PATIENCE)
    finally:
        for recorder in recorders:
            recorder.kill()

    with town.log() as log:
        assert log.head.position == 14 + 2 * EACH
        for each in copies:
            assert each.root == log.head_at(each.position).root
            assert verify_log(each.place, Trust()).size == each.position
    reached = [each.position for each in copies]
    assert reached == sorted(reached)


def test_a_writer_does_not_wait_for_a_backup(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_AT_ONCE", 1)
    town, recorded = found_town(sqlite_url, tmp_path), list[int]()
    with town.log() as log, closing(open_database(sqlite_url)) as database:

        def record(_: float) -> None:
            if len(recorded) < 5:
                recorded.extend(log.record(says("chief", "arson", at("15:00"), note=str(len(recorded)))).positions)

        copied = back_up(database, tmp_path / "backup.db", record)

        assert recorded == [13, 14, 15, 16, 17]
        assert (copied.position, copied.root) == (12, log.head_at(12).root)


BACK_UP = """
import sys
from pathlib import Path
from sitlog.store.copies import pages, rows
from sitlog.store.copies.backup import back_up
from sitlog.store.ledger.founding import open_database
pages._AT_ONCE = rows._AT_ONCE = 1
database = open_database(sys.argv[1])
print("begun", flush=True)
for nth in range(1000):
    back_up(database, Path(sys.argv[2], f"{nth}.db"))
"""


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(town: Town) -> None:
    folder, chance = town.folder / "backups", Random(3)  # noqa: S311  # no secret
    for round_ in range(6):
        mine = folder / str(round_)
        mine.mkdir(parents=True)
        command = [sys.executable, "-c", BACK_UP, town.url, str(mine)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            sleep(chance.uniform(0.0, 0.4))
            worker.send_signal(signal.SIGKILL)

        for file in mine.glob("*.db"):
            assert verify_log(str(file), Trust()).size == 14
    assert backed_up(town, "afterwards.db").position == 14


def test_a_full_disk_is_told_and_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    town = found_town(sqlite_url, tmp_path)
    with town.log() as log:
        log.record(*(says("mayor", "arson", at("10:00"), words=f"{nth} {'smoke ' * 1000}") for nth in range(50)))
    script = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000,) * 2)\n{BACK_UP}"
    (tmp_path / "backups").mkdir()

    ran = subprocess.run(
        [sys.executable, "-c", script, town.url, str(tmp_path / "backups")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert "LogUnreachable" in ran.stderr
    assert f"{tmp_path / 'backups' / '0.db'}" in ran.stderr
    assert list((tmp_path / "backups").iterdir()) == []


@contextmanager
def new_place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Somewhere to restore to."""
    yield f"sqlite:///{tmp_path / 'restored.db'}" if kind == "sqlite" else request.getfixturevalue("another_server_url")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_is_restored_is_the_same_log_with_its_webhooks_stopped(
    town: Town, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    backup = Path(backed_up(town).place)
    with new_place(kind, request, tmp_path) as place:
        restored = restore(backup, place)

        again, before = held(place), held(town.url)
        assert (restored.position, restored.origin) == (14, "desk.example/harbour")
        assert {name: rows for name, rows in again.items() if name != "reactors"} == {
            name: rows for name, rows in before.items() if name != "reactors"
        }
        with SituationLog.open(place) as log:
            assert log.head.root == restored.root
            with log.read().ledger.database.reading() as connection:
                assert connection.core.execute(select(reactors.c.name, reactors.c.state)).all() == [("desk", "paused")]
            log.record(says("chief", "arson", at("15:00")))
        assert verify_log(place, town.trust()).size == 15


def test_a_log_that_is_there_is_compared_and_left_as_it_is(
    town: Town,
) -> None:
    first = Path(backed_up(town).place)
    with town.log() as log:
        log.record(says("chief", "arson", at("15:00")))
    second = Path(backed_up(town, "second.db").place)
    before = held(town.url)

    with pytest.raises(Occupied, match="it reaches to e15 and has all that the backup has, to e14"):
        restore(first, town.url)
    with pytest.raises(Occupied, match="it ends at e14, as the backup did once, which goes on to e15"):
        restore(second, str(first))
    with SituationLog.open(str(first)) as log:
        log.record(says("mayor", "accident", at("15:00")))
    with pytest.raises(Occupied, match="it is another one than was backed up"):
        restore(second, str(first))

    assert held(town.url) == before


@pytest.mark.postgres
def test_an_empty_log_on_a_server_gives_way(town: Town, another_server_url: str) -> None:
    backup = Path(backed_up(town).place)
    open_database(another_server_url, create=True, origin="nobody").close()

    assert restore(backup, another_server_url).origin == "desk.example/harbour"


def test_a_backup_that_was_changed_is_not_restored(town: Town) -> None:
    backup = Path(backed_up(town).place)
    with closing(sqlite3.connect(backup)) as raw, raw:
        raw.execute("DROP TRIGGER entries_are_never_deleted")
        raw.execute("DELETE FROM entries WHERE position = 3")

    with pytest.raises(BrokenLog, match="does not agree with itself"):
        restore(backup, str(town.folder / "restored.db"))

    assert not (town.folder / "restored.db").exists()


def test_what_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear desk, " * 100)

    with pytest.raises(ForeignFile, match="not a log"):
        restore(tmp_path / "letter.txt", str(tmp_path / "restored.db"))


def test_a_foreign_file_is_not_restored_into(town: Town) -> None:
    backup = Path(backed_up(town).place)
    (town.folder / "letter.txt").write_text("Dear desk, " * 100)

    with pytest.raises(Occupied, match=r"letter\.txt is there already"):
        restore(backup, str(town.folder / "letter.txt"))


RESTORE = """
import sys
from pathlib import Path
from sitlog.store.copies import pages, rows
from sitlog.store.copies.restore import restore
pages._AT_ONCE = rows._AT_ONCE = 1
print("begun", flush=True)
restore(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.postgres
def test_a_restore_that_is_killed_leaves_no_part_of_a_log(town: Town, another_server_url: str) -> None:
    backup, chance = Path(backed_up(town).place), Random(3)  # noqa: S311  # no secret
    for _ in range(4):
        command = [sys.executable, "-c", RESTORE, str(backup), another_server_url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            sleep(chance.uniform(0.0, 0.5))
            worker.send_signal(signal.SIGKILL)

    end = monotonic() + PATIENCE
    while True:  # what was killed may have been done, and the server may still be at work on it
        try:
            restore(backup, another_server_url)
        except Occupied as error:
            if "has all that the backup has" in error.message:
                break
        assert monotonic() < end
    assert held(another_server_url).keys() == held(str(backup)).keys()
    assert verify_log(another_server_url, town.trust()).size == 14
