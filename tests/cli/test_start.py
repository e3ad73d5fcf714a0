"""A command starts quickly: it imports what it needs, and nothing that takes its time and that only others need."""

import subprocess
import sys

import pytest

from tests.harbour import found_harbour

DATABASES = ("alembic", "psycopg", "sqlalchemy")
"""What SQLite needs none of, once the tables are up to date."""
OF_OTHERS = (
    "eventsourcing",
    "cryptography",
    "rapidfuzz",
    "urllib3",
    "rich",
    "sitlog.store.evidence",
    "sitlog.cli.slog",
)
FOR_PEOPLE = ("wcwidth", "sitlog.cli.show.known", "sitlog.cli.show.tables", "sitlog.cli.show.sentences")
RECORDING = (
    "sitlog.domain.admission",
    "sitlog.store.ledger.append",
    "sitlog.store.statements.keeping",
    "sitlog.store.words",
)
TYPED = ("sitlog.domain.times.grammar", "sitlog.domain.times.moments")
"""What only a time needs that somebody typed."""
KEPT_VIEWS = ("sitlog.store.views.runner", "sitlog.store.views.kept")
SQL = ("sitlog.store.ledger", "sitlog.store.log")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('start') / 'harbour.db'}"
    found_harbour(url)
    return url


def imported_by(*arguments: str, among: tuple[str, ...]) -> list[str]:
    """Run a command in a process of its own, and give the modules that it imported of those that it should not."""
    look = (
        "import sys; from sitlog.cli.app import run;"
        f"assert run({list(arguments)!r}) == 0;"
        f"print([name for name in {among!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    return [name for name in among if repr(name) in ran.stderr]


def test_known_as_json_imports_no_more_than_it_needs(harbour: str) -> None:
    not_needed = (*DATABASES, *OF_OTHERS, *FOR_PEOPLE, *KEPT_VIEWS, *RECORDING, *TYPED)

    assert imported_by("--log", harbour, "known", "--json", among=not_needed) == []


def test_known_for_people_imports_nothing_that_writes_or_signs(harbour: str) -> None:
    assert imported_by("--log", harbour, "known", among=(*DATABASES, *OF_OTHERS, *KEPT_VIEWS)) == []


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["log"],
        ["why", "arson"],
        ["when", "arson"],
        ["sources"],
        ["record", "2031-05-05 12:00 mayor says arson"],
    ],
)
def test_what_asks_or_records_on_sqlite_needs_no_sqlalchemy(command: list[str], harbour: str) -> None:
    assert imported_by("--log", harbour, *command, among=DATABASES) == []


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["known", "--help"]])
def test_help_imports_nothing_of_databases(command: list[str]) -> None:
    assert imported_by(*command, among=(*DATABASES, *OF_OTHERS, *SQL)) == []
