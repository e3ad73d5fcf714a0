"""What is said when a log cannot be opened, and that opening does no harm."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, make_url

import sitlog.store.ledger.migrations
from sitlog.domain.errors import (
    BrokenLog,
    ForeignFile,
    LogBusy,
    LogUnreachable,
    NewerLog,
    NoSuchLog,
    ReadOnlyLog,
    SitlogError,
)
from sitlog.store.ledger import founding, server, sqlite, tables
from sitlog.store.ledger.founding import REVISION
from sitlog.store.recorder import open_recorder
from sitlog.store.views import tables as view_tables
from tests.conftest import run_sql
from tests.store.ledgers import draft


def refusal(place: str, *, create: bool = False) -> SitlogError:
    """What opening says, which must be of use."""
    with pytest.raises(SitlogError) as caught, closing(open_recorder(place, create=create)) as recorder:
        recorder.append_drafts([draft("BridgeClosed")])
    assert caught.value.hint, caught.value
    assert "\n" not in caught.value.message + caught.value.hint
    return caught.value


def made(place: str) -> str:
    """A log with one entry."""
    with closing(open_recorder(place, create=True)) as recorder:
        recorder.append_drafts([draft("BridgeClosed")])
    return place


def test_a_log_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    error = refusal(str(tmp_path / "sitlog.db"))

    assert type(error) is NoSuchLog
    assert str(tmp_path / "sitlog.db") in error.message
    assert "sitlog init" in str(error.hint)
    assert list(tmp_path.iterdir()) == []


def test_a_path_will_do_for_a_url(tmp_path: Path) -> None:
    made(str(tmp_path / "sitlog.db"))

    with closing(open_recorder(f"sqlite:///{tmp_path / 'sitlog.db'}")) as recorder:
        assert recorder.head().position == 1


def test_a_log_is_not_made_where_there_is_no_folder(tmp_path: Path) -> None:
    error = refusal(str(tmp_path / "desk" / "sitlog.db"), create=True)

    assert type(error) is NoSuchLog
    assert f"mkdir -p {tmp_path / 'desk'}" in str(error.hint)


def test_opening_what_is_there_makes_nothing_new(database_url: str) -> None:
    made(database_url)

    with closing(open_recorder(database_url, create=True)) as one, closing(open_recorder(database_url)) as other:
        assert one.head().position == 1
        assert one.origin == other.origin


def write_text(file: Path) -> None:
    file.write_text("2031-05-06 The bridge is closed.\n" * 100)


def write_other_database(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()


def make_folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("make", [write_text, write_other_database, make_folder])
def test_what_is_no_log_is_left_as_it_is(tmp_path: Path, make: Callable[[Path], None], *, create: bool) -> None:
    file = tmp_path / "notes.db"
    make(file)
    before = file.is_dir() or file.read_bytes()

    error = refusal(str(file), create=create)

    assert type(error) is ForeignFile
    assert str(file) in error.message
    assert list(tmp_path.iterdir()) == [file]
    assert before == (file.is_dir() or file.read_bytes())


def test_an_empty_file_becomes_a_log_only_if_asked(tmp_path: Path) -> None:
    file = tmp_path / "sitlog.db"
    file.touch()

    assert type(refusal(str(file))) is NoSuchLog
    assert file.read_bytes() == b""

    made(str(file))


@pytest.mark.postgres
def test_an_empty_database_on_a_server_becomes_a_log_only_if_asked(postgres_url: str) -> None:
    assert type(refusal(postgres_url)) is NoSuchLog

    made(postgres_url)


@pytest.mark.postgres
def test_a_database_with_other_tables_by_our_names_is_left_as_it_is(postgres_url: str) -> None:
    run_sql(make_url(postgres_url), "CREATE TABLE alembic_version (version_num text)")

    assert type(refusal(postgres_url, create=True)) is ForeignFile


def test_a_newer_log_is_refused_by_its_revision(database_url: str) -> None:
    with closing(open_recorder(database_url, create=True)) as recorder, recorder.database.writing() as connection:
        connection.core.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")

    error = refusal(database_url)

    assert type(error) is NewerLog
    assert "9001" in error.message
    assert "upgrade" in str(error.hint)


def test_a_damaged_file_is_told_apart_from_a_foreign_one(tmp_path: Path) -> None:
    file = tmp_path / "sitlog.db"
    made(str(file))
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)

    assert type(refusal(str(file))) is BrokenLog


def test_a_log_that_may_only_be_read_is_read_and_not_written(tmp_path: Path) -> None:
    made(str(tmp_path / "sitlog.db"))
    url = f"sqlite:///file:{tmp_path / 'sitlog.db'}?mode=ro&uri=true"

    with closing(open_recorder(url)) as recorder:
        assert recorder.head().position == 1
    assert type(refusal(url)) is ReadOnlyLog


@contextmanager
def somebody_without_rights() -> Iterator[None]:
    """Be anybody but root, who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="other systems have other rights")
@pytest.mark.parametrize(
    ("rights", "told"),
    [(0o555, {"sitlog.db": ReadOnlyLog, "new.db": LogUnreachable}), (0o000, {"sitlog.db": LogUnreachable})],
    ids=["a folder to read", "a closed folder"],
)
def test_a_place_without_the_rights_is_named(rights: int, told: dict[str, type[SitlogError]]) -> None:
    with TemporaryDirectory() as folder:
        made(str(Path(folder, "sitlog.db")))
        Path(folder, "sitlog.db").chmod(0o444)
        Path(folder).chmod(rights)
        with somebody_without_rights():
            answers = {name: type(refusal(str(Path(folder, name)), create=True)) for name in told}
        Path(folder).chmod(0o700)

    assert answers == told


def test_a_log_that_another_writes_is_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (sqlite, server):
        monkeypatch.setattr(kind, "PATIENCE_FOR_A_LOCK", 0.2)
    with closing(open_recorder(database_url, create=True)) as writer, closing(open_recorder(database_url)) as other:
        with writer.database.writing() as connection:
            connection.core.exec_driver_sql("UPDATE head SET position = 0")
            with pytest.raises(LogBusy, match="another program is writing") as caught:
                other.append_drafts([draft("BridgeClosed")])
            assert list(other.read_stored()) == []

        assert "try again" in str(caught.value.hint)
        assert other.append_drafts([draft("BridgeClosed")]).positions == range(1, 2)


def test_a_log_that_could_not_be_founded_whole_is_not_there(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(founding, "FORMAT", None)
        with pytest.raises(Exception, match=r"(?i)null"):
            open_recorder(database_url, create=True)

    assert type(refusal(database_url)) is NoSuchLog
    assert made(database_url) == database_url


def test_a_founder_waits_for_another_that_is_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "sitlog.db")
    with closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as hasty:
            hasty.setattr(founding, "PATIENCE_FOR_A_LOCK", 0.1)
            assert type(refusal(place, create=True)) is LogBusy

        done = Timer(0.3, other.execute, ["ROLLBACK"])
        done.start()
        made(place)
        done.join()

        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    "place",
    ["mysql://desk@host/log", "postgresql+asyncpg://desk@host/log", "postgres://desk@host/log", "://", "nonsense://x"],
)
def test_an_address_of_something_else_is_told_so(place: str) -> None:
    error = refusal(place)

    assert type(error) is NoSuchLog
    assert "postgresql+psycopg://" in str(error.hint)


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-host.invalid"])
def test_a_server_that_does_not_answer_is_named_without_its_password(host: str) -> None:
    error = refusal(f"postgresql+psycopg://desk:secret@{host}/log")

    assert isinstance(error, LogUnreachable)
    assert host.split(":", maxsplit=1)[0] in error.message
    assert "secret" not in error.message + str(error.hint)


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_no_log(postgres_server_url: URL) -> None:
    url = postgres_server_url.set(database="no_such_log").render_as_string(hide_password=False)

    error = refusal(url, create=True)

    assert type(error) is NoSuchLog
    assert "createdb" in str(error.hint)


def test_the_revisions_make_the_tables_that_the_code_describes(database_url: str) -> None:
    assert view_tables.__name__  # imported for the tables it adds
    with closing(open_recorder(database_url, create=True)) as recorder, recorder.database.reading() as connection:
        context = MigrationContext.configure(connection.core, opts={"include_name": _is_a_table_of_ours})
        differences = compare_metadata(context, tables.metadata)

    assert differences == []


def _is_a_table_of_ours(name: str | None, kind: str, _parents: object) -> bool:
    # The index of words is FTS5, with tables of its own, or a tsvector: no form that the code describes for both.
    return kind != "table" or name == "words_state" or not str(name).startswith("words")


def test_an_older_log_is_brought_up_to_date_with_its_entries(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as long_ago:
        upgrade = command.upgrade
        long_ago.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
        made(database_url)

    with closing(open_recorder(database_url)) as recorder, recorder.database.reading() as connection:
        assert connection.core.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == REVISION
        assert recorder.head().position == 1


def test_the_code_knows_the_last_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(sitlog.store.ledger.migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_opening_a_log_that_is_up_to_date_loads_no_migrations(sqlite_url: str) -> None:
    made(sqlite_url)
    look = (
        "import sys; from sitlog.store.ledger.founding import open_database;"
        "from sitlog.store.ledger.ledger import Ledger;"
        f"print(Ledger(open_database({sqlite_url!r}, create=False)).head().position,"
        "[name for name in ('alembic', 'psycopg', 'eventsourcing') if name in sys.modules])"
    )

    shown = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)

    assert shown.stdout == "1 []\n"
