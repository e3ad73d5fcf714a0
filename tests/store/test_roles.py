"""The roles of a log on a server: each may do what it is for, and nobody can rewrite an entry."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from sitlog.domain.errors import NotUnderstood, ReadOnlyLog
from sitlog.domain.events import EntryRedacted
from sitlog.domain.wording import read_wording
from sitlog.projections.statements import statements
from sitlog.store.copies.backup import back_up
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog
from sitlog.store.roles import USES, roles_sql, tables_of_a_log
from sitlog.store.verify.live import verify_log
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.webhooks import Posting, Webhooks
from tests.cli.running import run
from tests.given import TOWN, at, says
from tests.store.town import Town, found_town

pytestmark = pytest.mark.postgres

ROLES = ("reader", "auditor", "writer", "keeper", "redactor")

As = Callable[[str], str]


def run_script(url: str, sql: str) -> None:
    """Run several statements, as psql would."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.connection.cursor().execute(sql)
    engine.dispose()


@pytest.fixture
def town(postgres_url: str, tmp_path: Path) -> Town:
    return found_town(postgres_url, tmp_path)


@pytest.fixture
def as_(town: Town) -> Iterator[As]:
    """Give the log's URL for a role."""
    prefix = f"t{uuid4().hex[:12]}"
    run_script(town.url, roles_sql(prefix))
    run_script(town.url, roles_sql(prefix))  # once more does no harm
    yield (
        lambda role: (
            make_url(town.url)
            .update_query_dict({"options": f"-crole={prefix}_{role}"})
            .render_as_string(hide_password=False)
        )
    )
    names = ", ".join(f"{prefix}_{role}" for role in ROLES)
    run_script(town.url, f"DROP OWNED BY {names}; DROP ROLE {names};")


def refused(url: str, sql: str) -> bool:
    """Whether the server says that a role may not do something."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(sql))
    except ProgrammingError as error:
        return any(each in str(error) for each in ("permission denied", "must be owner"))
    finally:
        engine.dispose()
    return False


# They tell the log's URL, and so the role.
TELL_THE_ROLE: list[list[str]] = [[], ["status"]]
READS: list[list[str]] = [
    ["known"],
    ["known", "--recorded-at", "e9", "--json"],
    ["when", "arson"],
    ["why", "arson"],
    ["log"],
    ["show", "e6"],
    ["diff", "e9", "e12"],
    ["timeline"],
    ["gap"],
    ["corrections"],
    ["briefings"],
    ["sources"],
    ["search", "fire"],
    ["export"],
    ["replay"],
    ["projections"],
    *TELL_THE_ROLE,
]


def test_a_reader_gets_the_same_answers(town: Town, as_: As) -> None:
    for arguments in READS:
        answered = run(*arguments, log=as_("reader"))

        assert (arguments, answered.code, answered.err) == (arguments, 0, "")
        if arguments not in TELL_THE_ROLE:
            assert answered.out == run(*arguments, log=town.url).out


@pytest.mark.parametrize("role", ["reader", "auditor", "keeper"])
def test_who_only_looks_cannot_record(as_: As, role: str) -> None:
    with SituationLog.open(as_(role)) as log, pytest.raises(ReadOnlyLog, match="may not do this"):
        log.record(says("chief", "arson", at("15:00")))


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_who_only_looks_can_write_in_no_table(as_: As, role: str) -> None:
    for table in tables_of_a_log():
        assert refused(as_(role), f"DELETE FROM {table}")  # noqa: S608  # our own names
        assert refused(as_(role), f"TRUNCATE {table}")
        assert refused(as_(role), f"INSERT INTO {table} DEFAULT VALUES")


REWRITING = (
    "UPDATE entries SET recorded_at = 0",
    "UPDATE entries SET entry = ''",
    "DELETE FROM entries",
    "TRUNCATE entries",
    "DROP TABLE entries",
    "ALTER TABLE entries DISABLE TRIGGER ALL",
    "DELETE FROM checkpoints",
    "UPDATE checkpoints SET note = ''",
    "UPDATE log_info SET value = 'another'",
    "DELETE FROM head",
    "DELETE FROM erasures",
    "UPDATE situations SET slug = 'another'",
)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_can_rewrite_an_entry_or_what_proves_it(as_: As, role: str) -> None:
    assert [sql for sql in REWRITING if not refused(as_(role), sql)] == []


def test_a_redactor_takes_nothing_away_without_an_entry_that_says_so(as_: As) -> None:
    engine = create_engine(as_("redactor"))
    with pytest.raises(IntegrityError, match="entries are never changed"), engine.begin() as connection:
        connection.execute(text("UPDATE entries SET disclosure = NULL"))
    engine.dispose()


def test_a_writer_records_signs_and_cannot_redact(town: Town, as_: As) -> None:
    with SituationLog.open(as_("writer")) as log:
        (entry,) = log.record(says("chief", "arson", at("15:00"), words="with matches")).recorded
        assert [each.position for each in log.search(read_wording("matches"))] == [entry.position]
        with pytest.raises(ReadOnlyLog):
            log.record(EntryRedacted.of(situation=TOWN, entry=entry.position, basis="the law"))
    with closing(Ledger(open_database(as_("writer")))) as ledger:
        assert Checkpoints(ledger).make(town.signer).size == entry.position

    assert verify_log(town.url, town.trust()).verdict == 0


def test_a_redactor_erases_and_the_views_and_words_with_it(town: Town, as_: As) -> None:
    with SituationLog.open(as_("keeper")) as keeper, SituationLog.open(as_("redactor")) as log:
        kept = KeptProjections(keeper)
        kept.start(statements)
        kept.runner([statements]).catch_up()
        before = [each.position for each in log.search(read_wording("fire"))]
        log.record(EntryRedacted.of(situation=TOWN, entry=6, basis="the law"))
        after = [each.position for each in log.search(read_wording("fire"))]
        assert 6 in before
        assert after == [each for each in before if each != 6]
        assert log.entry(6).event is None
        kept.runner([statements]).catch_up()

    assert [str(each) for each in verify_log(town.url, town.trust()).found] == []


def test_a_keeper_keeps_views_and_webhooks(as_: As) -> None:
    with SituationLog.open(as_("keeper")) as log:
        kept = KeptProjections(log)
        kept.start(statements)
        kept.runner([statements]).catch_up()
        kept.rebuild(statements)
        kept.runner([statements]).catch_up()
        Webhooks(log, lambda _: b"secret").start("desk", Posting("http://127.0.0.1:9/", "env:SITLOG_SECRET"))
        assert kept.read(statements, situation=TOWN) == statements(log.of(TOWN))


def test_an_auditor_verifies_exports_and_backs_up(town: Town, as_: As, tmp_path: Path) -> None:
    assert verify_log(as_("auditor"), town.trust()).verdict == 0
    out = str(tmp_path / "story.zip")
    assert run("audit", "export", out, log=as_("auditor")).code == 0
    with closing(open_database(as_("auditor"))) as database:
        assert back_up(database, tmp_path / "backup.db").position == 12


def test_a_reader_does_not_see_where_webhooks_post(as_: As) -> None:
    assert refused(as_("reader"), "SELECT settings FROM reactors")


def test_no_table_is_forgotten(town: Town) -> None:
    engine = create_engine(town.url)
    with engine.connect() as connection:
        asked = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        there = {row[0] for row in connection.execute(asked)}
    engine.dispose()

    assert there == set(tables_of_a_log()) == set(USES)


@pytest.mark.parametrize("prefix", ["", "Desk", "a-b", "a;b", "1a", "x" * 60])
def test_a_prefix_that_is_no_name_is_refused(prefix: str) -> None:
    with pytest.raises(NotUnderstood, match="cannot begin the names of roles"):
        roles_sql(prefix)
